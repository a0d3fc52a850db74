/* SPDX-License-Identifier: Apache-2.0 */
/* Bank transfers in the console: confirmed by who found them in the statement, large ones agreed to
 * by a second member. */
#include "features/accounts/accounts.h"
#include "features/payments/payments_staff.h"
#include "i18n/format.h"
#include "web/reply.h"

struct transfer_line transfer_line_of(struct request *req, const struct transfer *one)
{
    bool waits = str_eq(one->state, STR("approval"));
    bool done = str_eq(one->state, STR("done"));
    return (struct transfer_line){
        .payment = url_fill(req->arena, "/staff/payments/{}", one->payment.text),
        .number = str_printf(req->arena, "%lld", (long long)one->number),
        .owner = account_label(req->db, req->arena, one->account),
        .amount = fmt_money(req->arena, req->lang, one->amount),
        .reference = one->reference,
        .state = waits  ? tr(req->lang, "Waits for a second member")
                 : done ? tr(req->lang, "Posted")
                        : tr(req->lang, "Refused"),
        .tone = waits  ? TONE_WARN
                : done ? TONE_GOOD
                       : TONE_PLAIN,
        .asked_by = one->asked_by,
        .decided_by = one->decided_by,
        .at = one->created_at,
        .waits = waits,
        .may_agree =
            staff_may(req, STAFF_MAY_MONEY_APPROVE) && !str_eq(one->asked_by, req->staff.login),
        .agree = url_fill(req->arena, "/staff/transfers/{}/agree", one->id.text),
        .refuse = url_fill(req->arena, "/staff/transfers/{}/refuse", one->id.text),
    };
}

struct confirming {
    struct transfer_ask ask;
    struct transfer *out;
};

static err confirm_rule(struct db *tx, struct staff_act *act)
{
    const struct confirming *c = act->with;
    return transfer_ask(tx, act->req->arena, &c->ask, c->out);
}

/* The line of the audit trail says of which payment; the reference stands for the reason. */
static void audit_of(struct staff_act *act, payment_id payment, account_id account, str reference,
                     money amount)
{
    act->audit.subject = STR("payment");
    act->audit.ref = payment.text;
    act->audit.account = account;
    act->audit.reason = reference;
    act->audit.after = money_plain(act->req->arena, amount);
}

err transfer_confirm(struct request *req, const struct payment *payment, money received,
                     struct transfer *out)
{
    struct confirming c = {.ask = {.payment = payment->id,
                                   .amount = received,
                                   .reference = form_text(req, CONFIRM_REFERENCE),
                                   .actor = req->staff.login,
                                   .second = needs_second(req, received),
                                   .now = req->now},
                           .out = out};
    struct staff_act act = {
        .req = req,
        .rule = confirm_rule,
        .audit = staff_audit_of(req, c.ask.second ? "payment.confirm_asked" : "payment.confirmed"),
        .with = &c,
    };
    audit_of(&act, payment->id, payment->account, c.ask.reference, received);
    err e = staff_act_run(&act);
    if (e != ERR_CONFLICT && e != ERR_INVALID && e != ERR_LIMITED) {
        return e;
    }
    form_fail(req, e == ERR_INVALID ? CONFIRM_AMOUNT : CONFIRM_REFERENCE,
              e == ERR_INVALID    ? "bad_amount"
              : e == ERR_CONFLICT ? "reference_used"
                                  : "waits_for_second");
    return ERR_OK;
}

static err agree_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    return transfer_agree(tx, req->arena, (transfer_id){path_param(req, 0)}, req->staff.login,
                          req->now);
}

static err refuse_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    return transfer_refuse(tx, req->arena, (transfer_id){path_param(req, 0)}, req->staff.login,
                           req->now);
}

err transfer_decide_by(struct request *req, bool agree)
{
    struct transfer one;
    err e = transfer_by_id(req->db, req->arena, (transfer_id){path_param(req, 0)}, &one);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_act act = {
        .req = req,
        .rule = agree ? agree_rule : refuse_rule,
        .audit = staff_audit_of(req, agree ? "payment.confirm_agreed" : "payment.confirm_refused"),
    };
    audit_of(&act, one.payment, one.account, one.reference, one.amount);
    return staff_act_run(&act);
}

static err reply_decided(struct request *req, err e)
{
    struct url list = url_path("/staff/payments");
    if (e == ERR_DENIED) {
        return reply_redirect_warning(req, list, N_("Somebody else has to agree than who asked."));
    }
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, list, N_("It was decided already."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, list, N_("Done.")) : e;
}

err post_transfer_agree(struct request *req)
{
    return reply_decided(req, transfer_decide_by(req, true));
}

err post_transfer_refuse(struct request *req)
{
    return reply_decided(req, transfer_decide_by(req, false));
}
