/* SPDX-License-Identifier: Apache-2.0 */
/* A line of an order: everything a document, a service and a renewal need of what was bought, as it
 * was at the checkout. Sums are minor units of the order's currency; the words are the
 * catalogue's (struct quote_line). */
#pragma once

#include "base/day.h"
#include "base/id.h"
#include "base/str.h"
#include "base/when.h"

struct order_line {
    order_line_id id;
    int64_t position;
    order_line_id parent; /* of an add-on: the line it was bought with; no text else */
    str parent_service;   /* of an add-on bought later: the service; empty else */
    plan_id plan;
    int64_t plan_version;
    str plan_code;
    str name_uk, name_en; /* of the plan */
    str text_uk, text_en; /* with the chosen options, for documents */
    int64_t months, quantity;
    str options;
    int64_t recurring_unit, setup_unit, recurring, setup, discount, amount;
    int64_t tax_bp;
    bool tax_inclusive;
    int64_t net, tax, total;
    promo_id promo; /* no text: none */
    int64_t promo_kind, promo_value, promo_left;
    str promo_plans;    /* codes of the plans it counts for; empty: all */
    day until;          /* of an add-on bought later: the end its price reaches to; 0 else */
    str promo_ref;      /* order under which the use of the code is kept; empty: none */
    service_id service; /* what became of it; no text until it is paid */
    when returned_at;   /* WHEN_NONE while it holds stock */
};

/* What of the line's total is for the period, tax in: the rest is the setup fee. */
int64_t order_line_period_total(const struct order_line *line);
