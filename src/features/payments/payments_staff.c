/* SPDX-License-Identifier: Apache-2.0 */
/* Payments in the console: the list, and what its screens share. */
#include "features/payments/payments_staff.h"

#include "features/accounts/accounts.h"
#include "features/payments/notice_store.h"
#include "features/payments/payments_staff_page.h"
#include "features/payments/payments_store.h"
#include "features/payments/provider.h"
#include "i18n/format.h"
#include "web/cursor.h"
#include "web/reply.h"

#define A_PAGE 50

static err act_in(struct db *tx, void *arg)
{
    struct staff_act *act = arg;
    err e = act->rule(tx, act);
    return e == ERR_OK ? staff_audit_put(tx, act->req->arena, &act->audit) : e;
}

err staff_act_run(struct staff_act *act)
{
    return db_transaction(act->req->db, act_in, act);
}

bool needs_second(const struct request *req, money amount)
{
    int64_t limit = req->site->settings->payments_second_approval;
    return amount.minor > limit || amount.minor < -limit;
}

struct payment_line staff_line_of(struct request *req, const struct payment *payment)
{
    struct payment_line line = payment_line_of(req, payment);
    line.url = url_fill(req->arena, "/staff/payments/{}", payment->id.text);
    line.owner = account_label(req->db, req->arena, payment->account);
    return line;
}

struct return_line return_line_of(struct request *req, const struct payment_return *one)
{
    static const struct {
        const char *state, *name;
        enum tone tone;
    } states[] = {
        {"approval", N_("Waits for a second member"), TONE_WARN},
        {"sending", N_("On its way"), TONE_INFO},
        {"done", N_("Returned"), TONE_GOOD},
        {"failed", N_("The provider refused"), TONE_BAD},
        {"refused", N_("Refused"), TONE_PLAIN},
    };
    struct return_line line = {
        .amount = fmt_money(req->arena, req->lang, one->amount),
        .reason = one->reason,
        .asked_by = one->asked_by,
        .decided_by = one->decided_by,
        .at = one->created_at,
        .is_charge_back = str_eq(one->kind, STR("charge_back")),
        .waits = str_eq(one->state, STR("approval")),
        .agree = url_fill(req->arena, "/staff/returns/{}/agree", one->id.text),
        .refuse = url_fill(req->arena, "/staff/returns/{}/refuse", one->id.text),
    };
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (str_eq(one->state, str_from_z(states[i].state))) {
            line.state = tr(req->lang, states[i].name);
            line.tone = states[i].tone;
        }
    }
    return line;
}

/* --- the list --------------------------------------------------------------------------------- */

static struct field filter_field(struct request *req, str name, str label)
{
    struct field field = {.name = name, .label = label, .value = STR("")};
    (void)http_query_param(req->http, name, &field.value);
    return field;
}

static void fill_filter(struct request *req, struct staff_payments_view *view)
{
    static const enum payment_state offered[] = {PAYMENT_PENDING, PAYMENT_SUCCEEDED, PAYMENT_FAILED,
                                                 PAYMENT_EXPIRED, PAYMENT_CANCELLED};
    struct option *states = ARENA_ARRAY(req->arena, struct option, ARRAY_LEN(offered) + 1);
    states[0] = (struct option){STR(""), tr(req->lang, "Any")};
    for (size_t i = 0; i < ARRAY_LEN(offered); i++) {
        states[i + 1] = (struct option){payment_state_word(offered[i]),
                                        payment_state_name(req->lang, offered[i])};
    }
    struct option *methods = ARENA_ARRAY(req->arena, struct option, PAYMENT_METHODS_MAX);
    size_t count = 0;
    methods[count++] = (struct option){STR(""), tr(req->lang, "Any")};
    for (const struct provider *const *one = providers; *one != NULL; one++) {
        methods[count++] = (struct option){str_from_z((*one)->name), tr(req->lang, (*one)->title)};
    }
    view->state = filter_field(req, STR("state"), tr(req->lang, "State"));
    view->state.options = states;
    view->state.option_count = ARRAY_LEN(offered) + 1;
    view->method = filter_field(req, STR("method"), tr(req->lang, "How"));
    view->method.options = methods;
    view->method.option_count = count;
    view->number = filter_field(req, STR("number"), tr(req->lang, "Number of the payment"));
    view->number.inputmode = STR("numeric");
    view->account = filter_field(req, STR("account"), STR("")).value;
    view->is_filtered = view->state.value.len + view->method.value.len + view->account.len > 0;
}

