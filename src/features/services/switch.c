/* SPDX-License-Identifier: Apache-2.0 */
/* Another tariff, now or with the next period: what the room above asks for. */
#include "features/services/work.h"

/* What was in the stretches that a change cuts, each in a purse of its own. */
struct cutting {
    struct purse *purses;
    size_t count;
};

static err cut_stretches(struct db *tx, struct arena *arena, const struct service *service,
                         const struct service_switch *change, struct cutting *out)
{
    struct stretch *paid = NULL;
    int64_t left = 0;
    err e = period_store_all(tx, arena, service, change->on, &paid, &out->count);
    out->purses = ARENA_ARRAY(arena, struct purse, e == ERR_OK ? out->count : 0);
    for (size_t i = 0; e == ERR_OK && i < out->count; i++) {
        day began = paid[i].days.from;
        e = stretch_cut(arena, &paid[i], change->on, &out->purses[i]);
        left += purse_sum(&out->purses[i]);
        if (e == ERR_OK) {
            e = period_store_replace(tx, service->id, began, &paid[i]);
        }
    }
    return e == ERR_OK && left != change->credit ? ERR_CONFLICT : e;
}

static err put_in_hand(struct db *tx, const struct service *service, const struct purse *purse)
{
    err e = ERR_OK;
    for (size_t i = 0; i < purse->count && e == ERR_OK; i++) {
        e = money_store_put(tx, service->id, MONEY_IN_HAND, purse->parts[i].invoice,
                            purse->parts[i].amount);
    }
    return e;
}

static void pour(struct arena *arena, struct purse *from, struct purse *to)
{
    (void)purse_move(arena, from, INT64_MAX, to);
}

/* The days returned had another tax: their money goes back by credit notes, and the balance pays
 * the invoice of the new days. */
static err pay_apart(struct db *tx, struct arena *arena, const struct service *service,
                     const struct service_switch *change, struct cutting *cut)
{
    struct initiator by = {change->actor, change->now};
    struct invoice invoice;
    err e = ERR_OK;
    for (size_t i = 0; i < cut->count && e == ERR_OK; i++) {
        e = put_in_hand(tx, service, &cut->purses[i]);
        cut->purses[i].count = 0;
    }
    if (e == ERR_OK) {
        e = give_back(tx, arena, service, change->reason, &by);
    }
    return e == ERR_OK ? invoice_pay_from_balance(tx, arena, change->pay_now, change->actor,
                                                  change->now, &invoice)
                       : e;
}

/* Of each invoice its share, so that what goes back has the tax of all that the days were paid
 * with. */
static err keep(struct arena *arena, struct purse *own, int64_t charge, struct purse *to)
{
    int64_t sum = purse_sum(own);
    if (charge < sum) {
        return purse_share(arena, own, charge, sum, to);
    }
    pour(arena, own, to);
    return ERR_OK;
}

/* Money stays in its days as far as they are charged; then what was paid for the change is used,
 * then what other days have over. The rest stays in the pool. */
static err fill(struct arena *arena, const struct service_switch *change, struct cutting *cut,
                struct stretch *stretches, struct purse *pool)
{
    err e = ERR_OK;
    for (size_t i = 1; !change->in_place && i < cut->count; i++) {
        pour(arena, &cut->purses[i], &cut->purses[0]);
    }
    for (size_t i = 0; i < change->sold_count && i < cut->count && e == ERR_OK; i++) {
        e = keep(arena, &cut->purses[i], change->sold[i].charge, &stretches[i].money);
    }
    for (size_t i = 0; i < cut->count; i++) {
        pour(arena, &cut->purses[i], pool);
    }
    for (size_t i = 0; i < change->sold_count; i++) {
        int64_t missing = change->sold[i].charge - purse_sum(&stretches[i].money);
        (void)purse_move(arena, pool, missing, &stretches[i].money);
    }
    return e;
}

static struct stretch sold_stretch(const struct service_switch *change, size_t i)
{
    struct stretch stretch = {.days = change->sold[i].days, .sale = change->sold[i].sale};
    stretch.sale.plan = change->to.plan;
    stretch.sale.version = change->to.version;
    stretch.sale.quantity = change->to.quantity;
    stretch.sale.options = change->to.options;
    stretch.sale.tax_bp = change->tax_bp;
    return stretch;
}

