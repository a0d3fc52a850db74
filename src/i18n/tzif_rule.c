/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/tzif.h"

#include "base/when.h"

#define DAY_SECONDS 86400

static bool take_char(str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c) {
        return false;
    }
    *s = str_skip(*s, 1);
    return true;
}

static bool take_number(str *s, int max, int *out)
{
    size_t digits = 0;
    int n = 0;
    for (; digits < s->len && s->ptr[digits] >= '0' && s->ptr[digits] <= '9'; digits++) {
        n = n * 10 + (s->ptr[digits] - '0');
        if (n > max) {
            return false;
        }
    }
    *s = str_skip(*s, digits);
    *out = n;
    return digits > 0;
}

/* "EET" or "<+03>". The name itself is not wanted. */
static bool take_name(str *s)
{
    bool is_quoted = take_char(s, '<');
    size_t len = 0;
    while (len < s->len) {
        char c = s->ptr[len];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_other = is_quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-');
        if (!is_letter && !is_other) {
            break;
        }
        len++;
    }
    *s = str_skip(*s, len);
    return len >= 3 && (!is_quoted || take_char(s, '>'));
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool take_clock(str *s, int max_hours, int *seconds)
{
    int sign = take_char(s, '-') ? -1 : 1;
    if (sign > 0) {
        (void)take_char(s, '+');
    }
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!take_number(s, max_hours, &hour) ||
        (take_char(s, ':') &&
         (!take_number(s, 59, &minute) || (take_char(s, ':') && !take_number(s, 59, &second))))) {
        return false;
    }
    *seconds = sign * (hour * 3600 + minute * 60 + second);
    return true;
}

static bool take_switch(str *s, struct tzif_switch *out)
{
    *out = (struct tzif_switch){.kind = 'n', .seconds = 2 * 3600};
    bool held = take_char(s, ',');
    if (take_char(s, 'M')) {
        out->kind = 'M';
        held = held && take_number(s, 12, &out->month) && out->month >= 1 && take_char(s, '.') &&
               take_number(s, 5, &out->week) && out->week >= 1 && take_char(s, '.') &&
               take_number(s, 6, &out->day);
    } else {
        out->kind = take_char(s, 'J') ? 'J' : 'n';
        held = held && take_number(s, 365, &out->day) && (out->kind == 'n' || out->day >= 1);
    }
    return held && (!take_char(s, '/') || take_clock(s, 167, &out->seconds));
}

bool tzif_parse_rule(str text, struct tzif_rule *out)
{
    struct tzif_rule rule = {.present = true};
    int west = 0;
    if (!take_name(&text) || !take_clock(&text, 24, &west)) {
        return false;
    }
    rule.offset = -west;
    if (text.len > 0) {
        rule.has_summer = true;
        rule.summer_offset = rule.offset + 3600;
        if (!take_name(&text)) {
            return false;
        }
        if (text.len > 0 && text.ptr[0] != ',') {
            if (!take_clock(&text, 24, &west)) {
                return false;
            }
            rule.summer_offset = -west;
        }
        if (!take_switch(&text, &rule.begin) || !take_switch(&text, &rule.end)) {
            return false;
        }
    }
    if (text.len > 0) {
        return false;
    }
    *out = rule;
    return true;
}

static int64_t days_since_1970(int year, int month, int day)
{
    struct civil c = {.year = year, .month = month, .day = day};
    return when_from_civil(&c).us / WHEN_DAY;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The local clock's second, counted as if it were UTC, when the switch happens in that year. */
static int64_t switch_in(const struct tzif_switch *s, int year)
{
    int64_t day = days_since_1970(year, 1, 1);
    if (s->kind == 'n') {
        day += s->day;
    } else if (s->kind == 'J') {
        day += s->day - 1 + (is_leap(year) && s->day >= 60);
    } else {
        int64_t first = days_since_1970(year, s->month, 1);
        int64_t next = s->month == 12 ? days_since_1970(year + 1, 1, 1)
                                      : days_since_1970(year, s->month + 1, 1);
        int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
        day = first + (s->day - weekday + 7) % 7 + 7 * (s->week - 1);
        if (day >= next) {
            day -= 7; /* week 5 means the last one */
        }
    }
    return day * DAY_SECONDS + s->seconds;
}

/* Within one year: before the first switch, between the two, behind the second. */
static struct tzif_period rule_period(const struct tzif_rule *rule, int64_t t)
{
    if (!rule->has_summer) {
        return (struct tzif_period){INT64_MIN, INT64_MAX, rule->offset};
    }
    int year = when_to_civil((when){(t + rule->offset) * WHEN_SECOND}).year;
    int64_t begin = switch_in(&rule->begin, year) - rule->offset;
    int64_t end = switch_in(&rule->end, year) - rule->summer_offset;
    bool is_summer = begin < end ? t >= begin && t < end : t >= begin || t < end;
    int64_t first = begin < end ? begin : end;
    int64_t second = begin < end ? end : begin;
    struct tzif_period period = {
        .from = days_since_1970(year, 1, 1) * DAY_SECONDS - rule->offset,
        .until = days_since_1970(year + 1, 1, 1) * DAY_SECONDS - rule->offset,
        .offset = is_summer ? rule->summer_offset : rule->offset,
    };
    if (t >= first) {
        period.from = t >= second ? second : first;
    }
    if (t < second) {
        period.until = t < first ? first : second;
    }
    return period;
}

/* Behind the last listed change. */
static struct tzif_period last_period(const struct tzif *tzif, int64_t t)
{
    struct tzif_period period = {INT64_MIN, INT64_MAX, tzif->first_offset};
    if (tzif->rule.present) {
        period = rule_period(&tzif->rule, t);
    } else if (tzif->count > 0) {
        period.offset = tzif->changes[tzif->count - 1].offset;
    }
    if (tzif->count > 0 && period.from < tzif->changes[tzif->count - 1].at) {
        period.from = tzif->changes[tzif->count - 1].at;
    }
    return period;
}

struct tzif_period tzif_period_at(const struct tzif *tzif, int64_t t)
{
    if (tzif->count == 0 || t >= tzif->changes[tzif->count - 1].at) {
        return last_period(tzif, t);
    }
    if (t < tzif->changes[0].at) {
        return (struct tzif_period){INT64_MIN, tzif->changes[0].at, tzif->first_offset};
    }
    size_t low = 0; /* changes[low].at <= t < changes[high].at */
    size_t high = tzif->count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (tzif->changes[middle].at <= t) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (struct tzif_period){tzif->changes[low].at, tzif->changes[high].at,
                                tzif->changes[low].offset};
}
