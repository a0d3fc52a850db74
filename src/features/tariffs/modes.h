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

/* What a period of the new tariff costs, for the days of one stretch. */
struct stretch_price {
    int64_t months; /* how long a period the price is of: that of the stretch as it was sold, if the
                     * new tariff is sold for so many months */
    int64_t price;  /* tax in, with the promo code if the stretch used it */
};

/* What a change is counted from. The period is the running one as it was sold, not the service's
 * usual one. */
struct change_basis {
    const struct stretch *paid;         /* the stretches that are not over, in order */
    const struct stretch_price *prices; /* one for each; for days that keep their period */
    size_t paid_count;
    day until;      /* their end */
    int anchor;     /* of the service's periods */
    day on;         /* the day of the change */
    int64_t price;  /* of the period that is begun anew, or that days are converted by */
    int64_t months; /* how long that is */
    bool promo;     /* it uses a period of the promo code */
    bool late; /* begun anew after the day it was quoted for: it lasts as long as the money, and
                * what was used behind the end belongs to it */
    int64_t paid_now; /* what was paid for it */
};

struct change_sums {
    int32_t left;           /* days, from the day of the change on */
    int32_t period_days;    /* of the period that the day falls into, or of the one begun */
    int64_t price;          /* of such a period */
    int64_t credit;         /* what is left of what was paid */
    int64_t charge;         /* what the new tariff costs for the days it is paid for */
    int64_t due;            /* charge - credit; negative goes to the balance */
    day on;                 /* the new tariff's first day */
    int32_t days;           /* bought by the credit, or by less than a period's money; else 0 */
    day until;              /* the end afterwards */
    int anchor;             /* likewise */
    struct sold_days *sold; /* the new tariff's days */
    size_t sold_count;
    bool in_place; /* one for each stretch */
};

/* ERR_INVALID when the mode makes no sense here: nothing is left, a free tariff for which no days
 * can be counted, less than a day bought, or more than ten years. */
MUST_CHECK err change_count(struct arena *arena, const struct change_basis *basis,
                            enum tariff_mode mode, struct change_sums *out);
