/* SPDX-License-Identifier: Apache-2.0 */
/* Stopping, bringing back and ending a service with its add-ons. */
#include "features/services/work.h"

static err told(struct db *tx, struct arena *arena, const struct service *service, const char *what,
                str detail, const struct initiator *by)
{
    err e = service_event_note(tx, arena, service->id, what, detail, by->actor, by->now);
    return e == ERR_OK ? announce(tx, arena, "service.changed", service->id.text, by->now) : e;
}

static err suspend_one(struct db *tx, struct arena *arena, struct service *service, const char *why,
                       const struct initiator *by)
{
    bool works = service->state == SERVICE_ACTIVE;
    err e = service_store_state(tx, service, SERVICE_SUSPENDED, why);
    if (e == ERR_OK && works) {
        e = operation_ask_for(tx, arena, service, OPERATION_SUSPEND, by->now, NULL);
    }
    str detail = str_printf(arena, "{\"why\":\"%s\"}", why);
    return e == ERR_OK ? told(tx, arena, service, "suspended", detail, by) : e;
}

/* What stands still for debt may be stopped for another reason as well: then payment alone does not
 * bring it back. */
static bool may_suspend(const struct service *service, const char *why)
{
    return service->state == SERVICE_ACTIVE || (service->state == SERVICE_SUSPENDED &&
                                                !str_eq(service->suspended_for, str_from_z(why)) &&
                                                !str_eq(str_from_z(why), STR("debt")));
}

err suspend_family(struct db *tx, struct arena *arena, struct service *service, const char *why,
                   const struct initiator *by)
{
    struct service *family = NULL;
    size_t count = 0;
    if (!may_suspend(service, why)) {
        return ERR_CONFLICT;
    }
    err e = family_of(tx, arena, service, &family, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        if (may_suspend(&family[i], why)) {
            e = suspend_one(tx, arena, &family[i], why, by);
        }
    }
    if (e == ERR_OK) {
        *service = family[0];
    }
    return e;
}

err resume_family(struct db *tx, struct arena *arena, struct service *service,
                  const struct initiator *by)
{
    struct service *family = NULL;
    size_t count = 0;
    if (service->state != SERVICE_SUSPENDED || service->suspended_for.len == 0) {
        return ERR_CONFLICT;
    }
    err e = family_of(tx, arena, service, &family, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        if (family[i].state != SERVICE_SUSPENDED || family[i].suspended_for.len == 0) {
            continue;
        }
        struct work work = {
            .service = family[i].id,
            .kind = WORK_RESUME,
            .ref = STR(""),
            .was = family[i].suspended_for,
        };
        e = service_store_state(tx, &family[i], SERVICE_SUSPENDED, "");
        if (e == ERR_OK) {
            e = work_begin(tx, arena, &family[i], OPERATION_RESUME, &work, by->now);
        }
        if (e == ERR_OK) {
            e = told(tx, arena, &family[i], "resuming", STR("{}"), by);
        }
    }
    if (e == ERR_OK) {
        *service = family[0];
    }
    return e;
}

static err terminate_one(struct db *tx, struct arena *arena, struct service *service,
                         const struct initiator *by)
{
    err e = next_store_delete(tx, service->id);
    if (e == ERR_OK) {
        e = service_store_state(tx, service, SERVICE_TERMINATING, "");
    }
    if (e == ERR_OK) {
        e = work_cancel(tx, arena, service->id, (invoice_id){STR("")}, by->now);
    }
    if (e == ERR_OK) {
        e = operation_ask_for(tx, arena, service, OPERATION_TERMINATE, by->now, NULL);
    }
    return e == ERR_OK ? told(tx, arena, service, "terminating", STR("{}"), by) : e;
}

err terminate_family(struct db *tx, struct arena *arena, struct service *service,
                     const struct initiator *by)
{
    struct service *family = NULL;
    size_t count = 0;
    if (service->state == SERVICE_TERMINATING || service->state == SERVICE_TERMINATED) {
        return ERR_CONFLICT;
    }
    /* An add-on is asked for by its parent's invoice: the next one leaves it out. */
    err e = ERR_OK;
    if (service->parent.text.len == 0) {
        e = renewal_void(tx, arena, service, by);
    }
    if (e == ERR_OK) {
        e = family_of(tx, arena, service, &family, &count);
    }
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        e = terminate_one(tx, arena, &family[i], by);
    }
    if (e == ERR_OK) {
        *service = family[0];
    }
    return e;
}
