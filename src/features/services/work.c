/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/work.h"

err work_begin(struct db *tx, struct arena *arena, const struct service *as_it_will_be,
               enum operation_kind operation, const struct work *work, when now)
{
    struct work whole = *work;
    err e = operation_ask_for(tx, arena, as_it_will_be, operation, now, &whole.operation);
    return e == ERR_OK ? work_store_insert(tx, &whole, now) : e;
}

err work_is_on(struct db *db, struct arena *arena, service_id id, bool *out)
{
    struct work *all = NULL;
    size_t count = 0;
    *out = false;
    err e = work_store_of(db, arena, id, &all, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        *out = *out || all[i].kind != WORK_RESUME;
    }
    return e;
}

/* Of a renewal, what it asked for of this service. */
static err asked_of(struct db *tx, struct arena *arena, const struct work *work, struct asked *out)
{
    struct asked *all = NULL;
    size_t count = 0;
    err e = asked_store_of_invoice(tx, arena, (invoice_id){work->ref}, &all, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        if (str_eq(all[i].service.text, work->service.text)) {
            *out = all[i];
            return ERR_OK;
        }
    }
    return e == ERR_OK ? ERR_INTERNAL : e;
}

/* All that waits apart comes into hand. */
static err take_money(struct db *tx, struct arena *arena, const struct work *work)
{
    struct purse purse = {0};
    int64_t moved = 0;
    err e = money_store_at(tx, arena, work->service, MONEY_UNDER_WAY, &purse);
    for (size_t i = 0; i < purse.count && e == ERR_OK; i++) {
        bool mine = work->kind == WORK_SWITCH || str_eq(purse.parts[i].invoice.text, work->ref);
        e = mine ? money_store_move(tx, arena, work->service, purse.parts[i].invoice,
                                    MONEY_UNDER_WAY, MONEY_IN_HAND, &moved)
                 : ERR_OK;
    }
    return e;
}

static err done(struct db *tx, struct arena *arena, struct service *service,
                const struct work *work, const struct initiator *by)
{
    struct asked asked;
    err e = ERR_OK;
    switch (work->kind) {
    case WORK_RENEWAL:
        e = asked_of(tx, arena, work, &asked);
        return e == ERR_OK ? renewal_begin(tx, arena, service, &asked, work->was, by) : e;
    case WORK_SWITCH:
        e = take_money(tx, arena, work);
        return e == ERR_OK ? announce(tx, arena, SERVICE_SWITCH_DONE, work->ref, by->now) : e;
    case WORK_NEXT:
        return next_done(tx, arena, service, by);
    case WORK_RESUME:
        break;
    }
    return ERR_OK;
}

/* It stands still again, for the reason it stood still before. */
static err stand_still(struct db *tx, struct arena *arena, struct service *service, str was)
{
    bool coming_back = service->state == SERVICE_SUSPENDED && service->suspended_for.len == 0;
    return was.len > 0 && coming_back
               ? service_store_state(tx, service, SERVICE_SUSPENDED, str_z(arena, was))
               : ERR_OK;
}

static err money_back(struct db *tx, struct arena *arena, struct service *service,
                      const struct work *work, const char *reason, const struct initiator *by)
{
    err e = take_money(tx, arena, work);
    return e == ERR_OK ? give_back(tx, arena, service, str_from_z(reason), by) : e;
}

/* Whoever ended it meanwhile needs no letter about that. */
static err tell(struct db *tx, struct arena *arena, const struct service *service,
                enum letter letter, when now)
{
    bool worth = service_goes_on(service) && service->parent.text.len == 0;
    return worth ? service_letter_put(tx, arena, service->id, letter, now) : ERR_OK;
}

static err given_up(struct db *tx, struct arena *arena, struct service *service,
                    const struct work *work, const struct initiator *by)
{
    err e = stand_still(tx, arena, service, work->was);
    if (e != ERR_OK) {
        return e;
    }
    switch (work->kind) {
    case WORK_RENEWAL:
        e = money_back(tx, arena, service, work, N_("The renewal could not be carried out"), by);
        return e == ERR_OK ? tell(tx, arena, service, LETTER_NOT_RENEWED, by->now) : e;
    case WORK_SWITCH:
        e = money_back(tx, arena, service, work, N_("The plan change could not be carried out"),
                       by);
        if (e == ERR_OK) {
            e = announce(tx, arena, SERVICE_SWITCH_GIVEN_UP, work->ref, by->now);
        }
        break;
    case WORK_NEXT:
        e = next_given_up(tx, arena, service, by);
        break;
    case WORK_RESUME:
        return ERR_OK;
    }
    return e == ERR_OK ? tell(tx, arena, service, LETTER_NOT_CHANGED, by->now) : e;
}

err work_settle(struct db *tx, struct arena *arena, struct service *service,
                const struct operation *operation, when now)
{
    struct initiator by = {STR("system"), now};
    struct work work;
    err e = work_store_find(tx, arena, operation->id, &work);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    e = work_store_delete(tx, work.operation);
    if (e == ERR_OK) {
        e = operation->state == OPERATION_DONE ? done(tx, arena, service, &work, &by)
                                               : given_up(tx, arena, service, &work, &by);
    }
    return e == ERR_OK ? tick_put_now(tx, arena, service->id, now) : e;
}

err work_cancel(struct db *tx, struct arena *arena, service_id id, invoice_id invoice, when now)
{
    struct work *all = NULL;
    size_t count = 0;
    err e = work_store_of(tx, arena, id, &all, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        bool meant = invoice.text.len == 0 ||
                     (all[i].kind == WORK_RENEWAL && str_eq(all[i].ref, invoice.text));
        e = meant ? operation_cancel(tx, arena, all[i].operation,
                                     STR("nothing is paid for it any more"), now)
                  : ERR_OK;
        e = e == ERR_CONFLICT ? ERR_OK : e; /* begun: its outcome decides */
    }
    return e;
}
