/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the storefront show. */
#pragma once

#include "features/catalogue/catalogue.h"
#include "features/catalogue/catalogue_store.h"
#include "web/components.h"

/* The currency a page shows prices in, and the others. */
struct currency_choice {
    str current;
    str *all;
    size_t count;
};

struct shelf_plan {
    const struct plan *plan;
    struct url url;
    bool priced;         /* sold in the currency of the page */
    money from;          /* for the shortest period */
    int64_t from_months; /* its length */
    bool tax_added;      /* tax comes on top of it */
    bool sold_out;
};

struct shelf_group {
    const struct plan_group *group;
    struct shelf_plan *plans;
    size_t count;
};

struct shelf_view {
    struct shelf_group *groups;
    size_t count;
    struct currency_choice currency;
};

/* A period to choose, in one line. */
struct period_line {
    int64_t months;
    money price, setup, monthly;
    int64_t saved; /* percent below the shortest period's price a month */
    bool chosen;
};

/* One option with its control. */
struct option_line {
    const struct plan_option *option;
    struct field field;
    bool is_number;
    str note; /* "20 GB are included, 2.00 UAH for each further one" */
};

struct addon_line {
    const struct plan *plan;
    struct field tick;
    struct option_line *options;
    size_t option_count;
    money price;
};

struct sum_line {
    str text, detail;
    money amount;
};

struct configure_view {
    const struct plan *plan;
    bool preview; /* for staff: nothing can be ordered here */
    bool sold;
    bool sold_out;
    bool tax_added;
    struct currency_choice currency;
    struct period_line *periods;
    size_t period_count;
    struct option_line *options;
    size_t option_count;
    struct addon_line *addons;
    size_t addon_count;
    struct field quantity, promo;
    str parent, service, parent_plan; /* of an add-on for something that is there */
    bool alone;                       /* an add-on without that: it is only shown */
    bool quoted;
    struct quote quote;
    str problem; /* why there is no sum */
    struct url action, back;
};

/* "1 month", "3 months". */
str months_words(struct page *p, int64_t months);
/* "5 %". */
str percent_words(struct page *p, int64_t percent);
/* An amount of the quote. */
money quote_money(const struct quote *quote, int64_t minor);
