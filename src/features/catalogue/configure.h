/* SPDX-License-Identifier: Apache-2.0 */
/* A plan being configured: what was chosen in the address, and the page made of it. */
#pragma once

#include "features/catalogue/catalogue_view.h"
#include "web/request.h"

struct configure_ask {
    const struct plan *plan;
    int64_t preview; /* version; 0 = as sold */
    str currency, promo;
    str parent, service, parent_plan;
    int64_t months, quantity;
    struct quote_option *options;
    size_t option_count;
};

/* What the address says; ERR_INVALID when it is no address of a form. */
err configure_ask_of(struct request *req, struct configure_ask *out);
/* The same for the form that was sent: the address to look at. */
extern const struct form_rule configure_form;
struct url configure_url(struct request *req, struct url page);

/* The page with its sum. */
err configure_view_of(struct request *req, struct configure_ask *ask, struct configure_view *out);

/* The currency an address asks for, if something is sold in it; else the first. */
err currency_chosen(struct request *req, str wanted, struct currency_choice *out);

/* What the page is made of, while it is made. */
struct making {
    struct request *req;
    struct configure_ask *ask;
    struct configure_view *view;
    const struct quote_item *items;
    struct quote_fault fault;
};

money configure_money(const struct making *m, int64_t minor);
str configure_money_words(const struct making *m, int64_t minor);
/* What was chosen under that name, or empty. */
str configure_value(const struct configure_ask *ask, str name);
/* The controls of a plan's options; prefix is "" for those of the plan itself, "addon.CODE." for
 * those of an add-on. */
struct option_line *configure_lines(const struct making *m, const struct plan *plan, str prefix);
