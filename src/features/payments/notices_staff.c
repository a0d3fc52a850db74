/* SPDX-License-Identifier: Apache-2.0 */
/* Notices that did not fit their payment: seen byte for byte, matched by hand or dismissed. */
#include "features/payments/notice_store.h"
#include "features/payments/payments_staff.h"
#include "features/payments/payments_staff_page.h"
#include "features/payments/payments_store.h"
#include "i18n/format.h"
#include "web/reply.h"

#define SHOWN 200

static const struct field_rule match_fields[] = {
    [MATCH_NUMBER] = {"number", FIELD_NUMBER, 1, INT64_MAX}};
const struct form_rule match_form = FORM(match_fields);
static const struct field_rule dismiss_fields[] = {
    [DISMISS_REASON] = {"reason", FIELD_LINE, 3, 300}};
const struct form_rule dismiss_form = FORM(dismiss_fields);

static const struct {
    const char *word, *name;
    enum tone tone;
} states[] = {
    {"received", N_("Not processed yet"), TONE_INFO},
    {"applied", N_("Applied"), TONE_GOOD},
    {"repeated", N_("Told before"), TONE_PLAIN},
    {"ignored", N_("Of no concern"), TONE_PLAIN},
    {"parked", N_("Parked"), TONE_WARN},
    {"matched", N_("Matched by hand"), TONE_GOOD},
    {"dismissed", N_("Dismissed"), TONE_PLAIN},
};

static const struct {
    const char *word, *name;
} reasons[] = {
    {"unknown_payment", N_("There is no such payment.")},
    {"other_provider", N_("The payment went through another provider.")},
    {"other_payment", N_("The provider's number belongs to another payment.")},
    {"other_amount", N_("The amount is another one.")},
    {"other_currency", N_("The currency is another one.")},
    {"paid_twice", N_("The payment was credited already, and this is other money.")},
    {"event_reused", N_("The event was told before with other contents.")},
    {"unreadable", N_("The notice is genuine, but cannot be read.")},
    {"not_open", N_("The payment was closed already.")},
};

struct notice_line notice_line_of(struct request *req, const struct notice *notice)
{
    money amount;
    struct notice_line line = {
        .url = url_fill(req->arena, "/staff/notices/{}", notice->id.text),
        .event = notice->event_id,
        .kind = notice_kind_word(notice->kind),
        .state = notice->state,
        .reason = notice->reason,
        .amount = money_of(notice->amount, notice->currency, &amount)
                      ? fmt_money(req->arena, req->lang, amount)
                      : STR(""),
        .tone = TONE_PLAIN,
        .at = notice->received_at,
    };
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (str_eq(notice->state, str_from_z(states[i].word))) {
            line.state = tr(req->lang, states[i].name);
            line.tone = states[i].tone;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
        if (str_eq(notice->reason, str_from_z(reasons[i].word))) {
            line.reason = tr(req->lang, reasons[i].name);
        }
    }
    return line;
}

