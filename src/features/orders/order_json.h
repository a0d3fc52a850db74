/* SPDX-License-Identifier: Apache-2.0 */
/* Orders as the API shows them. */
#pragma once

#include "features/orders/order_line.h"
#include "features/orders/orders.h"
#include "json/writer.h"
#include "web/request.h"

/* Without its lines, for lists. */
void order_json_brief(struct json *json, struct arena *arena, const struct order *order);
/* Answers with the whole of an order: lines, totals, invoice. */
MUST_CHECK err order_reply(struct request *req, int status, const struct order *order);
