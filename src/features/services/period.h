/* SPDX-License-Identifier: Apache-2.0 */
/* Periods of days and prices for parts of them, counted by whole days of the real calendar, never
 * by months of thirty. What was paid for is in paid_time.h. Pure arithmetic: no database, no clock.
 */
#pragma once

#include <stddef.h>

#include "base/day.h"
#include "base/err.h"
#include "base/when.h"
#include "i18n/zone.h"

/* Half-open: from is in it, until is not. */
struct days {
    day from, until;
};

/* The day of month that periods beginning on this day keep. */
int period_anchor(day first);
/* The period of so many months that begins where the last one ended. */
struct days period_after(day until, int anchor, int64_t months);
/* The period of so many months that the day falls into, counted back from until: what a tariff of
 * that length costs a whole price for. before is a day before until. */
struct days period_holding(day before, day until, int anchor, int64_t months);

/* The same, and how many whole periods lie behind it until the end. */
int64_t periods_until(day on, day until, int anchor, int64_t months, struct days *out_first);

/* amount × part / whole, half away from zero. whole > 0; ERR_INVALID when it does not fit. */
MUST_CHECK err period_share(int64_t amount, int64_t part, int64_t whole, int64_t *out);

/* What a price for so many months is for the days from on until the end: whole periods counted back
 * from the end, and a share of the one that the day falls into. */
MUST_CHECK err price_until(int64_t price, int64_t months, int anchor, day on, day until,
                           int64_t *out);

/* The day it is in the zone at the moment, and the moment that a day begins there. */
day day_at(const struct zone *zone, when t);
when day_begin(const struct zone *zone, day d);
/* The same at an hour of that day. */
when day_hour(const struct zone *zone, day d, int hour);
/* The later of both. */
when when_later(when a, when b);
