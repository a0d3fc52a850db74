/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the cart and the checkout show. */
#pragma once

#include "features/orders/cart.h"
#include "web/components.h"

/* One line, ready to be shown. */
struct cart_row {
    const struct cart_line *line;
    str name;
    str problem; /* why it cannot be had, as a sentence; empty when it can */
    money price; /* of the period */
    money setup; /* once */
    struct field months, quantity;
    struct url change, remove;
};

struct cart_view {
    const struct cart *cart;
    const struct cart_quote *quote;
    struct cart_row *rows;
    size_t count;
    str problem;      /* what was just asked for cannot be done */
    struct link back; /* to where it can be chosen anew; empty: none */
    struct field promo;
    const str *currencies; /* that things are sold in, when there is a choice */
    size_t currency_count;
};

struct checkout_view {
    const struct cart_view *cart;
    str problem;
    str token;
    struct field payer, terms;
    bool unverified; /* the e-mail is not confirmed: no order yet */
};

/* A sum of a quote as money. */
money cart_money(const struct cart_quote *quote, int64_t minor);
/* "3 months". */
str cart_months(struct page *p, int64_t months);
