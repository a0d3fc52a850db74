/* SPDX-License-Identifier: Apache-2.0 */
/* What owners and staff do to a service: each act is one transaction with its line in the trail.
 * ERR_CONFLICT: not in the state it is in. */
#pragma once

#include "features/invoices/invoices.h"
#include "features/services/services.h"
#include "web/request.h"

enum { RENEW_MONTHS, RENEW_METHOD, RENEW_FIELDS };
enum { AUTO_ENABLED, AUTO_FIELDS };
enum { LABEL_TEXT, LABEL_FIELDS };
enum { CANCEL_WHEN, CANCEL_REASON, CANCEL_FIELDS };
enum { STAFF_ACT_WHAT, STAFF_ACT_DATE, STAFF_ACT_REASON, STAFF_ACT_FIELDS };
extern const struct form_rule renew_form;
extern const struct form_rule auto_renew_form;
extern const struct form_rule label_form;
extern const struct form_rule service_cancel_form;
extern const struct form_rule staff_act_form;

/* The invoice of a further period, paid from the balance when the form says so and that covers it.
 * A mistake is left in the form. */
err service_act_renew(struct request *req, struct service *service, struct invoice *out);
err service_act_auto_renew(struct request *req, const struct service *service);
err service_act_label(struct request *req, const struct service *service);
/* "end", "now" or "undo". */
err service_act_cancel(struct request *req, struct service *service);
/* "suspend", "abuse", "resume", "terminate", "until". */
err service_act_staff(struct request *req, struct service *service);
