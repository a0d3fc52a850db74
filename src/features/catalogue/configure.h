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
