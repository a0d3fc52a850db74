/* SPDX-License-Identifier: Apache-2.0 */
#include "features/tariffs/modes.h"

#define CONVERTED_DAYS_MAX 3660

static const char *const words[MODE_COUNT] = {
    [MODE_PAY_DIFFERENCE] = "pay_difference",
    [MODE_RESTART] = "restart",
    [MODE_CONVERT_TIME] = "convert_time",
    [MODE_AT_PERIOD_END] = "at_period_end",
};

str mode_word(enum tariff_mode mode)
{
    return str_from_z(words[mode]);
}

bool mode_parse(str word, enum tariff_mode *out)
{
    for (size_t i = 0; i < MODE_COUNT; i++) {
        if (str_eq(word, str_from_z(words[i]))) {
            *out = (enum tariff_mode)i;
            return true;
        }
    }
    return false;
}

static err pay_difference(const struct change_basis *basis, struct change_sums *sums)
{
    if (sums->left <= 0) {
        return ERR_INVALID;
    }
    sums->until = basis->until;
    sums->anchor = basis->anchor;
    return price_until(basis->price, basis->months, basis->anchor, basis->on, basis->until,
                       &sums->charge);
}

/* Not behind the end of what was paid for: the days since then are owed, by a renewal. */
static err restart(const struct change_basis *basis, struct change_sums *sums)
{
    if (basis->until.number < basis->on.number) {
        return ERR_INVALID;
    }
    sums->anchor = period_anchor(basis->on);
    struct days period = period_after(basis->on, sums->anchor, basis->months);
    sums->until = period.until;
    sums->period_days = days_between(period.from, period.until);
    sums->charge = basis->price;
    return ERR_OK;
}

/* As many whole days as the credit pays for; what is less than a day goes to the balance. */
static err convert_time(const struct change_basis *basis, struct change_sums *sums)
{
    if (sums->left <= 0 || basis->price <= 0) {
        return ERR_INVALID;
    }
    int64_t days = 0;
    err e = period_share(sums->credit, sums->period_days, basis->price, &days);
    if (e == ERR_OK && days <= CONVERTED_DAYS_MAX) {
        e = period_share(basis->price, days, sums->period_days, &sums->charge);
    }
    if (e == ERR_OK && days <= CONVERTED_DAYS_MAX && sums->charge > sums->credit) {
        days--;
        e = period_share(basis->price, days, sums->period_days, &sums->charge);
    }
    if (e != ERR_OK || days < 1 || days > CONVERTED_DAYS_MAX) {
        return ERR_INVALID;
    }
    sums->days = (int32_t)days;
    sums->until = (day){basis->on.number + sums->days};
    sums->anchor = period_anchor(sums->until);
    return ERR_OK;
}

static err at_period_end(const struct change_basis *basis, struct change_sums *sums)
{
    sums->credit = 0;
    sums->until = basis->until;
    sums->anchor = basis->anchor;
    return ERR_OK;
}

err change_count(const struct change_basis *basis, enum tariff_mode mode, struct change_sums *out)
{
    static err (*const counts[MODE_COUNT])(const struct change_basis *, struct change_sums *) = {
        pay_difference, restart, convert_time, at_period_end};
    struct change_sums sums = {.left = days_between(basis->on, basis->until)};
    sums.left = sums.left > 0 ? sums.left : 0;
    if (basis->price < 0 || basis->months < 1) {
        return ERR_INVALID;
    }
    if (sums.left > 0) {
        struct days period = period_holding(basis->on, basis->until, basis->anchor, basis->months);
        sums.period_days = days_between(period.from, period.until);
    }
    err e = paid_left(basis->paid, basis->paid_count, basis->on, &sums.credit);
    if (e == ERR_OK) {
        e = counts[mode](basis, &sums);
    }
    if (e == ERR_OK) {
        sums.due = sums.charge - sums.credit;
        *out = sums;
    }
    return e;
}
