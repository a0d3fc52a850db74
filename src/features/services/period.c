/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/period.h"

#include "base/money.h"

int period_anchor(day first)
{
    return day_civil(first).day;
}

struct days period_after(day until, int anchor, int64_t months)
{
    return (struct days){until, day_add_months(until, anchor, (int)months)};
}

/* How many whole periods lie between the period that the day falls into and the end. From the end
 * each time, so that a short February does not pull the days after it. */
int64_t periods_until(day on, day until, int anchor, int64_t months, struct days *out_first)
{
    int64_t whole = -1;
    *out_first = (struct days){until, until};
    while (out_first->from.number > on.number) {
        whole++;
        out_first->until = out_first->from;
        out_first->from = day_add_months(until, anchor, -(int)((whole + 1) * months));
    }
    return whole;
}

struct days period_holding(day before, day until, int anchor, int64_t months)
{
    struct days period;
    (void)periods_until(before, until, anchor, months, &period);
    return period;
}

err period_share(int64_t amount, int64_t part, int64_t whole, int64_t *out)
{
    money share;
    err e = money_share((money){.minor = amount}, part, whole, &share);
    if (e == ERR_OK) {
        *out = share.minor;
    }
    return e;
}

static err add(int64_t *sum, int64_t amount)
{
    return __builtin_add_overflow(*sum, amount, sum) ? ERR_INVALID : ERR_OK;
}

err price_until(int64_t price, int64_t months, int anchor, day on, day until, int64_t *out)
{
    *out = 0;
    if (on.number >= until.number) {
        return ERR_OK;
    }
    struct days first;
    int64_t whole = periods_until(on, until, anchor, months, &first);
    int64_t share = 0;
    err e = period_share(price, days_between(on, first.until),
                         days_between(first.from, first.until), &share);
    if (e != ERR_OK || __builtin_mul_overflow(price, whole, out)) {
        return ERR_INVALID;
    }
    return add(out, share);
}

day day_at(const struct zone *zone, when t)
{
    struct civil local = zone_local(zone, t);
    return day_of_civil(&local);
}

when day_hour(const struct zone *zone, day d, int hour)
{
    struct civil local = day_civil(d);
    local.hour = hour;
    return zone_moment(zone, &local);
}

when day_begin(const struct zone *zone, day d)
{
    return day_hour(zone, d, 0);
}

when when_later(when a, when b)
{
    return when_before(a, b) ? b : a;
}
