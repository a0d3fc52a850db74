/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections of balances in the console. */
#include "features/accounts/accounts.h"
#include "features/payments/payments_staff.h"
#include "features/payments/payments_staff_page.h"
#include "i18n/format.h"
#include "web/cursor.h"
#include "web/reply.h"

#define A_PAGE 50

static const struct field_rule fields[] = {
    [CORRECTION_CUSTOMER] = {"customer", FIELD_LINE, 1, 254},
    [CORRECTION_DIRECTION] = {"direction", FIELD_TOKEN, 1, 10},
    [CORRECTION_AMOUNT] = {"amount", FIELD_LINE, 1, 30},
    [CORRECTION_CURRENCY] = {"currency", FIELD_TOKEN, 3, 3},
    [CORRECTION_REASON] = {"reason", FIELD_LINE, 3, 300},
};
const struct form_rule correction_form = FORM(fields);

static struct correction_line line_of(struct request *req, const struct correction *one)
{
    bool waits = str_eq(one->state, STR("approval"));
    bool done = str_eq(one->state, STR("done"));
    return (struct correction_line){
        .amount = fmt_money(req->arena, req->lang, one->amount),
        .reason = one->reason,
        .state = waits  ? tr(req->lang, "Waits for a second member")
                 : done ? tr(req->lang, "Posted")
                        : tr(req->lang, "Refused"),
        .tone = waits  ? TONE_WARN
                : done ? TONE_GOOD
                       : TONE_PLAIN,
        .asked_by = one->asked_by,
        .decided_by = one->decided_by,
        .owner = account_label(req->db, req->arena, one->account),
        .account = url_fill(req->arena, "/staff/accounts/{}", one->account.text),
        .at = one->created_at,
        .waits = waits,
        .agree = url_fill(req->arena, "/staff/corrections/{}/agree", one->id.text),
        .refuse = url_fill(req->arena, "/staff/corrections/{}/refuse", one->id.text),
    };
}

static err gather(struct request *req, struct corrections_view *view)
{
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    str text;
    if (http_query_param(req->http, STR("before"), &text)) {
        (void)cursor_parse(text, &before);
    }
    struct correction *all = NULL;
    err e =
        corrections_page(req->db, req->arena, before.at, before.id, A_PAGE + 1, &all, &view->count);
    if (e != ERR_OK) {
        return e;
    }
    if (view->count > A_PAGE) {
        view->count = A_PAGE;
        struct cursor place = {.at = all[A_PAGE - 1].created_at, .id = all[A_PAGE - 1].id.text};
        view->pages.older = url_with(req->arena, url_path("/staff/corrections"), STR("before"),
                                     cursor_text(req->arena, place));
    }
    struct correction_line *lines = ARENA_ARRAY(req->arena, struct correction_line, view->count);
    for (size_t i = 0; i < view->count; i++) {
        lines[i] = line_of(req, &all[i]);
    }
    view->lines = lines;
    return ERR_OK;
}

static struct option *currency_options(struct request *req, size_t *out_count)
{
    str *names = NULL;
    *out_count = payment_currencies(req->site, req->arena, &names);
    struct option *options = ARENA_ARRAY(req->arena, struct option, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        options[i] = (struct option){names[i], names[i]};
    }
    return options;
}

static void dress(struct request *req, struct corrections_view *view)
{
    struct option *ways = ARENA_ARRAY(req->arena, struct option, 2);
    ways[0] = (struct option){STR("give"), tr(req->lang, "Give to the customer")};
    ways[1] = (struct option){STR("take"), tr(req->lang, "Take from the customer")};
    struct field *f = fields_of_form(req, &correction_form);
    f[CORRECTION_CUSTOMER].label = tr(req->lang, "Customer");
    f[CORRECTION_CUSTOMER].help = tr(req->lang, "Login, e-mail or phone.");
    if (f[CORRECTION_CUSTOMER].value.len == 0) {
        (void)http_query_param(req->http, STR("customer"), &f[CORRECTION_CUSTOMER].value);
    }
    f[CORRECTION_DIRECTION].label = tr(req->lang, "What to do");
    f[CORRECTION_DIRECTION].options = ways;
    f[CORRECTION_DIRECTION].option_count = 2;
    f[CORRECTION_DIRECTION].value =
        f[CORRECTION_DIRECTION].value.len > 0 ? f[CORRECTION_DIRECTION].value : STR("give");
    f[CORRECTION_AMOUNT].label = tr(req->lang, "Amount");
    f[CORRECTION_AMOUNT].inputmode = STR("decimal");
    f[CORRECTION_CURRENCY].label = tr(req->lang, "Currency");
    f[CORRECTION_CURRENCY].options = currency_options(req, &f[CORRECTION_CURRENCY].option_count);
    if (f[CORRECTION_CURRENCY].value.len == 0 && f[CORRECTION_CURRENCY].option_count > 0) {
        f[CORRECTION_CURRENCY].value = f[CORRECTION_CURRENCY].options[0].value;
    }
    f[CORRECTION_REASON].label = tr(req->lang, "Reason, as the customer reads it");
    f[CORRECTION_REASON].spelled = true;
    view->fields = f;
    view->may_approve = staff_may(req, STAFF_MAY_MONEY_APPROVE);
    view->whole = form_message_whole(req);
    money limit;
    if (money_of(req->site->settings->payments_second_approval, f[CORRECTION_CURRENCY].value,
                 &limit)) {
        view->limit = fmt_money(req->arena, req->lang, limit);
    }
}

