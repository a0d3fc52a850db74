/* SPDX-License-Identifier: Apache-2.0 */
/* A further period that was paid: it is carried out, its days begin, and what waited for it goes
 * on. */
#include "features/services/work.h"

static struct stretch stretch_of(const struct asked *asked, const struct service_tariff *tariff,
                                 struct days days, int64_t months, int anchor)
{
    bool known = asked->months > 0; /* not by a version that asked without */
    struct stretch stretch = {
        .days = days,
        .sale = {.months = known ? asked->months : months,
                 .anchor = anchor,
                 .plan = tariff->plan,
                 .version = tariff->version,
                 .quantity = tariff->quantity,
                 .options = tariff->options,
                 .price = known ? asked->price : asked->total,
                 .tax_bp = asked->tax_bp,
                 .promo = asked->promo},
    };
    sale_settle(&stretch.sale, days);
    return stretch;
}

/* From the old end, or from today when it stood still for debt: the dead time is not paid for. */
static err begin_period(struct db *tx, struct arena *arena, struct service *service,
                        const struct asked *asked, str was, int64_t paid, when now)
{
    const struct zone *zone = NULL;
    struct service_tariff tariff;
    err e = service_zone(tx, arena, service->account, &zone);
    if (e == ERR_OK) {
        e = renewal_tariff(tx, arena, service, &tariff);
    }
    if (e != ERR_OK) {
        return e;
    }
    day today = day_at(zone, now);
    int64_t months = renewal_months(&asked->days, service->anchor);
    bool anew = str_eq(was, STR("debt")) && today.number > service->until.number;
    int anchor = anew ? period_anchor(today) : service->anchor;
    struct days days = period_after(anew ? today : service->until, anchor, months);
    struct stretch stretch = stretch_of(asked, &tariff, days, months, anchor);
    purse_put(arena, &stretch.money, asked->invoice, paid);
    e = period_store_insert(tx, service->id, &stretch);
    if (e == ERR_OK) {
        e = service_store_days(tx, service, anchor, days);
    }
    if (e == ERR_OK && asked->promo && service->promo_left > 0) {
        e = service_store_promo_left(tx, service, service->promo_left - 1);
    }
    return e == ERR_OK ? announce(tx, arena, SERVICE_PAID_TIME, service->id.text, now) : e;
}

/* Add-ons that the renewal left out end with what they have. */
static err look_at_addons(struct db *tx, struct arena *arena, const struct service *service,
                          when now)
{
    struct service *family = NULL;
    size_t count = 0;
    err e = family_of(tx, arena, service, &family, &count);
    for (size_t i = 1; i < count && e == ERR_OK; i++) {
        e = tick_put_now(tx, arena, family[i].id, now);
    }
    return e;
}

static str days_detail(struct arena *arena, const struct service *service, int64_t total)
{
    return str_printf(arena, "{\"until\":%d,\"amount\":%lld}", (int)service->until.number,
                      (long long)total);
}

static err came_too_late(struct db *tx, struct arena *arena, const struct service *service,
                         const struct initiator *by)
{
    return give_back(tx, arena, service,
                     STR(N_("The service had ended before the payment arrived")), by);
}

/* What was given back in full meanwhile buys no days. */
err renewal_begin(struct db *tx, struct arena *arena, struct service *service,
                  const struct asked *asked, str was, const struct initiator *by)
{
    int64_t left = 0;
    err e = money_store_move(tx, arena, service->id, asked->invoice, MONEY_UNDER_WAY, MONEY_IN_HAND,
                             &left);
    if (e == ERR_OK && !service_goes_on(service)) {
        return came_too_late(tx, arena, service, by);
    }
    if (e != ERR_OK || (left == 0 && asked->total > 0)) {
        return e;
    }
    struct money_place hand = {service->id, MONEY_IN_HAND, left};
    e = money_store_lower(tx, &hand, asked->invoice, left);
    if (e == ERR_OK) {
        e = begin_period(tx, arena, service, asked, was, left, by->now);
    }
    if (e == ERR_OK) {
        e = service_event_note(tx, arena, service->id, "renewed", days_detail(arena, service, left),
                               by->actor, by->now);
    }
    if (e == ERR_OK) {
        e = look_at_addons(tx, arena, service, by->now);
    }
    if (e == ERR_OK && service->parent.text.len == 0) {
        e = service_letter_put(tx, arena, service->id, LETTER_RENEWED, by->now);
    }
    return e == ERR_OK ? tick_put_now(tx, arena, service->id, by->now) : e;
}

/* A change that was counted from the days that are paid for now can be had no longer. */
static err carry_out(struct db *tx, struct arena *arena, struct service *service,
                     const struct asked *asked, const struct initiator *by)
{
    bool back = service->state == SERVICE_SUSPENDED;
    struct service then = *service;
    struct work work = {
        .service = service->id,
        .kind = WORK_RENEWAL,
        .ref = asked->invoice.text,
        .was = service->suspended_for,
    };
    then.until = asked->days.until;
    err e = back ? service_store_state(tx, service, SERVICE_SUSPENDED, "") : ERR_OK;
    if (e == ERR_OK) {
        e = work_begin(tx, arena, &then, back ? OPERATION_RESUME : OPERATION_RENEW, &work, by->now);
    }
    return e == ERR_OK ? announce(tx, arena, SERVICE_PAID_TIME, service->id.text, by->now) : e;
}

err renewal_paid(struct db *tx, struct arena *arena, struct service *service,
                 const struct asked *asked, const struct initiator *by)
{
    bool in_debt =
        service->state == SERVICE_SUSPENDED && str_eq(service->suspended_for, STR("debt"));
    bool works = service->state == SERVICE_ACTIVE || in_debt;
    err e = money_store_put(tx, service->id, MONEY_UNDER_WAY, asked->invoice, asked->total);
    if (e != ERR_OK) {
        return e;
    }
    return works && service_goes_on(service)
               ? carry_out(tx, arena, service, asked, by)
               : renewal_begin(tx, arena, service, asked, service->suspended_for, by);
}
