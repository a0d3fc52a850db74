/* SPDX-License-Identifier: Apache-2.0 */
/* The invoice of an order, and what an open order holds. */
#pragma once

#include "features/invoices/invoices.h"
#include "features/orders/order_line.h"
#include "features/orders/orders.h"

/* Issues the invoice for the order as it stands and makes it the one that counts. One over nothing
 * is paid at once. order->invoice and invoiced are brought up to it. */
MUST_CHECK err order_issue(struct db *tx, struct arena *arena, struct order *order,
                           const struct order_line *lines, size_t count, when now);

/* Lets go of the invoice that counts and cancels it, without ending the order. */
MUST_CHECK err order_recall(struct db *tx, struct arena *arena, struct order *order, when now);

/* Gives back stock and promo code of lines that came to nothing. */
MUST_CHECK err order_return(struct db *tx, struct arena *arena, order_id order,
                            const struct order_line *lines, size_t count, when now);

/* Ends an open order: gives everything back and takes the invoice back. What was paid of it goes to
 * the balance. */
MUST_CHECK err order_end(struct db *tx, struct arena *arena, const struct order *order,
                         enum order_state state, str actor, str reason, when now);
