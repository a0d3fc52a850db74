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

/* The period of the day, as it was sold. */
static struct days running_period(const struct change_basis *basis)
{
    const struct stretch *running = paid_time_on(basis->paid, basis->paid_count, basis->on);
    return running != NULL ? sale_period(&running->sale, basis->on)
                           : (struct days){basis->on, basis->on};
}

static void sell(struct arena *arena, struct change_sums *sums, size_t count)
{
    sums->sold = ARENA_ARRAY(arena, struct sold_days, count);
    sums->sold_count = count;
}

/* Each stretch keeps its days, its period and whether it used the promo code, at another price. */
static err pay_difference(struct arena *arena, const struct change_basis *basis,
                          struct change_sums *sums)
{
    err e = sums->left > 0 ? ERR_OK : ERR_INVALID;
    sell(arena, sums, basis->paid_count);
    for (size_t i = 0; i < basis->paid_count && e == ERR_OK; i++) {
        const struct stretch *old = &basis->paid[i];
        struct sold_days *sold = &sums->sold[i];
        day from = old->days.from.number < basis->on.number ? basis->on : old->days.from;
        *sold = (struct sold_days){.days = {from, old->days.until}, .sale = old->sale};
        sold->sale.months = basis->prices[i].months;
        sold->sale.price = basis->prices[i].price;
        e = sale_price(&sold->sale, sold->sale.price, sold->days, &sold->charge);
        if (e == ERR_OK && __builtin_add_overflow(sums->charge, sold->charge, &sums->charge)) {
            e = ERR_INVALID;
        }
    }
    sums->in_place = true;
    sums->price = basis->paid_count > 0 ? basis->prices[0].price : 0;
    sums->until = basis->until;
    sums->anchor = basis->anchor;
    return e;
}

/* All days of the new tariff, in one piece. */
static void sell_one(struct arena *arena, const struct change_basis *basis,
                     struct change_sums *sums)
{
    sell(arena, sums, 1);
    struct sold_days *sold = &sums->sold[0];
    *sold = (struct sold_days){
        .days = {sums->on, sums->until},
        .sale = {.months = basis->months,
                 .anchor = sums->anchor,
                 .price = basis->price,
                 .promo = basis->promo},
        .charge = sums->charge,
    };
    sale_settle(&sold->sale, sold->days);
}

/* As many whole days as the money pays for, and what they cost. */
static err days_for(int64_t sum, int64_t price, int32_t period_days, struct change_sums *sums)
{
    int64_t days = 0;
    err e = period_share(sum, period_days, price, &days);
    if (e == ERR_OK && days <= CONVERTED_DAYS_MAX) {
        e = period_share(price, days, period_days, &sums->charge);
    }
    if (e == ERR_OK && days <= CONVERTED_DAYS_MAX && sums->charge > sum) {
        days--;
        e = period_share(price, days, period_days, &sums->charge);
    }
    if (e != ERR_OK || days < 1 || days > CONVERTED_DAYS_MAX) {
        return ERR_INVALID;
    }
    sums->days = (int32_t)days;
    return ERR_OK;
}

static void end_after_days(struct change_sums *sums)
{
    sums->until = (day){sums->on.number + sums->days};
    sums->anchor = period_anchor(sums->until);
}

/* Not behind the end of what was paid for: the days since then are owed, by a renewal. Paid later
 * than it was quoted for it begins with the payment, or with that end, and lasts as long as the
 * money does: meanwhile the old tariff was used. */
static err restart(struct arena *arena, const struct change_basis *basis, struct change_sums *sums)
{
    if (basis->until.number < basis->on.number) {
        if (!basis->late) {
            return ERR_INVALID;
        }
        sums->on = basis->until;
    }
    sums->anchor = period_anchor(sums->on);
    struct days period = period_after(sums->on, sums->anchor, basis->months);
    sums->until = period.until;
    sums->period_days = days_between(period.from, period.until);
    sums->charge = sums->price = basis->price;
    int64_t sum = sums->credit + basis->paid_now;
    if (basis->late && sum < basis->price) {
        err e = days_for(sum, basis->price, sums->period_days, sums);
        if (e != ERR_OK) {
            return e;
        }
        end_after_days(sums);
    }
    sell_one(arena, basis, sums);
    return ERR_OK;
}

/* What is less than a day goes to the balance. */
static err convert_time(struct arena *arena, const struct change_basis *basis,
                        struct change_sums *sums)
{
    if (sums->left <= 0 || basis->price <= 0) {
        return ERR_INVALID;
    }
    const struct stretch *running = paid_time_on(basis->paid, basis->paid_count, basis->on);
    if (running == NULL || running->sale.months != basis->months) {
        struct days period = period_holding(basis->on, basis->until, basis->anchor, basis->months);
        sums->period_days = days_between(period.from, period.until);
    }
    err e = days_for(sums->credit, basis->price, sums->period_days, sums);
    if (e != ERR_OK) {
        return e;
    }
    sums->price = basis->price;
    end_after_days(sums);
    sell_one(arena, basis, sums);
    return ERR_OK;
}

static err at_period_end(struct arena *arena, const struct change_basis *basis,
                         struct change_sums *sums)
{
    (void)arena;
    sums->credit = 0;
    sums->price = basis->price;
    sums->until = basis->until;
    sums->anchor = basis->anchor;
    return ERR_OK;
}

err change_count(struct arena *arena, const struct change_basis *basis, enum tariff_mode mode,
                 struct change_sums *out)
{
    static err (*const counts[MODE_COUNT])(struct arena *, const struct change_basis *,
                                           struct change_sums *) = {pay_difference, restart,
                                                                    convert_time, at_period_end};
    struct change_sums sums = {.left = days_between(basis->on, basis->until), .on = basis->on};
    sums.left = sums.left > 0 ? sums.left : 0;
    if (basis->price < 0 || basis->months < 1) {
        return ERR_INVALID;
    }
    struct days period = running_period(basis);
    sums.period_days = days_between(period.from, period.until);
    err e = paid_time_left(basis->paid, basis->paid_count, basis->on, &sums.credit);
    if (e == ERR_OK) {
        e = counts[mode](arena, basis, &sums);
    }
    if (e == ERR_OK) {
        sums.due = sums.charge - sums.credit;
        *out = sums;
    }
    return e;
}
