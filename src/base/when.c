/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"

#include "base/buf.h"

/* Days since 1970-01-01 of a civil date, and back: counts in eras of 400 years that begin on 1
 * March, so that the leap day is the last of its year. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void date_of(int64_t days, struct civil *c)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    c->day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    c->month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    c->year = (int)(year_of_era + era * 400 + (c->month <= 2));
}

struct civil when_to_civil(when t)
{
    int64_t days = t.us / WHEN_DAY;
    int64_t rest = t.us % WHEN_DAY;
    if (rest < 0) {
        rest += WHEN_DAY;
        days--;
    }
    struct civil c = {
        .hour = (int)(rest / WHEN_HOUR),
        .minute = (int)(rest / WHEN_MINUTE % 60),
        .second = (int)(rest / WHEN_SECOND % 60),
        .microsecond = (int)(rest % WHEN_SECOND),
        .weekday = (int)(((days + 4) % 7 + 7) % 7), /* 1970-01-01 was a Thursday */
    };
    date_of(days, &c);
    return c;
}

when when_from_civil(const struct civil *c)
{
    int64_t days = days_of(c->year, c->month, c->day);
    return (when){days * WHEN_DAY + c->hour * WHEN_HOUR + c->minute * WHEN_MINUTE +
                  c->second * WHEN_SECOND + c->microsecond};
}

when when_add(when t, int64_t span_us)
{
    return (when){t.us + span_us};
}

bool when_before(when a, when b)
{
    return a.us < b.us;
}

int64_t when_seconds_until(when then, when now)
{
    return when_before(now, then) ? (then.us - now.us + WHEN_SECOND - 1) / WHEN_SECOND : 0;
}

bool when_is_none(when t)
{
    return t.us == INT64_MIN;
}

/* Two digits and what stands in front of them. */
static void put_part(struct buf *out, char before, int n)
{
    buf_put_char(out, before);
    buf_put_digits(out, n, 2);
}

str when_rfc3339(struct arena *arena, when t)
{
    struct civil c = when_to_civil(t);
    struct buf out = buf_in(arena);
    buf_reserve(&out, sizeof "2026-11-22T14:05:00Z");
    buf_put_digits(&out, c.year, 4);
    put_part(&out, '-', c.month);
    put_part(&out, '-', c.day);
    put_part(&out, 'T', c.hour);
    put_part(&out, ':', c.minute);
    put_part(&out, ':', c.second);
    buf_put_char(&out, 'Z');
    return buf_str(&out);
}

/* Takes exactly digits digits off the front of *s. */
static bool take_number(str *s, size_t digits, int *out)
{
    int64_t n = 0;
    str part = str_sub(*s, 0, digits);
    if (part.len != digits || part.ptr[0] == '-' || !str_to_i64(part, &n)) {
        return false;
    }
    *s = str_skip(*s, digits);
    *out = (int)n;
    return true;
}

static bool take_char(str *s, char c)
{
    if (!str_eq_nocase(str_sub(*s, 0, 1), (str){&c, 1})) {
        return false;
    }
    *s = str_skip(*s, 1);
    return true;
}

static bool take_fraction(str *s, int *microsecond)
{
    int scale = 100000;
    size_t digits = 0;
    for (; digits < s->len && s->ptr[digits] >= '0' && s->ptr[digits] <= '9'; digits++) {
        *microsecond += (s->ptr[digits] - '0') * scale;
        scale /= 10;
    }
    *s = str_skip(*s, digits);
    return digits > 0;
}

static bool take_offset(str *s, int *minutes)
{
    if (take_char(s, 'Z')) {
        return true;
    }
    bool west = s->len > 0 && s->ptr[0] == '-';
    int hour = 0;
    int minute = 0;
    if (s->len == 0 || (s->ptr[0] != '+' && s->ptr[0] != '-')) {
        return false;
    }
    *s = str_skip(*s, 1);
    if (!take_number(s, 2, &hour) || !take_char(s, ':') || !take_number(s, 2, &minute) ||
        hour > 23 || minute > 59) {
        return false;
    }
    *minutes = (west ? -1 : 1) * (hour * 60 + minute);
    return true;
}

static bool is_real(const struct civil *c)
{
    if (c->month < 1 || c->month > 12 || c->hour > 23 || c->minute > 59 || c->second > 59) {
        return false;
    }
    struct civil back = when_to_civil(when_from_civil(c));
    return c->day >= 1 && back.month == c->month && back.day == c->day;
}

bool when_from_rfc3339(str s, when *out)
{
    struct civil c = {0};
    int offset_minutes = 0;
    bool whole = take_number(&s, 4, &c.year) && take_char(&s, '-') &&
                 take_number(&s, 2, &c.month) && take_char(&s, '-') && take_number(&s, 2, &c.day) &&
                 take_char(&s, 'T') && take_number(&s, 2, &c.hour) && take_char(&s, ':') &&
                 take_number(&s, 2, &c.minute) && take_char(&s, ':') &&
                 take_number(&s, 2, &c.second);
    if (!whole || (take_char(&s, '.') && !take_fraction(&s, &c.microsecond)) ||
        !take_offset(&s, &offset_minutes) || s.len != 0 || !is_real(&c)) {
        return false;
    }
    *out = when_add(when_from_civil(&c), -offset_minutes * WHEN_MINUTE);
    return true;
}
