/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of orders and their lines. */
#pragma once

#include "features/orders/order_line.h"
#include "features/orders/orders.h"

struct order_draft {
    order_id id;
    int64_t number;
    account_id account;
    str name;
    char currency[4];
    int64_t discount, net, tax, total;
    str promo;
    payer_id payer;
    str token, terms, network;
    when now, expires_at;
};

/* *out_first is false when the token made an order before. */
err order_store_insert(struct db *tx, const struct order_draft *draft, bool *out_first);
err order_store_get(struct db *db, struct arena *arena, order_id id, struct order *out);
/* Ids; ERR_NOT_FOUND when there is none. */
err order_store_by_token(struct db *db, struct arena *arena, account_id account, str token,
                         order_id *out);
err order_store_by_invoice(struct db *db, struct arena *arena, invoice_id invoice, order_id *out);
err order_store_by_number(struct db *db, struct arena *arena, int64_t number, order_id *out);
err order_store_list(struct db *db, struct arena *arena, const struct order_filter *filter,
                     struct order **out, size_t *out_count);

/* Of an account, those that are open. */
err order_store_open_count(struct db *db, struct arena *arena, account_id account, int64_t *out);

err order_store_set_expiry(struct db *tx, order_id id, when expires_at);
err order_store_rename(struct db *tx, order_id id, str name);
/* No text: none counts any more. */
err order_store_set_invoice(struct db *tx, order_id id, invoice_id invoice, int64_t invoiced);
err order_store_set_sums(struct db *tx, const struct order *order);
/* *out_first is false when it was not open any more. */
err order_store_set_paid(struct db *tx, order_id id, when now, bool *out_first);
err order_store_set_ended(struct db *tx, order_id id, enum order_state state, when now, str reason);

err order_line_store_insert(struct db *tx, order_id order, const struct order_line *line);
err order_line_store_all(struct db *db, struct arena *arena, order_id order,
                         struct order_line **out, size_t *out_count);
err order_line_store_move(struct db *tx, order_line_id id, order_id to, int64_t position);
/* *out_first is false when it was done before. */
err order_line_store_set_service(struct db *tx, order_line_id id, service_id service);
err order_line_store_set_returned(struct db *tx, order_line_id id, when now, bool *out_first);
err order_line_store_of_service(struct db *db, struct arena *arena, service_id service,
                                order_line_id *out, order_id *out_order);
/* How many lines still live by the use of a promo code that is kept under ref. */
err order_store_promo_holders(struct db *db, struct arena *arena, str ref, int64_t *out);
