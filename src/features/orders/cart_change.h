/* SPDX-License-Identifier: Apache-2.0 */
/* What its owner does with a cart. What he changes himself he has seen: only prices that change
 * without him are told later. */
#pragma once

#include "features/orders/cart.h"

struct cart_act {
    const struct site *site;
    struct cart_owner owner;
    struct buyer buyer;
};

/* What is added at once: a plan, and add-ons that go with it. */
struct cart_addition {
    str currency;
    str promo;                      /* replaces the cart's when it is not empty */
    str parent_item;                /* of an add-on for a line that is in the cart; empty: none */
    str parent_service;             /* of an add-on for a service; empty: none */
    const struct quote_item *items; /* those after the first hang on the first */
    size_t count;
};
/* ERR_CONFLICT with *out_code when the catalogue or the cart does not take it; nothing is added
 * then. *out_cart is the cart it went to. */
MUST_CHECK err cart_take(struct db *tx, struct arena *arena, const struct cart_act *act,
                         const struct cart_addition *addition, cart_id *out_cart,
                         const char **out_code);

/* Another period and quantity for a line; its add-ons take the period. ERR_NOT_FOUND: no such line.
 * ERR_CONFLICT with *out_code: the catalogue does not sell it so. */
MUST_CHECK err cart_change(struct db *tx, struct arena *arena, const struct cart_act *act, str item,
                           int64_t months, int64_t quantity, const char **out_code);
/* ERR_NOT_FOUND: no such line. Its add-ons go with it. */
MUST_CHECK err cart_remove(struct db *tx, struct arena *arena, const struct cart_act *act,
                           str item);
/* An empty code takes it away. ERR_CONFLICT with *out_code when it does not count here. */
MUST_CHECK err cart_set_promo(struct db *tx, struct arena *arena, const struct cart_act *act,
                              str promo, const char **out_code);
MUST_CHECK err cart_set_currency(struct db *tx, struct arena *arena, const struct cart_act *act,
                                 str currency);
/* The customer has looked at the prices of now. */
MUST_CHECK err cart_see(struct db *tx, struct arena *arena, const struct cart_act *act);
