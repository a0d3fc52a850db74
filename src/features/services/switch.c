/* SPDX-License-Identifier: Apache-2.0 */
/* Another tariff, now or with the next period: what the room above asks for. */
#include "features/services/lifecycle.h"

/* Cuts every stretch on the day and tells what was left in them. */
static err cut_stretches(struct db *tx, struct arena *arena, const struct service *service, day on,
                         int64_t *out_left)
{
    struct paid_days *paid = NULL;
    size_t count = 0;
    err e = period_store_all(tx, arena, service->id, on, &paid, &count);
    *out_left = 0;
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        int64_t left = 0;
        e = paid_left(&paid[i], 1, on, &left);
        if (e != ERR_OK) {
            return e;
        }
        paid[i].total -= left;
        paid[i].days.until = paid[i].days.from.number < on.number ? on : paid[i].days.from;
        *out_left += left;
        e = period_store_cut(tx, service->id, &paid[i]);
    }
    return e;
}

static err move_money(struct db *tx, struct arena *arena, struct service *service,
                      const struct service_switch *change)
{
    int64_t left = 0;
    struct initiator by = {change->actor, change->now};
    err e = cut_stretches(tx, arena, service, change->on, &left);
    if (e == ERR_OK && left != change->credit) {
        return ERR_CONFLICT;
    }
    struct days days = {change->on, change->until};
    if (e == ERR_OK && change->until.number > change->on.number) {
        struct paid_days paid = {days, change->charge};
        e = period_store_insert(tx, service->id, &paid);
    }
    if (e == ERR_OK) {
        e = service_store_days(tx, service, change->anchor, days);
    }
    int64_t rest = change->credit + change->paid - change->charge;
    if (e == ERR_OK && rest > 0) {
        e = give_back(tx, arena, service, rest, change->reason, &by);
    }
    return e;
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
    if (e == ERR_OK) {
        e = operation_ask_for(tx, arena, service, OPERATION_CHANGE, change->now);
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

/* It begins with its day once that is paid for; until then the old one stays. */
err next_apply(struct db *tx, struct arena *arena, struct service *service,
               const struct initiator *by)
{
    struct service_next next;
    const struct zone *zone = NULL;
    err e = next_store_find(tx, arena, service->id, &next);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    e = service_zone(tx, arena, service->account, &zone);
    if (e != ERR_OK || service->state != SERVICE_ACTIVE ||
        day_at(zone, by->now).number < next.from.number ||
        service->until.number <= next.from.number) {
        return e;
    }
    e = service_store_tariff(tx, service, &next.tariff);
    if (e == ERR_OK) {
        e = next_store_delete(tx, service->id);
    }
    if (e == ERR_OK) {
        e = operation_ask_for(tx, arena, service, OPERATION_CHANGE, by->now);
    }
    if (e == ERR_OK) {
        e = service_event_note(tx, arena, service->id, "tariff", STR("{}"), by->actor, by->now);
    }
    return e == ERR_OK ? announce(tx, arena, "service.changed", service->id.text, by->now) : e;
}