static err sell(struct db *tx, struct arena *arena, const struct service *service,
                const struct service_switch *change, struct cutting *cut)
{
    struct initiator by = {change->actor, change->now};
    struct purse pool = {0};
    struct stretch *stretches = ARENA_ARRAY(arena, struct stretch, change->sold_count);
    err e = money_store_take_all(tx, arena, service->id, MONEY_IN_HAND, &pool);
    for (size_t i = 0; i < change->sold_count; i++) {
        stretches[i] = sold_stretch(change, i);
    }
    if (e == ERR_OK) {
        e = fill(arena, change, cut, stretches, &pool);
    }
    for (size_t i = 0; i < change->sold_count && e == ERR_OK; i++) {
        e = period_store_insert(tx, service->id, &stretches[i]);
    }
    if (e == ERR_OK) {
        e = put_in_hand(tx, service, &pool);
    }
    return e == ERR_OK ? give_back(tx, arena, service, change->reason, &by) : e;
}

static err move_money(struct db *tx, struct arena *arena, struct service *service,
                      const struct service_switch *change)
{
    struct cutting cut = {0};
    err e = cut_stretches(tx, arena, service, change, &cut);
    if (e == ERR_OK && change->pay_now.text.len > 0) {
        e = pay_apart(tx, arena, service, change, &cut);
    }
    if (e == ERR_OK) {
        e = sell(tx, arena, service, change, &cut);
    }
    if (e == ERR_OK && change->promo && service->promo_left > 0) {
        e = service_store_promo_left(tx, service, service->promo_left - 1);
    }
    struct days days = {change->on, change->until};
    return e == ERR_OK ? service_store_days(tx, service, change->anchor, days) : e;
}

struct service service_with_tariff(const struct service *service, const struct service_tariff *to)
{
    struct service then = *service;
    then.plan = to->plan;
    then.plan_version = to->version;
    then.name_uk = to->name_uk;
    then.name_en = to->name_en;
    then.months = to->months;
    then.quantity = to->quantity;
    then.options = to->options;
    return then;
}

err service_switch_begin(struct db *tx, struct arena *arena, struct service *service,
                         const struct service_tariff *to, invoice_id invoice, str ref, when now)
{
    struct initiator by = {STR("system"), now};
    struct service then = service_with_tariff(service, to);
    struct work work = {.service = service->id, .kind = WORK_SWITCH, .ref = ref, .was = STR("")};
    int64_t moved = 0;
    err e = renewal_void(tx, arena, service, &by);
    if (e == ERR_OK) {
        e = money_store_move(tx, arena, service->id, invoice, MONEY_IN_HAND, MONEY_UNDER_WAY,
                             &moved);
    }
    if (e == ERR_OK) {
        e = work_begin(tx, arena, &then, OPERATION_CHANGE, &work, now);
    }
    return e == ERR_OK ? announce(tx, arena, "service.changed", service->id.text, now) : e;
}

err service_work_is_on(struct db *db, struct arena *arena, service_id id, bool *out)
{
    return work_is_on(db, arena, id, out);
}

err service_switch_now(struct db *tx, struct arena *arena, struct service *service,
                       const struct service_switch *change)
{
    struct initiator by = {change->actor, change->now};
    err e = renewal_void(tx, arena, service, &by);
    if (e == ERR_OK) {
        e = move_money(tx, arena, service, change);
    }
    if (e == ERR_OK) {
        e = service_store_tariff(tx, service, &change->to);
    }
    if (e == ERR_OK && change->late) {
        e = service_letter_put(tx, arena, service->id, LETTER_BEGUN_LATE, change->now);
    }
    if (e == ERR_OK) {
        e = tick_put_now(tx, arena, service->id, change->now);
    }
    return e == ERR_OK ? announce(tx, arena, "service.changed", service->id.text, change->now) : e;
}

err service_switch_later(struct db *tx, struct arena *arena, struct service *service,
                         const struct service_tariff *to, str actor, when now)
{
    struct initiator by = {actor, now};
    err e = renewal_void(tx, arena, service, &by);
    if (e == ERR_OK) {
        e = to == NULL
                ? next_store_delete(tx, service->id)
                : next_store_put(tx, service->id, &(struct service_next){service->until, *to});
    }
    return e == ERR_OK ? tick_put_now(tx, arena, service->id, now) : e;
}
