/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the console's screens of payments, and what they share. */
#pragma once

#include "features/payments/staff_view.h"
#include "web/request.h"
#include "web/staff_audit.h"

extern const struct form_rule transfer_form, refund_form, match_form, dismiss_form, correction_form;

err get_staff_payments(struct request *req);
err get_staff_payment(struct request *req);
err post_transfer(struct request *req);
err post_transfer_agree(struct request *req);
err post_transfer_refuse(struct request *req);
err post_refund(struct request *req);
err post_return_agree(struct request *req);
err post_return_refuse(struct request *req);
err get_payment_notices(struct request *req);
err get_payment_notice(struct request *req);
err post_match(struct request *req);
err post_dismiss(struct request *req);
err get_corrections(struct request *req);
err post_correction(struct request *req);
err post_correction_agree(struct request *req);
err post_correction_refuse(struct request *req);

/* An act of a member: the rule, and in the same transaction its line in the audit trail. */
struct staff_act {
    struct request *req;
    err (*rule)(struct db *tx, struct staff_act *act);
    struct staff_audit_entry audit;
    void *with; /* what the rule needs */
};
err staff_act_run(struct staff_act *act);

/* Credits a transfer that arrived, with the reference of the form, or keeps it for a second member;
 * sends money back, for its reason. Mistakes are left in the form. */
err transfer_confirm(struct request *req, const struct payment *payment, money received,
                     struct transfer *out);
err refund_start(struct request *req, const struct payment *payment, money amount,
                 struct payment_return *out);
/* Corrects a balance as asked for, or keeps it for a second member. */
err correction_start(struct request *req, struct correction_ask *ask, struct correction *out);
/* A second member's word on what the path names. */
err transfer_decide_by(struct request *req, bool agree);
err return_decide(struct request *req, bool agree);
err correction_decide_by(struct request *req, bool agree);

/* True when a sum needs a second member here. */
bool needs_second(const struct request *req, money amount);
struct payment_line staff_line_of(struct request *req, const struct payment *payment);
struct notice_line notice_line_of(struct request *req, const struct notice *notice);
struct transfer_line transfer_line_of(struct request *req, const struct transfer *one);
struct return_line return_line_of(struct request *req, const struct payment_return *one);
