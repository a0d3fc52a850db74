/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of what is asked for, of the steps taken, and of what happened. */
#include "features/services/services_sql.h"
#include "features/services/services_store.h"
#include "system/random.h"

static day day_from(int64_t number)
{
    return (day){(int32_t)number};
}

err asked_store_insert(struct db *tx, const struct asked *asked)
{
    struct service_invoice_insert_in in = {
        asked->service, asked->invoice,          asked->kind,
        asked->state,   asked->days.from.number, asked->days.until.number,
        asked->total,   asked->issued_at,        asked->months,
        asked->price,   asked->tax_bp,           asked->promo};
    return service_invoice_insert(tx, &in);
}

err asked_store_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                           struct asked **out, size_t *out_count)
{
    struct service_invoice_of_row *rows = NULL;
    size_t count = 0;
    err e =
        service_invoice_of_all(db, arena, &(struct service_invoice_of_in){invoice}, &rows, &count);
    struct asked *list = ARENA_ARRAY(arena, struct asked, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct asked){
            .service = rows[i].service,
            .invoice = invoice,
            .kind = rows[i].kind,
            .state = rows[i].state,
            .days = {day_from(rows[i].from_day), day_from(rows[i].until_day)},
            .total = rows[i].total,
            .months = rows[i].months,
            .price = rows[i].price,
            .tax_bp = rows[i].tax_bp,
            .promo = rows[i].promo,
        };
    }
    if (e == ERR_OK) {
        *out = list;
        *out_count = count;
    }
    return e;
}

err asked_store_open(struct db *db, struct arena *arena, service_id id, struct asked *out)
{
    struct service_invoice_open_row row;
    err e = service_invoice_open_one(db, arena, &(struct service_invoice_open_in){id}, &row);
    if (e == ERR_OK) {
        *out = (struct asked){
            .service = id,
            .invoice = row.invoice,
            .kind = STR("renewal"),
            .state = STR("open"),
            .days = {day_from(row.from_day), day_from(row.until_day)},
            .total = row.total,
            .issued_at = row.issued_at,
            .promo = row.promo,
        };
    }
    return e;
}

err asked_store_open_of_account(struct db *db, struct arena *arena, account_id account,
                                struct asked **out, size_t *out_count)
{
    struct service_invoice_open_all_row *rows = NULL;
    size_t count = 0;
    struct service_invoice_open_all_in in = {account};
    err e = service_invoice_open_all_all(db, arena, &in, &rows, &count);
    struct asked *list = ARENA_ARRAY(arena, struct asked, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct asked){.service = rows[i].service, .invoice = rows[i].invoice};
    }
    if (e == ERR_OK) {
        *out = list;
        *out_count = count;
    }
    return e;
}

err asked_store_all(struct db *db, struct arena *arena, service_id id, struct asked **out,
                    size_t *out_count)
{
    struct service_invoice_all_row *rows = NULL;
    size_t count = 0;
    err e = service_invoice_all_all(db, arena, &(struct service_invoice_all_in){id}, &rows, &count);
    struct asked *list = ARENA_ARRAY(arena, struct asked, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct asked){
            .service = id,
            .invoice = rows[i].invoice,
            .kind = rows[i].kind,
            .state = rows[i].state,
            .days = {day_from(rows[i].from_day), day_from(rows[i].until_day)},
            .total = rows[i].total,
            .issued_at = rows[i].issued_at,
        };
    }
    if (e == ERR_OK) {
        *out = list;
        *out_count = count;
    }
    return e;
}

err asked_store_state(struct db *tx, invoice_id invoice, const char *state)
{
    return service_invoice_set_state(
        tx, &(struct service_invoice_set_state_in){invoice, str_from_z(state)});
}

err dunning_store_take(struct db *tx, struct arena *arena, service_id id, day until, enum step step,
                       int32_t of, when now)
{
    return dunning_insert(
        tx, &(struct dunning_insert_in){id, until.number, step_word(arena, step, of), now});
}

err dunning_store_all(struct db *db, struct arena *arena, service_id id, day until,
                      struct taken **out, size_t *out_count)
{
    struct dunning_all_row *rows = NULL;
    size_t count = 0;
    err e = dunning_all_all(db, arena, &(struct dunning_all_in){id, until.number}, &rows, &count);
    struct taken *list = ARENA_ARRAY(arena, struct taken, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        list[kept].at = rows[i].at;
        kept += step_parse(rows[i].step, &list[kept].step, &list[kept].of);
    }
    *out = list;
    *out_count = kept;
    return e;
}

err event_store_put(struct db *tx, struct arena *arena, service_id id, const char *what, str detail,
                    str actor, when now)
{
    struct event_insert_in in = {id_new(arena), id, now, str_from_z(what), detail, actor};
    return event_insert(tx, &in);
}

err event_store_all(struct db *db, struct arena *arena, service_id id, int64_t limit,
                    struct service_event **out, size_t *out_count)
{
    struct event_page_row *rows = NULL;
    size_t count = 0;
    err e = event_page_all(db, arena, &(struct event_page_in){id, limit}, &rows, &count);
    struct service_event *list = ARENA_ARRAY(arena, struct service_event, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct service_event){rows[i].at, rows[i].what, rows[i].detail, rows[i].actor};
    }
    if (e == ERR_OK) {
        *out = list;
        *out_count = count;
    }
    return e;
}
