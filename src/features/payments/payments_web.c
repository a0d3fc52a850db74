/* SPDX-License-Identifier: Apache-2.0 */
/* A customer's payments: the list, and one with what is to be done about it. */
#include "features/payments/payments_web.h"

#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "features/payments/payments_page.h"
#include "features/payments/payments_store.h"
#include "i18n/format.h"
#include "web/cursor.h"
#include "web/reply.h"

#define A_PAGE 25

static struct url older_than(struct request *req, const struct payment *last)
{
    str place =
        cursor_text(req->arena, (struct cursor){.at = last->created_at, .id = last->id.text});
    return url_with(req->arena, url_path("/payments"), STR("before"), place);
}

static err gather_balances(struct request *req, struct payments_view *view)
{
    money *balances = NULL;
    size_t count = 0;
    err e = balances_of(req->db, req->arena, req->session.account, &balances, &count);
    if (e != ERR_OK) {
        return e;
    }
    str *shown = ARENA_ARRAY(req->arena, str, count);
    for (size_t i = 0; i < count; i++) {
        shown[i] = fmt_money(req->arena, req->lang, balances[i]);
    }
    view->balances = shown;
    view->balance_count = count;
    return ERR_OK;
}

err get_payments(struct request *req)
{
    struct payments_view view = {0};
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    str text;
    bool within = http_query_param(req->http, STR("before"), &text) && cursor_parse(text, &before);
    struct payment_filter filter = {.account = req->session.account,
                                    .before = before.at,
                                    .before_id = before.id,
                                    .limit = A_PAGE + 1};
    struct payment *payments = NULL;
    err e = payment_store_page(req->db, req->arena, &filter, &payments, &view.count);
    if (e == ERR_OK) {
        e = gather_balances(req, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (view.count > A_PAGE) {
        view.count = A_PAGE;
        view.pages.older = older_than(req, &payments[A_PAGE - 1]);
    }
    view.pages.newer = within ? url_path("/payments") : view.pages.newer;
    struct payment_line *lines = ARENA_ARRAY(req->arena, struct payment_line, view.count);
    for (size_t i = 0; i < view.count; i++) {
        lines[i] = payment_line_of(req, &payments[i]);
    }
    view.lines = lines;
    struct page *page = page_for(req);
    payments_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

/* --- one payment ------------------------------------------------------------------------------ */

static bool is_open(const struct payment *payment)
{
    return payment->state == PAYMENT_NEW || payment->state == PAYMENT_PENDING;
}

static err fill_bank(struct request *req, const struct payment *payment, struct payment_view *view)
{
    const struct settings *s = req->site->settings;
    bool sample = s->bank_iban.len == 0;
    str receiver = STR(""), code = STR("");
    err e = seller_receiver(req->db, req->arena, s, &receiver, &code);
    if (e != ERR_OK) {
        return e;
    }
    view->by_bank = true;
    view->bank = (struct bank_details){
        .receiver = receiver,
        .iban = sample ? STR("UA213223130000026007233566001") : s->bank_iban,
        .code = code,
        .bank = s->bank_name,
        .purpose = str_printf(req->arena, "%" STR_FMT " %lld",
                              STR_ARG(tr(req->lang, "Payment No.")), (long long)payment->number),
    };
    return ERR_OK;
}

static err fill_next(struct request *req, const struct payment *payment, struct payment_view *view)
{
    struct url outside;
    if (!is_open(payment)) {
        return ERR_OK;
    }
    view->on.label = tr(req->lang, "Go on to the payment");
    if (str_eq(payment->provider, STR("bank"))) {
        return fill_bank(req, payment, view);
    }
    if (str_starts(payment->checkout_url, STR("/"))) {
        view->on.url = url_fill(req->arena, "/sandbox/pay/{}", payment->id.text);
    } else if (url_parse(payment->checkout_url, &outside)) {
        view->on.url = outside;
    }
    view->waits = view->on.url.text.len == 0;
    return ERR_OK;
}

static str explain(struct request *req, const struct payment *payment)
{
    switch (payment->state) {
    case PAYMENT_NEW:
        return tr(req->lang, "The page of the payment provider is being prepared. This takes a few "
                             "seconds: load the page again.");
    case PAYMENT_PENDING:
        return str_eq(payment->provider, STR("bank"))
                   ? tr(req->lang, "Please transfer exactly this amount with this purpose of "
                                   "payment, so that we find it.")
                   : tr(req->lang, "We credit the money as soon as the payment provider confirms "
                                   "it. You may close this page meanwhile.");
    case PAYMENT_SUCCEEDED:
        return payment_did_words(req->lang, payment);
    case PAYMENT_FAILED:
        return tr(req->lang, "The payment was declined; nothing was taken. Try once more or choose "
                             "another way to pay.");
    case PAYMENT_EXPIRED:
        return tr(req->lang,
                  "No confirmation of this payment arrived in time. If the money was taken "
                  "after all, it will be credited when it arrives.");
    case PAYMENT_CANCELLED:
        if (str_eq(payment->failure, STR("withdrawn"))) {
            return tr(req->lang,
                      "You have withdrawn this payment. If you paid after all, the money "
                      "will be on your balance.");
        }
        return str_eq(payment->failure, STR("invoice_paid"))
                   ? tr(req->lang,
                        "The invoice was paid in another way, so this payment is closed. "
                        "If you paid after all, the money will be on your balance.")
                   : tr(req->lang, "The invoice was cancelled. If you paid after all, the money "
                                   "will be on your balance.");
    }
    return STR("");
}

static err gather_returns(struct request *req, const struct payment *payment,
                          struct payment_view *view)
{
    struct payment_return *returns = NULL;
    size_t count = 0;
    err e = returns_of_payment(req->db, req->arena, payment, &returns, &count);
    struct return_line *lines = ARENA_ARRAY(req->arena, struct return_line, count);
    for (size_t i = 0; i < count; i++) {
        bool done = str_eq(returns[i].state, STR("done"));
        bool failed = str_eq(returns[i].state, STR("failed"));
        if (!done && !failed && !str_eq(returns[i].state, STR("sending"))) {
            continue; /* nothing that concerns the customer */
        }
        lines[view->return_count++] = (struct return_line){
            .amount = fmt_money(req->arena, req->lang, returns[i].amount),
            .state = done     ? tr(req->lang, "Returned")
                     : failed ? tr(req->lang, "Not sent, on your balance again")
                              : tr(req->lang, "On its way"),
            .tone = done     ? TONE_GOOD
                    : failed ? TONE_WARN
                             : TONE_INFO,
            .reason = returns[i].reason,
            .at = returns[i].created_at,
            .is_charge_back = str_eq(returns[i].kind, STR("charge_back")),
        };
    }
    view->returns = lines;
    return e;
}

err get_payment(struct request *req)
{
    struct payment payment;
    err e = payment_of_account(req->db, req->arena, req->session.account,
                               (payment_id){path_param(req, 0)}, &payment);
    if (e != ERR_OK) {
        return e;
    }
    struct payment_view view = {
        .line = payment_line_of(req, &payment),
        .id = payment.id.text,
        .explanation = explain(req, &payment),
    };
    if (payment.invoice.text.len > 0) {
        view.invoice = url_fill(req->arena, "/invoices/{}", payment.invoice.text);
        view.line.what = payment_purpose(req, &payment);
        struct invoice invoice;
        if (payment.state == PAYMENT_FAILED &&
            invoice_by_id(req->db, req->arena, payment.invoice, &invoice) == ERR_OK &&
            invoice_is_open(&invoice)) {
            view.again = url_fill(req->arena, "/invoices/{}/pay", payment.invoice.text);
        }
    }
    e = fill_next(req, &payment, &view);
    bool may_withdraw = false;
    if (e == ERR_OK) {
        e = payment_may_withdraw(req->db, req->arena, &payment, &may_withdraw);
    }
    if (may_withdraw) {
        view.withdraw = url_fill(req->arena, "/payments/{}/withdraw", payment.id.text);
    }
    if (e == ERR_OK) {
        e = gather_returns(req, &payment, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    payment_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

/* --- taking one back -------------------------------------------------------------------------- */

static err withdraw_in(struct db *tx, void *arg)
{
    struct request *req = arg;
    return payment_withdraw(tx, req->arena, req->session.account, (payment_id){path_param(req, 0)},
                            req->now);
}

err post_withdraw(struct request *req)
{
    err e = db_transaction(req->db, withdraw_in, req);
    struct url here = url_fill(req->arena, "/payments/{}", path_param(req, 0));
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, here,
                                      N_("This payment is being made or was made already."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, here, N_("The payment is withdrawn.")) : e;
}

err api_withdraw(struct request *req)
{
    struct payment payment;
    err e = db_transaction(req->db, withdraw_in, req);
    if (e == ERR_OK) {
        e = payment_of_account(req->db, req->arena, req->session.account,
                               (payment_id){path_param(req, 0)}, &payment);
    }
    return e == ERR_OK ? payment_reply(req, 200, &payment) : e;
}