static err gather_waiting(struct request *req, struct staff_payments_view *view)
{
    struct payment_return *returns = NULL;
    size_t count = 0;
    err e = returns_waiting(req->db, req->arena, &returns, &count);
    if (e == ERR_OK) {
        e = notice_store_count(req->db, req->arena, STR("parked"), &view->parked);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct return_line *lines = ARENA_ARRAY(req->arena, struct return_line, count);
    for (size_t i = 0; i < count; i++) {
        lines[view->return_count] = return_line_of(req, &returns[i]);
        view->return_count += lines[view->return_count].waits ? 1 : 0;
    }
    view->returns = lines;
    struct transfer *transfers = NULL;
    e = transfers_waiting(req->db, req->arena, &transfers, &view->transfer_count);
    struct transfer_line *told =
        ARENA_ARRAY(req->arena, struct transfer_line, view->transfer_count);
    for (size_t i = 0; i < view->transfer_count; i++) {
        told[i] = transfer_line_of(req, &transfers[i]);
    }
    view->transfers = told;
    return e;
}

static struct url older_than(struct request *req, const struct staff_payments_view *view,
                             const struct payment *last)
{
    struct cursor place = {.at = last->created_at, .id = last->id.text};
    struct url url = url_path("/staff/payments");
    const struct field *fields[] = {&view->state, &view->method};
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        if (fields[i]->value.len > 0) {
            url = url_with(req->arena, url, fields[i]->name, fields[i]->value);
        }
    }
    if (view->account.len > 0) {
        url = url_with(req->arena, url, STR("account"), view->account);
    }
    return url_with(req->arena, url, STR("before"), cursor_text(req->arena, place));
}

static err gather_list(struct request *req, struct staff_payments_view *view)
{
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    str text;
    if (http_query_param(req->http, STR("before"), &text)) {
        (void)cursor_parse(text, &before);
    }
    struct payment_filter filter = {.account = {view->account},
                                    .state = view->state.value,
                                    .provider = view->method.value,
                                    .before = before.at,
                                    .before_id = before.id,
                                    .limit = A_PAGE + 1};
    struct payment *payments = NULL;
    err e = payment_store_page(req->db, req->arena, &filter, &payments, &view->count);
    if (e != ERR_OK) {
        return e;
    }
    if (view->count > A_PAGE) {
        view->count = A_PAGE;
        view->pages.older = older_than(req, view, &payments[A_PAGE - 1]);
    }
    struct payment_line *lines = ARENA_ARRAY(req->arena, struct payment_line, view->count);
    for (size_t i = 0; i < view->count; i++) {
        lines[i] = staff_line_of(req, &payments[i]);
    }
    view->lines = lines;
    return ERR_OK;
}

err get_staff_payments(struct request *req)
{
    struct staff_payments_view view = {0};
    fill_filter(req, &view);
    int64_t number = 0;
    payment_id found;
    if (str_to_i64(view.number.value, &number) &&
        payment_store_by_number(req->db, req->arena, number, &found) == ERR_OK) {
        return reply_redirect(req, url_fill(req->arena, "/staff/payments/{}", found.text));
    }
    if (view.number.value.len > 0) {
        view.number.error = tr(req->lang, "There is no payment of this number.");
    }
    err e = gather_list(req, &view);
    if (e == ERR_OK) {
        e = gather_waiting(req, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    staff_payments_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}
