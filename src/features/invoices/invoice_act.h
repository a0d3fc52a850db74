/* SPDX-License-Identifier: Apache-2.0 */
/* What staff does with invoices, each in a transaction of its own and written to the audit trail of
 * staff. Mistakes are left in the form. */
#pragma once

#include "features/invoices/invoices.h"
#include "web/form.h"
#include "web/request.h"

enum cancel_field { CANCEL_REASON, CANCEL_FIELDS };
extern const struct form_rule cancel_form;

/* What had been credited when the page was made: the same click twice is one note. */
enum credit_field { CREDIT_AMOUNT, CREDIT_REASON, CREDIT_SEEN, CREDIT_FIELDS };
extern const struct form_rule credit_form;     /* of the page: the amount as people type it */
extern const struct form_rule credit_api_form; /* of the API: minor units */

/* ERR_CONFLICT when it is paid in full or was cancelled before. */
err invoice_act_cancel(struct request *req, const struct invoice *invoice);

#define CREDIT_UNSEEN (-1)

/* total 0: all that is left. ERR_CONFLICT when less is left, nothing was paid, or another sum than
 * seen has been credited (unless that is CREDIT_UNSEEN). */
err invoice_act_credit(struct request *req, const struct invoice *invoice, int64_t total,
                       int64_t seen, struct credit_note *out);
