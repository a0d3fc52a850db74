/* SPDX-License-Identifier: Apache-2.0 */
/* What the sample catalogue asks for what sample customers bought, asked once. */
#pragma once

#include "app/seed_plan.h"
#include "features/catalogue/catalogue.h"

#define SEED_PERIODS 3

struct seed_goods {
    struct quote_line lines[GOOD_COUNT][SEED_PERIODS][2];
};

/* Fills the sample catalogue when there is none. The lines live in the arena. */
MUST_CHECK err seed_goods_of(struct db *db, struct arena *arena, when now, struct seed_goods *out);

const struct quote_line *seed_good_line(const struct seed_goods *goods, enum seed_good good,
                                        int months, const char *currency);
