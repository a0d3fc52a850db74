/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the cart share with the checkout. */
#pragma once

#include "features/orders/cart_change.h"
#include "features/orders/cart_view.h"
#include "web/request.h"

/* Whose cart the request is about. A guest's cart joins the account's at the first request of its
 * owner once they are signed in. */
MUST_CHECK err cart_act_of(struct request *req, struct cart_act *out);

/* The cart with its prices of now, ready to be shown; view->rows of everything in it. */
MUST_CHECK err cart_view_of(struct request *req, const struct cart_act *act, struct cart_view *out);

/* The sentence of a code. */
str cart_problem(const struct request *req, const char *code);

/* The name of a guest's cart, signed. */
#define CART_COOKIE "cart"

/* The page of the cart. With a code it says what was wrong; promo_tried is shown with its mistake
 * then, and back leads to where a plan is chosen. */
MUST_CHECK err cart_show(struct request *req, const struct cart_act *act, const char *code,
                         str promo_tried, struct link back);
/* The first thing wrong with the fields themselves; NULL when nothing is. */
const char *cart_form_code(const struct request *req);

err post_cart_item(struct request *req);
extern const struct form_rule cart_add_form;

err get_checkout(struct request *req);
err post_checkout(struct request *req);
extern const struct form_rule checkout_form;
