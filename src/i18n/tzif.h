/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the zone database (RFC 8536, versions 2 to 4) and the POSIX rule at their end that
 * holds beyond the last listed change. Used by zone.c alone. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* "CET-1CEST,M3.5.0,M10.5.0/3": when summer time begins and ends each year. */
struct tzif_switch {
    char kind; /* 'M' month.week.day, 'J' day 1-365 without leap days, 'n' day 0-365 */
    int month, week, day;
    int seconds; /* of the local clock before the change; may pass a day or be negative */
};

struct tzif_rule {
    bool present;
    bool has_summer;
    int offset; /* seconds east of UTC */
    int summer_offset;
    struct tzif_switch begin, end;
};

struct tzif_change {
    int64_t at; /* seconds since 1970 UTC */
    int offset; /* from then on */
};

struct tzif {
    struct tzif_change *changes; /* ascending; heap, kept for the life of the process */
    size_t count;
    int first_offset; /* before the first change */
    struct tzif_rule rule;
};

/* Letters, digits, _ + - / only; no empty parts; not one of the doubled trees or local links. */
bool tzif_name_is_sane(str name);

/* Loads the zone; false when there is none or the file is not sound. */
bool tzif_read(str name, struct tzif *out);

/* The same from bytes, for tests and fuzzing; out->changes is the caller's to free. */
bool tzif_parse(str bytes, struct tzif *out);
bool tzif_parse_rule(str text, struct tzif_rule *out);

/* A stretch of time with one offset. */
struct tzif_period {
    int64_t from, until; /* seconds since 1970 UTC; until is not part of it */
    int offset;          /* seconds east of UTC */
};

/* The period t falls into; it may really be longer. */
struct tzif_period tzif_period_at(const struct tzif *tzif, int64_t t);
