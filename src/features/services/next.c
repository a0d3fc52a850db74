/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff that begins with a period: the driver is asked on its day, and the service has it once
 * that was done. */
#include "features/services/work.h"

/* With its day once that is paid for; until then the old one stays. */
static err is_due(struct db *tx, struct arena *arena, const struct service *service,
                  const struct service_next *next, when now, bool *out)
{
    const struct zone *zone = NULL;
    bool busy = false;
    err e = service_zone(tx, arena, service->account, &zone);
    if (e == ERR_OK) {
        e = work_is_on(tx, arena, service->id, &busy);
    }
    *out = e == ERR_OK && !busy && service->state == SERVICE_ACTIVE &&
           day_at(zone, now).number >= next->from.number &&
           service->until.number > next->from.number;
    return e;
}

err next_apply(struct db *tx, struct arena *arena, struct service *service,
               const struct initiator *by)
{
    struct service_next next;
    bool due = false;
    err e = next_store_find(tx, arena, service->id, &next);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    e = is_due(tx, arena, service, &next, by->now, &due);
    if (e != ERR_OK || !due) {
        return e;
    }
    struct service then = service_with_tariff(service, &next.tariff);
    struct work work = {.service = service->id, .kind = WORK_NEXT, .ref = STR(""), .was = STR("")};
    e = work_begin(tx, arena, &then, OPERATION_CHANGE, &work, by->now);
    return e == ERR_OK ? announce(tx, arena, "service.changed", service->id.text, by->now) : e;
}

err next_done(struct db *tx, struct arena *arena, struct service *service,
              const struct initiator *by)
{
    struct service_next next;
    err e = next_store_find(tx, arena, service->id, &next);
    if (e != ERR_OK) {
        return err_absent_is_fine(e); /* ended meanwhile */
    }
    e = service_store_tariff(tx, service, &next.tariff);
    if (e == ERR_OK) {
        e = next_store_delete(tx, service->id);
    }
    if (e == ERR_OK) {
        e = service_event_note(tx, arena, service->id, "tariff", STR("{}"), by->actor, by->now);
    }
    return e;
}

/* Its days were sold at its price: they go, and their money. */
static err unsell(struct db *tx, struct arena *arena, struct service *service, day from)
{
    struct stretch *paid = NULL;
    struct purse left = {0};
    size_t count = 0;
    err e = period_store_all(tx, arena, service, from, &paid, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        day began = paid[i].days.from;
        e = stretch_cut(arena, &paid[i], from, &left);
        e = e == ERR_OK ? period_store_replace(tx, service->id, began, &paid[i]) : e;
    }
    for (size_t i = 0; i < left.count && e == ERR_OK; i++) {
        e = money_store_put(tx, service->id, MONEY_IN_HAND, left.parts[i].invoice,
                            left.parts[i].amount);
    }
    day first = service->from.number < from.number ? service->from : (day){from.number - 1};
    return e == ERR_OK
               ? service_store_days(tx, service, service->anchor, (struct days){first, from})
               : e;
}

err next_given_up(struct db *tx, struct arena *arena, struct service *service,
                  const struct initiator *by)
{
    struct service_next next;
    err e = next_store_find(tx, arena, service->id, &next);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    e = announce(tx, arena, SERVICE_NEXT_GIVEN_UP, service->id.text, by->now);
    if (e == ERR_OK) {
        e = next_store_delete(tx, service->id);
    }
    if (e == ERR_OK) {
        e = unsell(tx, arena, service, next.from);
    }
    if (e == ERR_OK) {
        e = give_back(tx, arena, service, STR(N_("The plan change could not be carried out")), by);
    }
    return e == ERR_OK ? announce(tx, arena, SERVICE_PAID_TIME, service->id.text, by->now) : e;
}
