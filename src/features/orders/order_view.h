/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of orders show, to customers and in the console. */
#pragma once

#include "features/orders/order_line.h"
#include "features/orders/orders.h"
#include "web/components.h"

/* An order in words. */
struct order_summary {
    const struct order *order;
    str title; /* the customer's name for it, else "Order 12" */
    str state;
    enum tone tone;
    money total;
    struct url url;
    str owner; /* for staff */
};

struct order_tab {
    struct url url;
    str label;
    bool is_current;
};

struct orders_view {
    bool is_staff;
    bool is_filtered;
    const struct order_tab *tabs;
    size_t tab_count;
    const struct order_summary *orders;
    size_t count;
    struct pager pages;
};

/* A line, and how far what became of it is. */
struct order_row {
    const struct order_line *line;
    str text; /* plan with its options */
    str months;
    money price, setup, discount, total;
    bool has_service;
    str service; /* what the customer calls it */
    struct url service_url;
    str service_state;
    enum tone service_tone;
    bool working; /* being brought up: progress and step tell how far */
    int64_t progress;
    str step;
};

/* What may be done with the order now. */
struct order_acts {
    bool pay, rename, cancel, split, merge;
};

struct order_view {
    bool is_staff;
    const struct order *order;
    struct order_summary summary;
    const struct order_row *rows;
    size_t count;
    struct order_acts acts;
    bool working; /* something is being brought up */
    str problem;  /* what was just asked for cannot be done */
    struct url pay, invoice, customer;
    str invoice_number; /* empty: there is none */
    str end_reason;     /* in words; empty while it is not over */
    struct field name, other;
    struct field reason; /* of staff */
};

struct order_mail_view {
    str name;
    str subject, body;
    str total;
    struct url where;
    str button;
};

str order_title(enum lang lang, struct arena *arena, const struct order *order);
str order_state_name(enum lang lang, const struct order *order);
enum tone order_state_tone(const struct order *order);
/* Why it ended: our own words translated, those of staff as they are. */
str order_end_name(enum lang lang, struct arena *arena, const struct order *order);
money order_money(const struct order *order, int64_t minor);
