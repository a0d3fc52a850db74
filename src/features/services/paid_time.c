/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/paid_time.h"

int64_t purse_sum(const struct purse *purse)
{
    int64_t sum = 0;
    for (size_t i = 0; i < purse->count; i++) {
        sum += purse->parts[i].amount;
    }
    return sum;
}

void purse_put(struct arena *arena, struct purse *purse, invoice_id invoice, int64_t amount)
{
    if (amount == 0) {
        return;
    }
    for (size_t i = 0; i < purse->count; i++) {
        if (str_eq(purse->parts[i].invoice.text, invoice.text)) {
            purse->parts[i].amount += amount;
            return;
        }
    }
    struct money_part *parts = ARENA_ARRAY(arena, struct money_part, purse->count + 1);
    for (size_t i = 0; i < purse->count; i++) {
        parts[i] = purse->parts[i];
    }
    parts[purse->count++] = (struct money_part){invoice, amount};
    purse->parts = parts;
}

/* Parts without money are left out. */
static void tidy(struct purse *purse)
{
    size_t kept = 0;
    for (size_t i = 0; i < purse->count; i++) {
        if (purse->parts[i].amount != 0) {
            purse->parts[kept++] = purse->parts[i];
        }
    }
    purse->count = kept;
}

int64_t purse_move(struct arena *arena, struct purse *from, int64_t most, struct purse *to)
{
    int64_t moved = 0;
    for (size_t i = 0; i < from->count && moved < most; i++) {
        struct money_part *part = &from->parts[i];
        int64_t amount = part->amount < most - moved ? part->amount : most - moved;
        purse_put(arena, to, part->invoice, amount);
        part->amount -= amount;
        moved += amount;
    }
    tidy(from);
    return moved;
}

/* Shares of the sum so far, so that rounding never adds up. */
err purse_share(struct arena *arena, struct purse *from, int64_t part, int64_t whole,
                struct purse *to)
{
    int64_t before = 0;
    int64_t moved = 0;
    for (size_t i = 0; i < from->count; i++) {
        int64_t share = 0;
        before += from->parts[i].amount;
        err e = period_share(before, part, whole, &share);
        if (e != ERR_OK) {
            return e;
        }
        purse_put(arena, to, from->parts[i].invoice, share - moved);
        from->parts[i].amount -= share - moved;
        moved = share;
    }
    tidy(from);
    return ERR_OK;
}

void sale_settle(struct sale *sale, struct days days)
{
    sale->until = days.until;
    sale->from = period_holding(days.from, days.until, sale->anchor, sale->months).from;
}

struct days sale_period(const struct sale *sale, day on)
{
    return period_holding(on, sale->until, sale->anchor, sale->months);
}

err sale_price(const struct sale *sale, int64_t price, struct days part, int64_t *out)
{
    int64_t whole = 0;
    int64_t behind = 0;
    err e = price_until(price, sale->months, sale->anchor, part.from, sale->until, &whole);
    if (e == ERR_OK && part.until.number < sale->until.number) {
        e = price_until(price, sale->months, sale->anchor, part.until, sale->until, &behind);
    }
    if (e == ERR_OK) {
        *out = whole - behind;
    }
    return e;
}

err stretch_left(const struct stretch *stretch, day on, int64_t *out)
{
    day from = on.number > stretch->days.from.number ? on : stretch->days.from;
    int32_t left = days_between(from, stretch->days.until);
    *out = 0;
    return left > 0 ? period_share(purse_sum(&stretch->money), left,
                                   days_between(stretch->days.from, stretch->days.until), out)
                    : ERR_OK;
}

err paid_time_left(const struct stretch *stretches, size_t count, day on, int64_t *out)
{
    err e = ERR_OK;
    *out = 0;
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        int64_t left = 0;
        e = stretch_left(&stretches[i], on, &left);
        if (e == ERR_OK && __builtin_add_overflow(*out, left, out)) {
            e = ERR_INVALID;
        }
    }
    return e;
}

const struct stretch *paid_time_on(const struct stretch *stretches, size_t count, day on)
{
    for (size_t i = 0; i < count; i++) {
        if (stretches[i].days.from.number <= on.number &&
            on.number < stretches[i].days.until.number) {
            return &stretches[i];
        }
    }
    return NULL;
}

err stretch_cut(struct arena *arena, struct stretch *stretch, day on, struct purse *out)
{
    day from = on.number > stretch->days.from.number ? on : stretch->days.from;
    int32_t left = days_between(from, stretch->days.until);
    if (left <= 0) {
        return ERR_OK;
    }
    err e = purse_share(arena, &stretch->money, left,
                        days_between(stretch->days.from, stretch->days.until), out);
    stretch->days.until = from;
    return e;
}

err credit_shares(const int64_t *amounts, size_t count, int64_t credit, int64_t net, int64_t *out)
{
    int64_t before = 0;
    int64_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t share = 0;
        before += amounts[i];
        err e =
            net > 0 ? period_share(credit, before < net ? before : net, net, &share) : ERR_INVALID;
        if (e != ERR_OK) {
            return e;
        }
        out[i] = share - taken < amounts[i] ? share - taken : amounts[i];
        taken = share;
    }
    return ERR_OK;
}
