/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of one line, without the database. Private to the catalogue. */
#pragma once

#include "features/catalogue/catalogue.h"
#include "features/catalogue/catalogue_store.h"

/* Prices the item by the plan: names, options, recurring and setup. False with the fault's code
 * and option filled. */
bool quote_line_price(struct arena *arena, const struct plan *plan, const struct quote_item *item,
                      str currency, struct quote_line *out, struct quote_fault *out_fault);

/* Takes the discount off; fixed_left is what remains of a fixed sum. False when the code does not
 * hold for the plan. */
bool quote_line_discount(const struct promo *promo, struct quote_line *line, int64_t *fixed_left);

/* Amount, net, tax and total, once recurring, setup and discount stand. */
void quote_line_total(const struct tax_rule *tax, bool exempt, struct quote_line *line);
