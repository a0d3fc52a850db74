/* SPDX-License-Identifier: Apache-2.0 */
/* One payment in the console: what is known of it, a transfer that arrived, a refund. */
#include "features/accounts/accounts.h"
#include "features/payments/notice_store.h"
#include "features/payments/payments_staff.h"
#include "features/payments/payments_staff_page.h"
#include "features/payments/provider.h"
#include "i18n/format.h"
#include "web/reply.h"

static const struct field_rule confirm_fields[] = {
    [CONFIRM_AMOUNT] = {"amount", FIELD_LINE, 1, 30},
    [CONFIRM_REFERENCE] = {"reference", FIELD_LINE, 1, 100},
};
const struct form_rule transfer_form = FORM(confirm_fields);
static const struct field_rule refund_fields[] = {
    [REFUND_AMOUNT] = {"amount", FIELD_LINE, 1, 30},
    [REFUND_REASON] = {"reason", FIELD_LINE, 3, 300},
};
const struct form_rule refund_form = FORM(refund_fields);

static err gather_history(struct request *req, const struct payment *payment,
                          struct staff_payment_view *view)
{
    struct payment_return *returns = NULL;
    struct notice *notices = NULL;
    err e = returns_of_payment(req->db, req->arena, payment, &returns, &view->return_count);
    if (e == ERR_OK) {
        e = notice_store_of_payment(req->db, req->arena, payment->id, &notices,
                                    &view->notice_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct return_line *lines = ARENA_ARRAY(req->arena, struct return_line, view->return_count);
    for (size_t i = 0; i < view->return_count; i++) {
        lines[i] = return_line_of(req, &returns[i]);
    }
    struct notice_line *told = ARENA_ARRAY(req->arena, struct notice_line, view->notice_count);
    for (size_t i = 0; i < view->notice_count; i++) {
        told[i] = notice_line_of(req, &notices[i]);
    }
    view->returns = lines;
    view->notices = told;
    return ERR_OK;
}

/* Whoever confirmed it; nothing is to be confirmed while one waits for a second member. */
static err gather_transfers(struct request *req, const struct payment *payment,
                            struct staff_payment_view *view)
{
    struct transfer *transfers = NULL;
    err e =
        transfers_of_payment(req->db, req->arena, payment->id, &transfers, &view->transfer_count);
    if (e != ERR_OK) {
        return e;
    }
    struct transfer_line *lines =
        ARENA_ARRAY(req->arena, struct transfer_line, view->transfer_count);
    for (size_t i = 0; i < view->transfer_count; i++) {
        lines[i] = transfer_line_of(req, &transfers[i]);
        view->may_confirm = view->may_confirm && !lines[i].waits;
    }
    view->transfers = lines;
    return ERR_OK;
}

static void dress_forms(struct request *req, const struct payment *payment,
                        struct staff_payment_view *view)
{
    view->may_confirm = str_eq(payment->provider, STR("bank")) && payment->received.minor == 0;
    view->may_refund = payment->received.minor > payment->returned.minor;
    view->confirm = fields_of_form(req, &transfer_form);
    view->confirm[CONFIRM_AMOUNT].label = tr(req->lang, "Amount that arrived");
    view->confirm[CONFIRM_AMOUNT].inputmode = STR("decimal");
    view->confirm[CONFIRM_AMOUNT].scope = STR("-in");
    if (view->confirm[CONFIRM_AMOUNT].value.len == 0) {
        view->confirm[CONFIRM_AMOUNT].value = money_plain(req->arena, payment->amount);
    }
    view->confirm[CONFIRM_REFERENCE].label = tr(req->lang, "Reference in the bank statement");
    view->confirm[CONFIRM_REFERENCE].help =
        tr(req->lang, "The bank's own number of the transfer; each is credited once.");
    view->refund = fields_of_form(req, &refund_form);
    view->refund[REFUND_AMOUNT].label = tr(req->lang, "Amount");
    view->refund[REFUND_AMOUNT].inputmode = STR("decimal");
    view->refund[REFUND_REASON].label = tr(req->lang, "Reason, as the customer reads it");
    view->refund[REFUND_REASON].spelled = true;
    view->confirm_action = url_fill(req->arena, "/staff/payments/{}/confirm", payment->id.text);
    view->refund_action = url_fill(req->arena, "/staff/payments/{}/refund", payment->id.text);
}

static err show(struct request *req, const struct payment *payment)
{
    money left = payment->received;
    left.minor -= payment->returned.minor;
    struct staff_payment_view view = {
        .line = staff_line_of(req, payment),
        .id = payment->id.text,
        .owner = account_label(req->db, req->arena, payment->account),
        .account = url_fill(req->arena, "/staff/accounts/{}", payment->account.text),
        .external_id = payment->external_id,
        .charge_id = payment->charge_id,
        .asked = fmt_money(req->arena, req->lang, payment->amount),
        .received = fmt_money(req->arena, req->lang, payment->received),
        .returned = fmt_money(req->arena, req->lang, payment->returned),
        .left = fmt_money(req->arena, req->lang, left),
    };
    view.line.what = payment_purpose(req, payment);
    view.invoice = payment->invoice.text.len > 0
                       ? url_fill(req->arena, "/staff/invoices/{}", payment->invoice.text)
                       : (struct url){STR("")};
    dress_forms(req, payment, &view);
    err e = gather_history(req, payment, &view);
    if (e == ERR_OK) {
        e = gather_transfers(req, payment, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    staff_payment_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err get_staff_payment(struct request *req)
{
    struct payment payment;
    err e = payment_by_id(req->db, req->arena, (payment_id){path_param(req, 0)}, &payment);
    return e == ERR_OK ? show(req, &payment) : e;
}

/* --- a transfer arrived ----------------------------------------------------------------------- */

err post_transfer(struct request *req)
{
    struct payment payment;
    struct transfer one = {.state = STR("")};
    err e = payment_by_id(req->db, req->arena, (payment_id){path_param(req, 0)}, &payment);
    if (e != ERR_OK) {
        return e;
    }
    money received = payment.amount;
    if (!money_parse(form_text(req, CONFIRM_AMOUNT), money_currency(&payment.amount), &received)) {
        form_fail(req, CONFIRM_AMOUNT, "bad_amount");
    }
    if (!form_failed(req)) {
        e = transfer_confirm(req, &payment, received, &one);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show(req, &payment) : e;
    }
    struct url back = url_fill(req->arena, "/staff/payments/{}", payment.id.text);
    return str_eq(one.state, STR("approval"))
               ? reply_redirect_saying(req, back, N_("A second member of staff has to agree."))
               : reply_redirect_saying(req, back, N_("The money is credited."));
}

/* --- refunds ---------------------------------------------------------------------------------- */

struct refunding {
    struct return_ask ask;
    struct payment_return out;
};

static err refund_rule(struct db *tx, struct staff_act *act)
{
    struct refunding *r = act->with;
    return return_ask(tx, act->req->arena, &r->ask, &r->out);
}

static const char *fault_of(err e)
{
    return e == ERR_INVALID    ? "bad_amount"
           : e == ERR_CONFLICT ? "more_than_left"
           : e == ERR_LIMITED  ? "more_than_balance"
           : e == ERR_DENIED   ? "account_held"
                               : NULL;
}

err refund_start(struct request *req, const struct payment *payment, money amount,
                 struct payment_return *out)
{
    struct refunding r = {.ask = {.site = req->site,
                                  .payment = payment->id,
                                  .amount = amount,
                                  .reason = form_text(req, REFUND_REASON),
                                  .actor = req->staff.login,
                                  .second = needs_second(req, amount),
                                  .now = req->now}};
    struct staff_act act = {.req = req,
                            .rule = refund_rule,
                            .audit = staff_audit_of(req, "payment.refunded"),
                            .with = &r};
    act.audit.subject = STR("payment");
    act.audit.ref = payment->id.text;
    act.audit.account = payment->account;
    act.audit.reason = r.ask.reason;
    act.audit.after = money_plain(req->arena, amount);
    err e = staff_act_run(&act);
    if (fault_of(e) != NULL) {
        form_fail(req, REFUND_AMOUNT, fault_of(e));
        return ERR_OK;
    }
    if (e == ERR_OK) {
        *out = r.out;
    }
    return e;
}

err post_refund(struct request *req)
{
    struct payment payment;
    struct payment_return one = {.state = STR("")};
    err e = payment_by_id(req->db, req->arena, (payment_id){path_param(req, 0)}, &payment);
    if (e != ERR_OK) {
        return e;
    }
    money amount = payment.amount;
    if (!money_parse(form_text(req, REFUND_AMOUNT), money_currency(&payment.amount), &amount)) {
        form_fail(req, REFUND_AMOUNT, "bad_amount");
    }
    if (!form_failed(req)) {
        e = refund_start(req, &payment, amount, &one);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show(req, &payment) : e;
    }
    struct url back = url_fill(req->arena, "/staff/payments/{}", payment.id.text);
    return str_eq(one.state, STR("approval"))
               ? reply_redirect_saying(req, back, N_("A second member of staff has to agree."))
               : reply_redirect_saying(req, back, N_("The money is on its way back."));
}

static err agree_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    return return_agree(tx, req->arena, req->site, (refund_id){path_param(req, 0)},
                        req->staff.login, req->now);
}

static err refuse_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    return return_refuse(tx, req->arena, (refund_id){path_param(req, 0)}, req->staff.login,
                         req->now);
}

err return_decide(struct request *req, bool agree)
{
    struct staff_act act = {
        .req = req,
        .rule = agree ? agree_rule : refuse_rule,
        .audit = staff_audit_of(req, agree ? "payment.refund_agreed" : "payment.refund_refused"),
    };
    act.audit.subject = STR("refund");
    act.audit.ref = path_param(req, 0);
    return staff_act_run(&act);
}

static err reply_decided(struct request *req, err e)
{
    struct url list = url_path("/staff/payments");
    if (e == ERR_DENIED) {
        return reply_redirect_warning(req, list, N_("Somebody else has to agree than who asked."));
    }
    if (e == ERR_CONFLICT || e == ERR_LIMITED) {
        return reply_redirect_warning(req, list,
                                      N_("That cannot be done any more: the money is not there, or "
                                         "it was decided."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, list, N_("Done.")) : e;
}

err post_return_agree(struct request *req)
{
    return reply_decided(req, return_decide(req, true));
}

err post_return_refuse(struct request *req)
{
    return reply_decided(req, return_decide(req, false));
}
