/* SPDX-License-Identifier: Apache-2.0 */
/* The checkout: prices what is asked for, freezes it into an order, takes the stock and issues the
 * invoice, all in one transaction and once for each token. */
#pragma once

#include "features/orders/order_line.h"
#include "features/orders/orders.h"
#include "features/orders/requested.h"
#include "i18n/zone.h"
#include "web/site.h"

/* Most unpaid orders of one customer: they hold stock. */
#define ORDERS_OPEN_MAX 50

/* Who buys: decides on taxes, limits and days. */
struct buyer {
    account_id account; /* no text: a guest who only looks */
    payer_id payer;     /* no text: the account's default */
    const struct zone *zone;
    when now;
    str network; /* where they ask from */
};

/* Fills what of the ask depends on the buyer: account, country and exemption of the payer. A payer
 * the account does not have is ERR_NOT_FOUND. */
MUST_CHECK err buyer_ask(struct db *db, struct arena *arena, const struct site *site,
                         const struct buyer *buyer, struct quote_ask *out);
/* Fills the parent's plan and days of an add-on for a service the buyer has. ERR_NOT_FOUND when he
 * has no such service, or it is over. */
MUST_CHECK err buyer_addon(struct db *db, struct arena *arena, const struct buyer *buyer,
                           str service, struct quote_item *item);

struct order_place {
    const struct site *site;
    struct buyer buyer;
    str token; /* the same again is the same order */
    const struct requested_item *requested;
    size_t count;
    str currency;
    str promo;
    str network;
    bool expects;    /* only at this total: what the customer was shown */
    int64_t total;   /* minor units */
    cart_id emptied; /* the cart it comes from; no text: none */
};

/* ERR_INVALID or ERR_CONFLICT with the fault filled: what the catalogue says, price_changed,
 * email_unverified, account_restricted, too_many_orders, unknown_service (item), unknown_payer. */
MUST_CHECK err order_place(struct db *tx, struct arena *arena, const struct order_place *place,
                           order_id *out, struct quote_fault *out_fault);
