/* SPDX-License-Identifier: Apache-2.0 */
#include "features/tariffs/change.h"
#include "features/tariffs/tariffs_sql.h"
#include "features/tariffs/tariffs.h"

static const str state_words[] = {
    [CHANGE_QUOTED] = STR_INIT("quoted"),       [CHANGE_WAITING] = STR_INIT("waiting"),
    [CHANGE_SCHEDULED] = STR_INIT("scheduled"), [CHANGE_DONE] = STR_INIT("done"),
    [CHANGE_VOID] = STR_INIT("void"),           [CHANGE_UNDER_WAY] = STR_INIT("under_way"),
};

/* As its row says it. */
static str kept_word(enum change_state state)
{
    return state_words[state == CHANGE_UNDER_WAY ? CHANGE_WAITING : state];
}

str change_state_word(enum change_state state)
{
    return state_words[state];
}

err change_store_insert(struct db *tx, const struct tariff_change *change)
{
    struct change_insert_in in = {
        .id = change->id,
        .service = change->service,
        .account = change->account,
        .state = kept_word(change->state),
        .under_way = change->state == CHANGE_UNDER_WAY,
        .mode = mode_word(change->mode),
        .plan = change->to.plan.text,
        .plan_version = change->to.version,
        .name_uk = change->to.name_uk,
        .name_en = change->to.name_en,
        .months = change->to.months,
        .quantity = change->to.quantity,
        .options = change->to.options,
        .day = change->on.number,
        .basis = change->basis,
        .price = change->price,
        .credit = change->credit,
        .charge = change->charge,
        .due = change->due,
        .until_day = change->until.number,
        .invoice = change->invoice.text,
        .now = change->created_at,
        .tax_bp = change->tax_bp,
        .promo = change->promo,
    };
    return change_insert(tx, &in);
}

err change_price_store_put(struct db *tx, quote_id change, const struct change_price *price)
{
    struct change_price_put_in in = {change, price->sold_months, price->promo, price->price.months,
                                     price->price.price};
    return change_price_put(tx, &in);
}

err change_price_store_all(struct db *db, struct arena *arena, quote_id change,
                           struct change_price **out, size_t *out_count)
{
    struct change_price_all_row *rows = NULL;
    size_t count = 0;
    err e = change_price_all_all(db, arena, &(struct change_price_all_in){change}, &rows, &count);
    struct change_price *list = ARENA_ARRAY(arena, struct change_price, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct change_price){
            rows[i].sold_months, rows[i].promo, {rows[i].months, rows[i].price}};
    }
    *out = list;
    *out_count = e == ERR_OK ? count : 0;
    return e;
}

static err find(struct db *db, struct arena *arena, str id, struct tariff_change *out)
{
    struct change_find_row row;
    err e = change_find_one(db, arena, &(struct change_find_in){id}, &row);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct tariff_change){
        .id = row.id,
        .service = row.service,
        .account = row.account,
        .to = {{row.plan},
               row.plan_version,
               row.name_uk,
               row.name_en,
               row.months,
               row.quantity,
               row.options},
        .on = {(int32_t)row.day},
        .basis = row.basis,
        .price = row.price,
        .credit = row.credit,
        .charge = row.charge,
        .due = row.due,
        .until = {(int32_t)row.until_day},
        .invoice = {row.invoice},
        .created_at = row.created_at,
        .tax_bp = row.tax_bp,
        .promo = row.promo,
    };
    for (int state = 0; state <= CHANGE_VOID; state++) {
        if (str_eq(row.state, state_words[state])) {
            out->state = (enum change_state)state;
        }
    }
    if (row.under_way) {
        out->state = CHANGE_UNDER_WAY;
    }
    return mode_parse(row.mode, &out->mode) ? ERR_OK : ERR_INTERNAL;
}

err change_store_find(struct db *db, struct arena *arena, quote_id id, struct tariff_change *out)
{
    return find(db, arena, id.text, out);
}

err change_store_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                            struct tariff_change *out)
{
    struct change_find_invoice_row row;
    err e =
        change_find_invoice_one(db, arena, &(struct change_find_invoice_in){invoice.text}, &row);
    return e == ERR_OK ? find(db, arena, row.id, out) : e;
}

err change_store_pending(struct db *db, struct arena *arena, service_id service,
                         struct tariff_change *out)
{
    struct change_find_pending_row row;
    err e = change_find_pending_one(db, arena, &(struct change_find_pending_in){service}, &row);
    return e == ERR_OK ? find(db, arena, row.id, out) : e;
}

err change_store_set(struct db *tx, struct tariff_change *change, enum change_state state, when now)
{
    change->state = state;
    bool under_way = state == CHANGE_UNDER_WAY;
    struct change_set_state_in in = {change->id, kept_word(state), now, under_way};
    return change_set_state(tx, &in);
}

err change_store_invoice(struct db *tx, const struct tariff_change *change)
{
    return change_set_invoice(tx,
                              &(struct change_set_invoice_in){change->id, change->invoice.text});
}

err change_store_given_back(struct db *db, struct arena *arena, service_id service, when since,
                            int64_t *out)
{
    struct change_count_back_row row;
    err e = change_count_back_one(db, arena, &(struct change_count_back_in){service, since}, &row);
    *out = e == ERR_OK ? row.count : 0;
    return e;
}

err change_store_left(struct db *db, struct arena *arena, service_id service, str plan,
                      quote_id **out, size_t *out_count)
{
    struct change_left_row *rows = NULL;
    err e = change_left_all(db, arena, &(struct change_left_in){service, plan}, &rows, out_count);
    *out = ARENA_ARRAY(arena, quote_id, e == ERR_OK ? *out_count : 0);
    for (size_t i = 0; e == ERR_OK && i < *out_count; i++) {
        (*out)[i] = rows[i].id;
    }
    return e;
}

err change_store_purge(struct db *tx, when before)
{
    return change_purge(tx, &(struct change_purge_in){before});
}

err tariffs_id_is_foreign(struct db *db, struct arena *arena, str id, account_id account, bool *out)
{
    struct change_foreign_in in = {id, account};
    struct change_foreign_row row;
    err e = change_foreign_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}
