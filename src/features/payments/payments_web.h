/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the room's pages and calls, listed in payments_routes.c. */
#pragma once

#include "features/payments/payments_view.h"
#include "web/request.h"

err get_payments(struct request *req);
err get_payment(struct request *req);
err post_withdraw(struct request *req);
err api_withdraw(struct request *req);
err get_top_up(struct request *req);
err post_top_up(struct request *req);
err get_invoice_pay(struct request *req);
err post_invoice_pay(struct request *req);

struct payment_filter;
/* A payment as JSON; a page of a list, whose filter asks for one more than is shown. */
err payment_reply(struct request *req, int status, const struct payment *payment);
err payments_reply_list(struct request *req, const struct payment_filter *filter);
err api_list_payments(struct request *req);
err api_payment(struct request *req);
err api_balance(struct request *req);
err api_top_up(struct request *req);
err api_invoice_pay(struct request *req);
extern const struct form_rule top_up_form, api_top_up_form, invoice_pay_form, api_invoice_pay_form;

err get_sandbox(struct request *req);
err post_sandbox(struct request *req);
extern const struct form_rule sandbox_form;

/* The fields a form names; NULL when the account cannot pay so. Marks the field as bad_choice. */
size_t pay_methods_of(struct request *req, str currency, str chosen, struct pay_method *out);

/* Pays an invoice as the form said. Mistakes are left in the form: fields method of index method.
 */
err pay_invoice(struct request *req, invoice_id invoice, size_t method, size_t keep_balance,
                struct payment_step *out);
/* Begins a top-up as the fields TOP_UP_... of a form said; mistakes are left in it. */
err top_up(struct request *req, money amount, struct payment *out);
