/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of a change of tariff, in four modes. Pure: no database, no clock. Sums are minor
 * units with the tax in, rounded half away from zero; the day of the change belongs to the new
 * tariff. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "features/services/services.h"

enum tariff_mode {
    MODE_PAY_DIFFERENCE, /* the same end, the difference is paid or given back */
    MODE_RESTART,        /* a new period begins today */
    MODE_CONVERT_TIME,   /* what is left buys days of the new tariff */
    MODE_AT_PERIOD_END,  /* nothing now */
};
#define MODE_COUNT 4

str mode_word(enum tariff_mode mode);
bool mode_parse(str word, enum tariff_mode *out);

/* What a change is counted from. */
struct change_basis {
    const struct paid_days *paid; /* the stretches, in order */
    size_t paid_count;
    day until;      /* their end */
    int anchor;     /* of the periods there are */
    day on;         /* the day of the change */
    int64_t price;  /* of a whole period of the new tariff */
    int64_t months; /* how long that is */
};

struct change_sums {
    int32_t left;        /* days, from the day of the change on */
    int32_t period_days; /* of the period of the new tariff that the day falls into */
    int64_t credit;      /* what is left of what was paid */
    int64_t charge;      /* what the new tariff costs for the days it is paid for */
    int64_t due;         /* charge - credit; negative goes to the balance */
    int32_t days;        /* MODE_CONVERT_TIME: how many the credit buys */
    day until;           /* the end afterwards */
    int anchor;          /* likewise */
};

/* ERR_INVALID when the mode makes no sense here: nothing is left, a free tariff for which no days
 * can be counted, less than a day bought, or more than ten years. */
MUST_CHECK err change_count(const struct change_basis *basis, enum tariff_mode mode,
                            struct change_sums *out);
