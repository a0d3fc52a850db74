/* SPDX-License-Identifier: Apache-2.0 */
/* What the room does when others announce something: in their transaction, and quickly. */
#include "features/services/work.h"

/* Bringing it up took until another day: its first period begins on that one. */
static err move_first_period(struct db *tx, struct arena *arena, struct service *service, when now)
{
    struct stretch *paid = NULL;
    size_t count = 0;
    const struct zone *zone = NULL;
    err e = service_zone(tx, arena, service->account, &zone);
    if (e == ERR_OK) {
        e = period_store_all(tx, arena, service, (day){0}, &paid, &count);
    }
    if (e != ERR_OK) {
        return e;
    }
    day today = day_at(zone, now);
    bool untouched = count == 1 && paid[0].days.from.number == service->from.number &&
                     paid[0].days.until.number == service->until.number;
    if (!untouched || service->parent.text.len > 0 || today.number <= service->from.number) {
        return ERR_OK;
    }
    struct stretch moved = paid[0];
    moved.sale.anchor = period_anchor(today);
    moved.days = period_after(today, moved.sale.anchor, service->months);
    sale_settle(&moved.sale, moved.days);
    e = period_store_replace(tx, service->id, paid[0].days.from, &moved);
    return e == ERR_OK ? service_store_days(tx, service, period_anchor(today), moved.days) : e;
}

/* Add-ons end with their parent, wherever that moved to. */
static err move_addons(struct db *tx, struct arena *arena, const struct service *service)
{
    struct service *family = NULL;
    size_t count = 0;
    err e = family_of(tx, arena, service, &family, &count);
    for (size_t i = 1; i < count && e == ERR_OK; i++) {
        struct stretch *paid = NULL;
        size_t stretches = 0;
        if (family[i].until.number == service->until.number) {
            continue;
        }
        e = period_store_all(tx, arena, &family[i], (day){0}, &paid, &stretches);
        if (e == ERR_OK && stretches == 1 && service->until.number > paid[0].days.from.number) {
            paid[0].days.until = service->until;
            paid[0].sale.anchor = service->anchor;
            sale_settle(&paid[0].sale, paid[0].days);
            e = period_store_replace(tx, family[i].id, paid[0].days.from, &paid[0]);
            e = e == ERR_OK ? service_store_days(tx, &family[i], service->anchor, paid[0].days) : e;
        }
    }
    return e;
}

static err created(struct db *tx, struct arena *arena, struct service *service, when now)
{
    struct initiator by = {STR("system"), now};
    bool given_back = false;
    if (service->state != SERVICE_PREPARING) {
        return ERR_OK;
    }
    err e = service_is_given_back(tx, arena, service, &given_back);
    if (e != ERR_OK || given_back) {
        return e == ERR_OK ? terminate_family(tx, arena, service, &by) : e;
    }
    e = move_first_period(tx, arena, service, now);
    if (e == ERR_OK && service->parent.text.len == 0) {
        e = move_addons(tx, arena, service);
    }
    if (e == ERR_OK) {
        e = service_store_state(tx, service, SERVICE_ACTIVE, "");
    }
    if (e == ERR_OK) {
        e = service_store_activated(tx, service->id, now);
    }
    if (e == ERR_OK) {
        e = service_letter_put(tx, arena, service->id, LETTER_READY, now);
    }
    return e == ERR_OK ? tick_put_now(tx, arena, service->id, now) : e;
}

static err resumed(struct db *tx, struct arena *arena, struct service *service, when now)
{
    if (service->state != SERVICE_SUSPENDED || service->suspended_for.len > 0) {
        return ERR_OK;
    }
    err e = service_store_state(tx, service, SERVICE_ACTIVE, "");
    if (e == ERR_OK && service->parent.text.len == 0) {
        e = service_letter_put(tx, arena, service->id, LETTER_RESUMED, now);
    }
    return e == ERR_OK ? tick_put_now(tx, arena, service->id, now) : e;
}

static err done(struct db *tx, struct arena *arena, struct service *service,
                const struct operation *operation, when now)
{
    switch (operation->kind) {
    case OPERATION_CREATE:
        return created(tx, arena, service, now);
    case OPERATION_RESUME:
        return resumed(tx, arena, service, now);
    case OPERATION_TERMINATE:
        return service_store_ended(tx, service, now);
    case OPERATION_SUSPEND:
    case OPERATION_CHANGE:
    case OPERATION_RENEW:
        break;
    }
    return ERR_OK;
}

