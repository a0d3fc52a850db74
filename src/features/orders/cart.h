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
#include "features/catalogue/catalogue.h"

#define CART_ITEMS_MAX 20
/* How long a guest's cart is kept after its last change. */
#define CART_KEPT (30 * WHEN_DAY)

struct cart_item {
    str id;
    int64_t position;
    str plan; /* code */
    int64_t months, quantity;
    str options;        /* JSON object of code and value, as chosen */
    str parent_item;    /* of an add-on: the line it is bought with; else NULL */
    str parent_service; /* of an add-on: the service it is bought for; else NULL */
    int64_t seen_total;
    str seen_currency;
};

struct cart {
    cart_id id; /* no text: there is none */
    str currency;
    str promo; /* as typed; may be empty */
    struct cart_item *items;
    size_t count;
};
