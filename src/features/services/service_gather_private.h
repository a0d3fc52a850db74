/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the page of one service, put into the view by service_gather; nobody else asks for
 * them. */
#pragma once

#include "features/services/service_gather.h"
#include "json/reader.h"

/* A text or a whole number as text; anything else is empty. */
str service_scalar_text(struct request *req, const struct json_node *node);

/* service_gather_money.c */
/* The price of the next period, its invoice, and the invoices so far. */
err service_put_money(struct request *req, struct service *service, struct service_view *view);
/* What comes due. ?top_up=500: what would happen with that much more. */
err service_put_ahead(struct request *req, const struct service *service,
                      struct service_view *view);

/* service_gather_plan.c */
err service_put_options(struct request *req, const struct service *service,
                        struct service_view *view);
err service_put_addons(struct request *req, const struct service *service,
                       struct service_view *view);
err service_put_parent(struct request *req, const struct service *service,
                       struct service_view *view);
err service_put_next(struct request *req, const struct service *service, struct service_view *view);
/* What may be added to it: bought in the catalogue, until the end of what is paid. */
err service_put_more(struct request *req, const struct service *service, struct service_view *view);