/* Staff gave it up: what never worked costs nothing, its setup neither. What was given back before
 * does not come back twice. */
static err given_up(struct db *tx, struct arena *arena, struct service *service,
                    const struct operation *operation, when now)
{
    struct initiator by = {STR("system"), now};
    if (operation->kind == OPERATION_TERMINATE) {
        return service_store_ended(tx, service, now);
    }
    if (operation->kind == OPERATION_SUSPEND && service->state == SERVICE_SUSPENDED &&
        service->suspended_for.len > 0) {
        return service_store_state(tx, service, SERVICE_ACTIVE, ""); /* it runs on */
    }
    if (operation->kind != OPERATION_CREATE || service->state != SERVICE_PREPARING) {
        return ERR_OK;
    }
    err e = money_store_gather(tx, arena, service->id);
    if (e == ERR_OK) {
        e = give_back(tx, arena, service, STR(N_("The service could not be provided")), &by);
    }
    return e == ERR_OK ? service_store_ended(tx, service, now) : e;
}

static err settle(struct db *tx, struct arena *arena, struct service *service,
                  const struct operation *operation, when now)
{
    bool well = operation->state == OPERATION_DONE;
    err e = work_settle(tx, arena, service, operation, now);
    if (e == ERR_OK) {
        e = well ? done(tx, arena, service, operation, now)
                 : given_up(tx, arena, service, operation, now);
    }
    if (e == ERR_OK && well && operation->answer.len > 0) {
        e = service_store_answer(tx, service->id,
                                 answer_merged(arena, service->answer, operation->answer));
    }
    str detail = str_printf(arena, "{\"operation\":\"%.*s\"}",
                            STR_ARG(operation_kind_word(operation->kind)));
    return e == ERR_OK ? service_event_note(tx, arena, service->id, well ? "done" : "given_up",
                                            detail, STR("system"), now)
                       : e;
}

static err operation_changed(struct db *tx, struct arena *arena, str ref, when now)
{
    struct operation operation;
    struct service service;
    err e = operation_of(tx, arena, (operation_id){ref}, &operation);
    if (e != ERR_OK) {
        return e;
    }
    e = service_store_find(tx, arena, (service_id){operation.subject}, &service);
    if (e != ERR_OK) {
        return err_absent_is_fine(e); /* about something else than a service */
    }
    if (operation_is_over(&operation)) {
        e = settle(tx, arena, &service, &operation, now);
    }
    return e == ERR_OK ? announce(tx, arena, "service.changed", service.id.text, now) : e;
}

static err invoice_paid(struct db *tx, struct arena *arena, str ref, when now)
{
    struct initiator by = {STR("system"), now};
    struct asked *asked = NULL;
    size_t count = 0;
    err e = asked_store_of_invoice(tx, arena, (invoice_id){ref}, &asked, &count);
    bool open = count > 0 && str_eq(asked[0].state, STR("open"));
    if (e != ERR_OK || !open) {
        return e;
    }
    e = asked_store_state(tx, (invoice_id){ref}, "paid");
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct service service;
        e = service_store_find(tx, arena, asked[i].service, &service);
        if (e == ERR_OK && str_eq(asked[i].kind, STR("renewal"))) {
            e = renewal_paid(tx, arena, &service, &asked[i], &by);
        } else if (e == ERR_OK) {
            /* For a change: the room above puts it into days, or gives it back. */
            e = money_store_put(tx, service.id, MONEY_IN_HAND, asked[i].invoice, asked[i].total);
        }
        if (e == ERR_OK) {
            e = announce(tx, arena, "service.changed", asked[i].service.text, now);
        }
    }
    return e;
}

/* Staff took it back: while the service lives, it is asked for anew, for the same end. */
static err invoice_cancelled(struct db *tx, struct arena *arena, str ref, when now)
{
    struct asked *asked = NULL;
    size_t count = 0;
    err e = asked_store_of_invoice(tx, arena, (invoice_id){ref}, &asked, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        if (!str_eq(asked[i].state, STR("open"))) {
            continue;
        }
        e = asked_store_state(tx, (invoice_id){ref}, "void");
        if (e == ERR_OK) {
            e = tick_put_now(tx, arena, asked[i].service, now);
        }
    }
    return e;
}

const struct listener services_listeners[] = {
    {"operation.changed", operation_changed},
    {"invoice.paid", invoice_paid},
    {"invoice.cancelled", invoice_cancelled},
    {"invoice.credited", service_on_credit},
    LISTENERS_END,
};
