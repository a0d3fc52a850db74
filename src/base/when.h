/* SPDX-License-Identifier: Apache-2.0 */
/* Moments: microseconds since 1970-01-01 00:00 UTC, wrapped so that no caller confuses them with a
 * plain number. Reading the clock is system/clock's business; everything here takes time as a
 * parameter. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

typedef struct when {
    int64_t us;
} when;

/* No moment at all: what a NULL column reads as, and is written as. */
#define WHEN_NONE ((when){INT64_MIN})
#define WHEN_SECOND INT64_C(1000000)
#define WHEN_MINUTE (60 * WHEN_SECOND)
#define WHEN_HOUR (60 * WHEN_MINUTE)
#define WHEN_DAY (24 * WHEN_HOUR)

/* A moment broken into the proleptic Gregorian calendar, UTC. */
struct civil {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
    int microsecond;
    int weekday; /* 0 = Sunday */
};

struct civil when_to_civil(when t);
when when_from_civil(const struct civil *c); /* weekday is ignored */

/* t plus a span in microseconds. */
when when_add(when t, int64_t span_us);
bool when_before(when a, when b);
/* Whole seconds until then, begun ones counted; 0 when it has passed. */
int64_t when_seconds_until(when then, when now);
bool when_is_none(when t);

/* RFC 3339 in UTC with seconds, "2026-11-22T10:00:00Z". */
str when_rfc3339(struct arena *arena, when t);
/* Reads RFC 3339 with Z or a numeric offset, fraction up to microseconds. */
bool when_from_rfc3339(str s, when *out);
