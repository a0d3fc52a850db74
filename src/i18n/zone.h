/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones from the system's zone database, read by ourselves: the C library's idea of a zone is
 * one per process and takes any misspelt name for UTC. Zones are loaded once, live as long as the
 * process, and may be used from every thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "base/when.h"

struct zone;

/* The zone of that exact name, or NULL when the database has none. Europe/Kyiv and Europe/Kiev both
 * work whichever of them the system knows. */
const struct zone *zone_by_name(str name);

/* Always there. */
const struct zone *zone_utc(void);

/* The name it was asked for. */
str zone_name(const struct zone *zone);

/* What clocks show there; t must be a moment, not WHEN_NONE. */
struct civil zone_local(const struct zone *zone, when t);

/* Seconds east of UTC at that moment. */
int zone_offset(const struct zone *zone, when t);

/* The moment when clocks there show local. A time skipped by a clock change counts from the old
 * offset; a time that happens twice is its first pass. */
when zone_moment(const struct zone *zone, const struct civil *local);

/* Names worth offering in a list, west to east. */
const str *zone_common(size_t *out_count);