err get_corrections(struct request *req)
{
    struct corrections_view view = {.limit = STR("")};
    dress(req, &view);
    err e = gather(req, &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    corrections_page_html(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

/* What the form says; mistakes are left in it. */
static err validate(struct request *req, struct correction_ask *out)
{
    bool take = str_eq(form_text(req, CORRECTION_DIRECTION), STR("take"));
    str currency = form_text(req, CORRECTION_CURRENCY);
    struct account_key key = {0};
    err e = form_text(req, CORRECTION_CUSTOMER).len == 0
                ? ERR_NOT_FOUND
                : account_key_by_identifier(req->db, req->arena,
                                            form_text(req, CORRECTION_CUSTOMER), &key);
    if (e != ERR_OK && e != ERR_NOT_FOUND && e != ERR_INVALID) {
        return e;
    }
    if (e != ERR_OK) {
        form_fail(req, CORRECTION_CUSTOMER, "no_such_customer");
    }
    if (!take && !str_eq(form_text(req, CORRECTION_DIRECTION), STR("give"))) {
        form_fail(req, CORRECTION_DIRECTION, "bad_choice");
    }
    if (!payment_currency_is_kept(req->site, req->arena, currency)) {
        form_fail(req, CORRECTION_CURRENCY, "bad_choice");
    } else if (!money_parse(form_text(req, CORRECTION_AMOUNT), currency, &out->amount) ||
               out->amount.minor == 0) {
        form_fail(req, CORRECTION_AMOUNT, "bad_amount");
    }
    if (e != ERR_OK || form_failed(req)) {
        return ERR_OK; /* with what is wrong in the form */
    }
    out->amount.minor = take ? -out->amount.minor : out->amount.minor;
    out->account = key.id;
    out->reason = form_text(req, CORRECTION_REASON);
    return ERR_OK;
}

struct asking {
    struct correction_ask *ask;
    struct correction *out;
};

static err ask_rule(struct db *tx, struct staff_act *act)
{
    struct asking *a = act->with;
    return correction_ask(tx, act->req->arena, a->ask, a->out);
}

err correction_start(struct request *req, struct correction_ask *ask, struct correction *out)
{
    ask->actor = req->staff.login;
    ask->now = req->now;
    ask->second = needs_second(req, ask->amount);
    struct asking asking = {ask, out};
    struct staff_act act = {.req = req,
                            .rule = ask_rule,
                            .audit = staff_audit_of(req, "correction.asked"),
                            .with = &asking};
    money size = ask->amount;
    size.minor = size.minor < 0 ? -size.minor : size.minor;
    str plain = money_plain(req->arena, size);
    act.audit.subject = STR("correction");
    act.audit.account = ask->account;
    act.audit.reason = ask->reason;
    act.audit.after = str_printf(req->arena, "%s%" STR_FMT " %s", ask->amount.minor < 0 ? "-" : "",
                                 STR_ARG(plain), ask->amount.currency);
    return staff_act_run(&act);
}

err post_correction(struct request *req)
{
    struct correction_ask ask = {.reason = STR("")};
    struct correction one;
    err e = validate(req, &ask);
    if (e == ERR_OK && !form_failed(req)) {
        e = correction_start(req, &ask, &one);
    }
    if (e == ERR_INVALID) {
        form_fail(req, CORRECTION_AMOUNT, "amount_too_large");
        e = ERR_OK;
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? get_corrections(req) : e;
    }
    struct url back = url_path("/staff/corrections");
    return ask.second
               ? reply_redirect_saying(req, back, N_("A second member of staff has to agree."))
               : reply_redirect_saying(req, back, N_("The balance is corrected."));
}

static err agree_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    return correction_agree(tx, req->arena, (correction_id){path_param(req, 0)}, req->staff.login,
                            req->now);
}

static err refuse_rule(struct db *tx, struct staff_act *act)
{
    struct request *req = act->req;
    return correction_refuse(tx, req->arena, (correction_id){path_param(req, 0)}, req->staff.login,
                             req->now);
}

err correction_decide_by(struct request *req, bool agree)
{
    struct staff_act act = {
        .req = req,
        .rule = agree ? agree_rule : refuse_rule,
        .audit = staff_audit_of(req, agree ? "correction.agreed" : "correction.refused"),
    };
    act.audit.subject = STR("correction");
    act.audit.ref = path_param(req, 0);
    return staff_act_run(&act);
}

static err reply_decided(struct request *req, err e)
{
    struct url list = url_path("/staff/corrections");
    if (e == ERR_DENIED) {
        return reply_redirect_warning(req, list, N_("Somebody else has to agree than who asked."));
    }
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, list, N_("It was decided already."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, list, N_("Done.")) : e;
}

err post_correction_agree(struct request *req)
{
    return reply_decided(req, correction_decide_by(req, true));
}

err post_correction_refuse(struct request *req)
{
    return reply_decided(req, correction_decide_by(req, false));
}
