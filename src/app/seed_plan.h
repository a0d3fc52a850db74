/* SPDX-License-Identifier: Apache-2.0 */
/* What the n-th customer of a seed bought, paid and left unpaid: worked out from the seed alone, so
 * that documents can be numbered in the order of time before anything is written. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/seed_people.h"
#include "base/day.h"

#define SEED_CYCLES_MAX 10

/* Sample data ends here: 22 November 2026. */
#define SEED_LAST_DAY 20779

enum seed_good { GOOD_START, GOOD_PRO, GOOD_MAX, GOOD_DOMAIN, GOOD_COUNT };

/* One period of a service, with the document that asked for it. */
struct seed_cycle {
    struct day from, until, issued;
    bool is_paid;
};

struct seed_service {
    enum seed_good good;
    int months;
    bool suspended; /* the last cycle was not paid */
    bool ended;
    struct seed_cycle cycles[SEED_CYCLES_MAX];
    int cycle_count;
};

struct seed_purchase {
    const char *currency;
    struct seed_service services[2];
    int service_count;
    int64_t top_up; /* minor units left on the balance; 0 = none */
    struct day top_up_day;
    bool has_open_order; /* ordered and not paid */
};

void seed_purchase_at(uint64_t seed, uint64_t n, const struct seed_person *person,
                      struct seed_purchase *out);