err get_payment_notices(struct request *req)
{
    struct notice *notices = NULL;
    struct notices_view view = {0};
    err e = notice_store_waiting(req->db, req->arena, STR("parked"), SHOWN, &notices, &view.count);
    if (e != ERR_OK) {
        return e;
    }
    struct notice_line *lines = ARENA_ARRAY(req->arena, struct notice_line, view.count);
    for (size_t i = 0; i < view.count; i++) {
        lines[i] = notice_line_of(req, &notices[i]);
    }
    view.lines = lines;
    struct page *page = page_for(req);
    notices_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err find(struct request *req, struct notice *out)
{
    str id = path_param(req, 0);
    return id_is_wellformed(id) ? notice_store_find(req->db, req->arena, (notice_id){id}, out)
                                : ERR_NOT_FOUND;
}

static err show(struct request *req, const struct notice *notice)
{
    struct staff_notice_view view = {
        .line = notice_line_of(req, notice),
        .id = notice->id.text,
        .provider = payment_method_name(req->lang, notice->provider),
        .body = str_is_utf8(notice->body) ? notice->body : STR("?"),
        .signature = notice->signature,
        .network = notice->network,
        .payment_ref = notice->payment_ref,
        .external_id = notice->external_id,
        .settled_by = notice->settled_by,
        .is_parked = str_eq(notice->state, STR("parked")),
        .is_money = notice->kind == NOTICE_PAID,
        .match = fields_of_form(req, &match_form),
        .dismiss = fields_of_form(req, &dismiss_form),
        .match_action = url_fill(req->arena, "/staff/notices/{}/match", notice->id.text),
        .dismiss_action = url_fill(req->arena, "/staff/notices/{}/dismiss", notice->id.text),
    };
    view.match[MATCH_NUMBER].label = tr(req->lang, "Number of the payment");
    view.match[MATCH_NUMBER].inputmode = STR("numeric");
    view.match[MATCH_NUMBER].help =
        tr(req->lang, "The money is credited to this payment's customer. When the payment was "
                      "credited already, a further one is made for it.");
    view.dismiss[DISMISS_REASON].label = tr(req->lang, "Reason");
    view.dismiss[DISMISS_REASON].help = tr(req->lang, "Only staff reads it.");
    view.dismiss[DISMISS_REASON].spelled = true;
    struct page *page = page_for(req);
    notice_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err get_payment_notice(struct request *req)
{
    struct notice notice;
    err e = find(req, &notice);
    return e == ERR_OK ? show(req, &notice) : e;
}

static err match_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    const payment_id *payment = act->with;
    return notice_match(tx, req->arena, (notice_id){path_param(req, 0)}, *payment, req->staff.login,
                        req->now);
}

/* The payment the form names; a number that is nobody's is a mistake in the form. */
static err find_payment(struct request *req, struct payment *out)
{
    payment_id target;
    err e =
        payment_store_by_number(req->db, req->arena, form_number(req, MATCH_NUMBER, 0), &target);
    if (e == ERR_NOT_FOUND) {
        form_fail(req, MATCH_NUMBER, "no_such_payment");
        return ERR_OK;
    }
    return e == ERR_OK ? payment_by_id(req->db, req->arena, target, out) : e;
}

err post_match(struct request *req)
{
    struct notice notice;
    struct payment payment = {0};
    err e = find(req, &notice);
    if (e != ERR_OK) {
        return e;
    }
    e = form_failed(req) ? ERR_OK : find_payment(req, &payment);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show(req, &notice) : e;
    }
    struct staff_act act = {.req = req,
                            .rule = match_rule,
                            .audit = staff_audit_of(req, "payment.notice_matched"),
                            .with = &payment.id};
    act.audit.subject = STR("notice");
    act.audit.ref = notice.id.text;
    act.audit.account = payment.account;
    act.audit.after = payment.id.text;
    e = staff_act_run(&act);
    if (e == ERR_CONFLICT || e == ERR_INVALID) {
        form_fail(req, MATCH_NUMBER, "does_not_match");
        return show(req, &notice);
    }
    return e == ERR_OK
               ? reply_redirect_saying(req,
                                       url_fill(req->arena, "/staff/payments/{}", payment.id.text),
                                       N_("The money is credited."))
               : e;
}

static err dismiss_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    return notice_dismiss(tx, (notice_id){path_param(req, 0)}, req->staff.login,
                          form_text(req, DISMISS_REASON), req->now);
}

err post_dismiss(struct request *req)
{
    struct notice notice;
    err e = find(req, &notice);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show(req, &notice) : e;
    }
    struct staff_act act = {
        .req = req, .rule = dismiss_rule, .audit = staff_audit_of(req, "payment.notice_dismissed")};
    act.audit.subject = STR("notice");
    act.audit.ref = notice.id.text;
    act.audit.reason = form_text(req, DISMISS_REASON);
    e = staff_act_run(&act);
    return e == ERR_OK || e == ERR_CONFLICT
               ? reply_redirect_saying(req, url_path("/staff/notices"), N_("Done."))
               : e;
}
