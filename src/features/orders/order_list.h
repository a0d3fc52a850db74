/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of orders for customers and staff, as pages and as JSON: ?state= chooses which. */
#pragma once

#include "features/orders/order_view.h"
#include "web/request.h"

/* One page of the orders of an account, or of everybody's without text. ?number= finds one. */
MUST_CHECK err order_list_gather(struct request *req, account_id account, struct url base,
                                 struct orders_view *out);
/* The same for the API, ending the request. */
MUST_CHECK err order_list_reply(struct request *req, account_id account);
