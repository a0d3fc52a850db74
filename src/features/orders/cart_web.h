/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the cart share with the checkout. */
#pragma once

#include "features/orders/cart_change.h"
#include "features/orders/cart_view.h"
#include "web/request.h"

/* Whose cart the request is about. A guest's cart joins the account's at the first request of its
 * owner once he is signed in. */
MUST_CHECK err cart_act_of(struct request *req, struct cart_act *out);

/* The cart with its prices of now, ready to be shown; view->rows of everything in it. */
MUST_CHECK err cart_view_of(struct request *req, const struct cart_act *act, struct cart_view *out);

/* The sentence of a code. */
str cart_problem(const struct request *req, const char *code);

err get_checkout(struct request *req);
err post_checkout(struct request *req);
extern const struct form_rule checkout_form;
