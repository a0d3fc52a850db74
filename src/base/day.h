/* SPDX-License-Identifier: Apache-2.0 */
/* Days of the calendar, without hours and zones: what billing periods are counted in. A period of
 * whole months keeps its anchor, the day of month it began on: begun on 31 January it ends on 28 or
 * 29 February and then on 31 March, as the customer's wall calendar does. Which day it is
 * somewhere, i18n/zone says. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/when.h"

typedef struct day {
    int32_t number; /* since 1970-01-01, which is 0 */
} day;

/* False for a date that does not exist. */
bool day_of(int year, int month, int day_of_month, day *out);

/* The date of the calendar; hours are 0. */
struct civil day_civil(day d);

/* Midnight UTC of that day, and the day that clocks showing local belong to. */
when day_midnight_utc(day d);
day day_of_civil(const struct civil *local);

/* How many days a month has; month from 1. */
int days_in_month(int year, int month);

/* The day that is months after start on the calendar, keeping the anchor (1 to 31) where the month
 * is long enough, else the month's last day. months may be negative. */
day day_add_months(day start, int anchor, int months);

/* Days from the one to the other; negative when b is before a. */
int32_t days_between(day a, day b);
