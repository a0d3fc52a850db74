/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a service's paid time: stretches with their sale, and where its money is. */
#include "features/services/services_sql.h"
#include "features/services/services_store.h"

#define MONTHS_MOST 120

err period_store_insert(struct db *tx, service_id id, const struct stretch *stretch)
{
    const struct sale *sale = &stretch->sale;
    struct period_insert_in in = {
        .service = id,
        .from_day = stretch->days.from.number,
        .until_day = stretch->days.until.number,
        .sold_from = sale->from.number,
        .sold_until = sale->until.number,
        .months = sale->months,
        .anchor = sale->anchor,
        .plan = sale->plan.text,
        .plan_version = sale->version,
        .quantity = sale->quantity,
        .options = sale->options,
        .price = sale->price,
        .tax_bp = sale->tax_bp,
        .promo = sale->promo,
        .gift = stretch->gift.ptr != NULL ? stretch->gift : STR(""),
    };
    err e = period_insert(tx, &in);
    for (size_t i = 0; i < stretch->money.count && e == ERR_OK; i++) {
        e = money_store_put(tx, id, stretch->days.from.number, stretch->money.parts[i].invoice,
                            stretch->money.parts[i].amount);
    }
    return e;
}

/* Stretches of a version that kept no sales: whole months of their own if they are that, else a
 * part of the service's usual period. */
static void sale_of_before(const struct service *service, struct stretch *stretch)
{
    struct sale *sale = &stretch->sale;
    int own = period_anchor(stretch->days.from);
    sale->anchor = service->anchor;
    sale->months = service->months;
    for (int64_t months = 1; months <= MONTHS_MOST; months++) {
        int32_t with = period_after(stretch->days.from, service->anchor, months).until.number;
        int32_t alone = period_after(stretch->days.from, own, months).until.number;
        if (with == stretch->days.until.number || alone == stretch->days.until.number) {
            sale->anchor = with == stretch->days.until.number ? service->anchor : own;
            sale->months = months;
            break;
        }
    }
    sale_settle(sale, stretch->days);
    sale->plan = service->plan;
    sale->version = service->plan_version;
    sale->quantity = service->quantity;
    sale->options = service->options;
}

static void take(const struct service *service, const struct period_all_row *row,
                 struct stretch *out)
{
    *out = (struct stretch){
        .days = {{(int32_t)row->from_day}, {(int32_t)row->until_day}},
        .sale =
            {
                .from = {(int32_t)row->sold_from},
                .until = {(int32_t)row->sold_until},
                .months = row->months,
                .anchor = (int)row->anchor,
                .plan = {row->plan},
                .version = row->plan_version,
                .quantity = row->quantity,
                .options = row->options,
                .price = row->price,
                .tax_bp = row->tax_bp,
                .promo = row->promo,
            },
        .gift = row->gift,
    };
    if (row->months == 0) {
        sale_of_before(service, out);
    }
}

err period_store_all(struct db *db, struct arena *arena, const struct service *service, day from,
                     struct stretch **out, size_t *out_count)
{
    struct period_all_row *rows = NULL;
    struct money_of_service_row *places = NULL;
    size_t count = 0;
    size_t place_count = 0;
    struct period_all_in in = {service->id, from.number};
    err e = period_all_all(db, arena, &in, &rows, &count);
    if (e == ERR_OK) {
        e = money_of_service_all(db, arena, &(struct money_of_service_in){service->id}, &places,
                                 &place_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct stretch *list = ARENA_ARRAY(arena, struct stretch, count);
    for (size_t i = 0; i < count; i++) {
        take(service, &rows[i], &list[i]);
        for (size_t part = 0; part < place_count; part++) {
            if (places[part].from_day == rows[i].from_day) {
                purse_put(arena, &list[i].money, places[part].invoice, places[part].amount);
            }
        }
    }
    *out = list;
    *out_count = count;
    return ERR_OK;
}

err period_store_replace(struct db *tx, service_id id, day began, const struct stretch *stretch)
{
    err e = money_clear(tx, &(struct money_clear_in){id, began.number});
    if (e == ERR_OK) {
        e = period_delete(tx, &(struct period_delete_in){id, began.number});
    }
    return e == ERR_OK && days_between(stretch->days.from, stretch->days.until) > 0
               ? period_store_insert(tx, id, stretch)
               : e;
}

err period_store_gift(struct db *tx, service_id id, day began, str gift)
{
    return period_gift(tx, &(struct period_gift_in){id, began.number, gift});
}

err money_store_put(struct db *tx, service_id id, int64_t place, invoice_id invoice, int64_t amount)
{
    return amount > 0 ? money_put(tx, &(struct money_put_in){id, place, invoice, amount}) : ERR_OK;
}

err money_store_at(struct db *db, struct arena *arena, service_id id, int64_t place,
                   struct purse *out)
{
    struct money_of_service_row *rows = NULL;
    size_t count = 0;
    err e = money_of_service_all(db, arena, &(struct money_of_service_in){id}, &rows, &count);
    *out = (struct purse){0};
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        if (rows[i].from_day == place) {
            purse_put(arena, out, rows[i].invoice, rows[i].amount);
        }
    }
    return e;
}

err money_store_take_all(struct db *tx, struct arena *arena, service_id id, int64_t place,
                         struct purse *out)
{
    err e = money_store_at(tx, arena, id, place, out);
    return e == ERR_OK ? money_clear(tx, &(struct money_clear_in){id, place}) : e;
}

err money_store_gather(struct db *tx, struct arena *arena, service_id id)
{
    struct money_of_service_row *rows = NULL;
    size_t count = 0;
    err e = money_of_service_all(tx, arena, &(struct money_of_service_in){id}, &rows, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        if (rows[i].from_day == MONEY_IN_HAND) {
            continue;
        }
        e = money_clear(tx, &(struct money_clear_in){id, rows[i].from_day});
        if (e == ERR_OK) {
            e = money_store_put(tx, id, MONEY_IN_HAND, rows[i].invoice, rows[i].amount);
        }
    }
    return e;
}

err money_store_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                           struct money_place **out, size_t *out_count)
{
    struct money_of_invoice_row *rows = NULL;
    size_t count = 0;
    err e = money_of_invoice_all(db, arena, &(struct money_of_invoice_in){invoice}, &rows, &count);
    struct money_place *list = ARENA_ARRAY(arena, struct money_place, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct money_place){rows[i].service, rows[i].from_day, rows[i].amount};
    }
    *out = list;
    *out_count = e == ERR_OK ? count : 0;
    return e;
}

err money_store_lower(struct db *tx, const struct money_place *from, invoice_id invoice,
                      int64_t amount)
{
    struct money_take_in in = {from->service, from->place, invoice, amount};
    return money_take(tx, &in);
}
