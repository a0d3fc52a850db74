/* SPDX-License-Identifier: Apache-2.0 */
/* The values that the pages of page_test.page show. */
#pragma once

#include "web/page.h"

struct sample {
    str text;
    struct html markup;
    struct url where;
    int64_t count;
    when at;
};
