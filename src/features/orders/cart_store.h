/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of carts. */
#pragma once

#include "features/orders/cart.h"

/* ERR_NOT_FOUND when there is none, or when it is not a guest's (any more). */
err cart_store_of_guest(struct db *db, struct arena *arena, cart_id id, struct cart *out);
err cart_store_of_account(struct db *db, struct arena *arena, account_id account, struct cart *out);
/* No text of account: a guest's. Nothing happens when the customer has one. */
err cart_store_insert(struct db *tx, cart_id id, account_id account, str currency, when now);
err cart_store_give(struct db *tx, cart_id id, account_id account, when now);
err cart_store_set(struct db *tx, const struct cart *cart, when now);

err cart_store_add(struct db *tx, cart_id cart, const struct cart_item *item, when now);
/* *out_known is false when the cart has no such item. */
err cart_store_change(struct db *tx, cart_id cart, const struct cart_item *item, bool *out_known);
err cart_store_seen(struct db *tx, cart_id cart, const struct cart_item *item);
err cart_store_remove(struct db *tx, cart_id cart, str item, bool *out_known);
/* The cart and what is in it are gone. */
err cart_store_clear(struct db *tx, cart_id cart);
/* The items of one cart behind the first `after` places of another. */
err cart_store_move(struct db *tx, cart_id from, cart_id to, int64_t after);
/* Forgets the oldest guests' carts not changed since; at most limit, *out_gone of them. */
MUST_CHECK err cart_store_purge(struct db *tx, when before, int64_t limit, int64_t *out_gone);
