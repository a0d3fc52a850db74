/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/orders_store.h"

#include "base/check.h"
#include "features/orders/orders_sql.h"
#include "features/orders/orders.h"

/* Every query that gives orders gives the same columns. */
#define ORDER_OF_ROW(row)                                                                          \
    {                                                                                              \
        .id = (row)->id, .number = (row)->number, .account = (row)->account, .name = (row)->name,  \
        .discount = (row)->discount, .net = (row)->net, .tax = (row)->tax, .total = (row)->total,  \
        .promo = (row)->promo, .payer = {(row)->payer}, .invoice = (row)->invoice,                 \
        .invoiced = (row)->invoiced, .created_at = (row)->created_at,                              \
        .expires_at = (row)->expires_at, .paid_at = (row)->paid_at, .ended_at = (row)->ended_at,   \
        .end_reason = (row)->end_reason,                                                           \
    }

static void put_words(struct order *order, str state, str currency)
{
    money none = {0};
    CHECK(order_state_of(state, &order->state) && money_of(0, currency, &none));
    memcpy(order->currency, none.currency, sizeof order->currency);
}

static str or_empty(str text)
{
    return text.ptr == NULL ? STR("") : text;
}

err order_store_insert(struct db *tx, const struct order_draft *draft, bool *out_first)
{
    struct order_insert_in in = {
        .id = draft->id,
        .number = draft->number,
        .account = draft->account,
        .name = or_empty(draft->name),
        .currency = str_from_z(draft->currency),
        .discount = draft->discount,
        .net = draft->net,
        .tax = draft->tax,
        .total = draft->total,
        .promo = or_empty(draft->promo),
        .payer = or_empty(draft->payer.text),
        .token = draft->token,
        .terms = draft->terms,
        .network = draft->network,
        .now = draft->now,
        .expires_at = draft->expires_at,
    };
    int64_t changed = 0;
    err e = order_insert_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}

err order_store_get(struct db *db, struct arena *arena, order_id id, struct order *out)
{
    struct order_get_in in = {.id = id};
    struct order_get_row row;
    err e = order_get_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct order)ORDER_OF_ROW(&row);
        put_words(out, row.state, row.currency);
    }
    return e;
}

err order_store_by_token(struct db *db, struct arena *arena, account_id account, str token,
                         order_id *out)
{
    struct order_id_by_token_in in = {.account = account, .token = token};
    struct order_id_by_token_row row;
    err e = order_id_by_token_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err order_store_by_invoice(struct db *db, struct arena *arena, invoice_id invoice, order_id *out)
{
    struct order_id_by_invoice_in in = {.invoice = invoice};
    struct order_id_by_invoice_row row;
    err e = order_id_by_invoice_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err order_store_by_number(struct db *db, struct arena *arena, int64_t number, order_id *out)
{
    struct order_id_by_number_in in = {.number = number};
    struct order_id_by_number_row row;
    err e = order_id_by_number_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

#define LIST_OF_ROWS(rows, count)                                                                  \
    struct order *orders = ARENA_ARRAY(arena, struct order, count);                                \
    for (size_t i = 0; i < (count); i++) {                                                         \
        orders[i] = (struct order)ORDER_OF_ROW(&(rows)[i]);                                        \
        put_words(&orders[i], (rows)[i].state, (rows)[i].currency);                                \
    }                                                                                              \
    *out = orders;                                                                                 \
    *out_count = (count)

static err list_of_account(struct db *db, struct arena *arena, const struct order_filter *filter,
                           struct order **out, size_t *out_count)
{
    struct order_page_of_account_in in = {filter->account, or_empty(filter->state), filter->before,
                                          filter->before_id, filter->limit};
    struct order_page_of_account_row *rows = NULL;
    size_t count = 0;
    err e = order_page_of_account_all(db, arena, &in, &rows, &count);
    if (e == ERR_OK) {
        LIST_OF_ROWS(rows, count);
    }
    return e;
}

static err list_of_state(struct db *db, struct arena *arena, const struct order_filter *filter,
                         struct order **out, size_t *out_count)
{
    struct order_page_of_state_in in = {filter->state, filter->before, filter->before_id,
                                        filter->limit};
    struct order_page_of_state_row *rows = NULL;
    size_t count = 0;
    err e = order_page_of_state_all(db, arena, &in, &rows, &count);
    if (e == ERR_OK) {
        LIST_OF_ROWS(rows, count);
    }
    return e;
}

static err list_of_all(struct db *db, struct arena *arena, const struct order_filter *filter,
                       struct order **out, size_t *out_count)
{
    struct order_page_in in = {filter->before, filter->before_id, filter->limit};
    struct order_page_row *rows = NULL;
    size_t count = 0;
    err e = order_page_all(db, arena, &in, &rows, &count);
    if (e == ERR_OK) {
        LIST_OF_ROWS(rows, count);
    }
    return e;
}

err order_store_list(struct db *db, struct arena *arena, const struct order_filter *filter,
                     struct order **out, size_t *out_count)
{
    struct order_filter from = *filter;
    if (when_is_none(from.before)) {
        from.before = (when){INT64_MAX};
        from.before_id = STR("");
    }
    if (from.account.text.len > 0) {
        return list_of_account(db, arena, &from, out, out_count);
    }
    return from.state.len > 0 ? list_of_state(db, arena, &from, out, out_count)
                              : list_of_all(db, arena, &from, out, out_count);
}

err order_store_open_count(struct db *db, struct arena *arena, account_id account, int64_t *out)
{
    struct order_open_count_in in = {.account = account};
    struct order_open_count_row row;
    err e = order_open_count_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.count;
    }
    return e;
}

err order_store_set_expiry(struct db *tx, order_id id, when expires_at)
{
    return order_set_expiry(tx, &(struct order_set_expiry_in){.id = id, .expires_at = expires_at});
}

err order_store_rename(struct db *tx, order_id id, str name)
{
    return order_set_name(tx, &(struct order_set_name_in){.id = id, .name = name});
}

err order_store_set_invoice(struct db *tx, order_id id, invoice_id invoice, int64_t invoiced)
{
    struct order_set_invoice_in in = {.id = id, .invoice = invoice, .invoiced = invoiced};
    return order_set_invoice(tx, &in);
}

err order_store_set_sums(struct db *tx, const struct order *order)
{
    struct order_set_sums_in in = {order->id, order->discount, order->net, order->tax,
                                   order->total};
    return order_set_sums(tx, &in);
}

err order_store_set_paid(struct db *tx, order_id id, when now, bool *out_first)
{
    int64_t changed = 0;
    err e = order_set_paid_count(tx, &(struct order_set_paid_in){.id = id, .now = now}, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}

err order_store_set_ended(struct db *tx, order_id id, enum order_state state, when now, str reason)
{
    struct order_set_ended_in in = {id, order_state_word(state), now, reason};
    return order_set_ended(tx, &in);
}

err orders_id_is_foreign(struct db *db, struct arena *arena, str id, account_id account, bool *out)
{
    struct order_foreign_in in = {id, account};
    struct order_foreign_row row;
    err e = order_foreign_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}
