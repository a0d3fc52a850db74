/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"

static int floor_divide(int a, int b)
{
    return a / b - (a % b < 0);
}

int days_in_month(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : lengths[month - 1];
}

day day_of_civil(const struct civil *local)
{
    struct civil date = {.year = local->year, .month = local->month, .day = local->day};
    return (day){(int32_t)(when_from_civil(&date).us / WHEN_DAY)};
}

bool day_of(int year, int month, int day_of_month, day *out)
{
    if (month < 1 || month > 12 || day_of_month < 1 || day_of_month > days_in_month(year, month)) {
        return false;
    }
    struct civil date = {.year = year, .month = month, .day = day_of_month};
    *out = day_of_civil(&date);
    return true;
}

when day_midnight_utc(day d)
{
    return (when){d.number * WHEN_DAY};
}

struct civil day_civil(day d)
{
    return when_to_civil(day_midnight_utc(d));
}

day day_add_months(day start, int anchor, int months)
{
    struct civil date = day_civil(start);
    int month = date.month - 1 + months;
    date.year += floor_divide(month, 12);
    date.month = month - 12 * floor_divide(month, 12) + 1;
    int last = days_in_month(date.year, date.month);
    date.day = anchor < last ? anchor : last;
    return day_of_civil(&date);
}

int32_t days_between(day a, day b)
{
    return b.number - a.number;
}
