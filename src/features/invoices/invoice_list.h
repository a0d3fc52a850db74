/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and single invoices as pages and answers show them: what the routes of customers and of
 * staff share. */
#pragma once

#include "features/invoices/invoices_view.h"
#include "web/request.h"

struct json;

#define INVOICES_A_PAGE 25

/* The page of the list that the query asks for (state, before) of an account, or of everybody when
 * it is empty; base is the list's own address. */
err invoice_list_gather(struct request *req, account_id account, struct url base,
                        struct invoices_view *out);

/* Lines, credit notes and parties of view->invoice. */
err invoice_gather(struct request *req, struct invoice_view *view);

/* The same for the API: ?state=, ?limit=, ?after=. */
err invoice_list_reply(struct request *req, account_id account);
/* One with everything of it. */
err invoice_reply(struct request *req, const struct invoice *invoice);
void credit_note_json(struct json *json, struct arena *arena, const struct credit_note *note);
