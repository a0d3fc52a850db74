/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/orders.h"

#include "features/invoices/invoices.h"
#include "features/orders/orders_store.h"
#include "features/payments/payments.h"

/* Is money on its way for an open order, or there in part? */
static err ask_money(struct db *db, struct arena *arena, struct order *order)
{
    struct invoice invoice;
    if (order->state != ORDER_OPEN || order->invoice.text.len == 0) {
        return ERR_OK;
    }
    err e = payment_is_under_way(db, arena, order->invoice, &order->locked);
    if (e == ERR_OK) {
        e = invoice_by_id(db, arena, order->invoice, &invoice);
    }
    if (e == ERR_OK) {
        order->part_paid = invoice.paid.minor > 0;
    }
    return e;
}

err order_by_id(struct db *db, struct arena *arena, order_id id, struct order *out)
{
    struct order order;
    err e = order_store_get(db, arena, id, &order);
    if (e == ERR_OK) {
        e = ask_money(db, arena, &order);
    }
    if (e == ERR_OK) {
        *out = order;
    }
    return e;
}

err order_of_account(struct db *db, struct arena *arena, account_id account, str id,
                     struct order *out)
{
    struct order order;
    if (!id_is_wellformed(id)) {
        return ERR_NOT_FOUND;
    }
    err e = order_store_get(db, arena, (order_id){id}, &order);
    if (e == ERR_OK && !str_eq(order.account.text, account.text)) {
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        e = ask_money(db, arena, &order);
    }
    if (e == ERR_OK) {
        *out = order;
    }
    return e;
}

err orders_list(struct db *db, struct arena *arena, const struct order_filter *filter,
                struct order **out, size_t *out_count)
{
    if (filter->number == 0) {
        return order_store_list(db, arena, filter, out, out_count);
    }
    order_id id;
    struct order *order = ARENA_NEW(arena, struct order);
    err e = order_store_by_number(db, arena, filter->number, &id);
    if (e == ERR_NOT_FOUND) {
        *out_count = 0;
        return ERR_OK;
    }
    if (e == ERR_OK) {
        e = order_store_get(db, arena, id, order);
    }
    if (e == ERR_OK) {
        *out = order;
        *out_count =
            filter->account.text.len == 0 || str_eq(filter->account.text, order->account.text);
    }
    return e;
}
