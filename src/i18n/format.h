/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and times for people, by the language's own customs. Machines get plain digits and
 * RFC 3339 instead. Every result lives in the arena. WHEN_NONE is shown as a dash. */
#pragma once

#include "base/arena.h"
#include "base/day.h"
#include "base/money.h"
#include "base/str.h"
#include "base/when.h"
#include "i18n/tr.h"
#include "i18n/zone.h"

/* uk "22 листопада 2026", en "22 Nov 2026" */
str fmt_date(struct arena *arena, enum lang lang, const struct zone *zone, when t);

/* The date with hours and minutes, 24 h: "22 Nov 2026, 14:05" */
str fmt_datetime(struct arena *arena, enum lang lang, const struct zone *zone, when t);

/* "just now", "5 minutes ago", "3 days ago", "in 2 hours"; a date beyond 30 days. */
str fmt_ago(struct arena *arena, enum lang lang, const struct zone *zone, when now, when t);

/* A length of time in its largest whole unit, rounded up: "45 seconds", "2 minutes", "24 hours"
 * (days from 48 hours on). */
str fmt_span(struct arena *arena, enum lang lang, int64_t span_us);

/* 1234567 grouped: uk "1 234 567" with no-break spaces, en "1,234,567". */
str fmt_int(struct arena *arena, enum lang lang, int64_t n);

/* Money with its currency: uk "1 234,50 грн", "12,00 EUR"; en "1,234.50 UAH". */
str fmt_money(struct arena *arena, enum lang lang, money m);

/* A date of the calendar, whatever the zone: as fmt_date. */
str fmt_day(struct arena *arena, enum lang lang, struct day d);

/* "812 B", "1.5 MB", uk "1,5 МБ"; powers of 1024. */
str fmt_bytes(struct arena *arena, enum lang lang, int64_t n);
