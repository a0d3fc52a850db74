/* SPDX-License-Identifier: Apache-2.0 */
/* A cart: what somebody chose, in one currency, without prices of its own: each time it is looked
 * at, the catalogue is asked anew, and what differs from the price seen last is told. A guest's
 * cart hangs on a signed cookie; when he signs in or registers it becomes the account's, or joins
 * the one the account has. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"
#include "features/orders/place.h"

#define CART_ITEMS_MAX 20
/* How long a guest's cart is kept after its last change. */
#define CART_KEPT (30 * WHEN_DAY)
/* Guests' carts a network may begin in an hour. */
#define CARTS_OF_NETWORK 120

struct cart_item {
    str id;
    int64_t position;
    str plan; /* code */
    int64_t months, quantity;
    str options;        /* JSON object of code and value, as chosen */
    str parent_item;    /* of an add-on: the line it is bought with; else NULL */
    str parent_service; /* of an add-on: the service it is bought for; else NULL */
    int64_t seen_total; /* price before discounts that the customer saw last */
    str seen_currency;
};

struct cart {
    cart_id id; /* no text: there is none */
    str currency;
    str promo; /* as typed; may be empty */
    struct cart_item *items;
    size_t count;
};

/* One line of a cart with what it costs now. */
struct cart_line {
    const struct cart_item *item;
    const struct quote_line *quoted; /* NULL: it cannot be had now, code says why */
    const char *code;
    bool changed; /* the price is another than the one seen last */
    money before; /* that one */
};

struct cart_quote {
    struct cart_line *lines; /* as the cart's items */
    struct quote quote;      /* of those that can be had */
    const char *promo_code; /* why the promo code does not count; NULL: it does, or there is none */
    bool changed;           /* a price did */
    bool ready;             /* there is something, and all of it can be had: it can be ordered */
};

/* Asks the catalogue for prices of now. What cannot be had is left out and told. */
MUST_CHECK err cart_price(struct db *db, struct arena *arena, const struct site *site,
                          const struct cart *cart, const struct buyer *buyer,
                          struct cart_quote *out);

/* What the cart asks for, to be ordered. */
void cart_requested(struct arena *arena, const struct cart *cart, struct requested_item **out);

/* Whose cart: an account's, or a guest's by his cookie. */
struct cart_owner {
    account_id account; /* no text: a guest */
    cart_id guest;      /* of the cookie; no text: none */
};
/* The cart as it is; one without items when there is none. */
MUST_CHECK err cart_of(struct db *db, struct arena *arena, const struct cart_owner *owner,
                       struct cart *out);
/* A customer who comes with a guest's cart: its items join those of the account, its currency and
 * code count from now on. Harmless when there is none (any more). */
MUST_CHECK err cart_join(struct db *tx, struct arena *arena, const struct cart_owner *owner,
                         when now);
