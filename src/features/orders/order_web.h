/* SPDX-License-Identifier: Apache-2.0 */
/* What the room's pages share. */
#pragma once

#include "features/orders/order_view.h"
#include "web/request.h"

/* "3 months". */
str months_text(const struct request *req, int64_t months);

/* The order in words. Pages of the console lead to the console. */
void order_summary_of(struct request *req, const struct order *order, struct order_summary *out);

/* The whole page of an order. */
MUST_CHECK err order_gather(struct request *req, const struct order *order, struct order_view *out);
