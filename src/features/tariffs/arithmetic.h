/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of a change, line by line, in words. */
#pragma once

#include "features/tariffs/change.h"
#include "i18n/tr.h"

#define ARITHMETIC_LINES_MAX 4

struct arithmetic_line {
    str text;
    int64_t amount;
    bool is_total;
};

size_t arithmetic_of(struct arena *arena, enum lang lang, const struct service *service,
                     const struct change_count *count,
                     struct arithmetic_line out[ARITHMETIC_LINES_MAX]);
