/* SPDX-License-Identifier: Apache-2.0 */
/* Paying: an invoice, or into the balance. */
#include "features/invoices/invoices.h"
#include "features/payments/payments_page.h"
#include "features/payments/payments_web.h"
#include "features/payments/provider.h"
#include "i18n/format.h"
#include "web/reply.h"

#define METHOD_CHARS 20

static const struct field_rule pay_fields[] = {
    [PAY_METHOD] = {"method", FIELD_TOKEN, 1, METHOD_CHARS},
    [PAY_KEEP_BALANCE] = {"keep_balance", FIELD_CHECK, 0, 0},
};
const struct form_rule invoice_pay_form = FORM(pay_fields);
const struct form_rule api_invoice_pay_form = FORM(pay_fields);

static const struct field_rule top_up_fields[] = {
    [TOP_UP_AMOUNT] = {"amount", FIELD_LINE, 1, 30},
    [TOP_UP_CURRENCY] = {"currency", FIELD_TOKEN, 3, 3},
    [TOP_UP_METHOD] = {"method", FIELD_TOKEN, 1, METHOD_CHARS},
};
const struct form_rule top_up_form = FORM(top_up_fields);

size_t pay_methods_of(struct request *req, str currency, str chosen, struct pay_method *out)
{
    struct payment_method methods[PAYMENT_METHODS_MAX];
    size_t count = payment_methods(req->site, currency, methods, PAYMENT_METHODS_MAX);
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct pay_method){
            .name = methods[i].name,
            .title = tr(req->lang, methods[i].title),
            .hint = tr(req->lang, methods[i].hint),
            .chosen = chosen.len > 0 ? str_eq(chosen, methods[i].name) : i == 0,
        };
    }
    return count;
}

/* --- an invoice ------------------------------------------------------------------------------- */

struct paying {
    struct request *req;
    struct payment_for_invoice ask;
    struct payment_step step;
};

static err pay_in(struct db *tx, void *arg)
{
    struct paying *p = arg;
    return payment_pay_invoice(tx, p->req->arena, &p->ask, &p->step);
}

err pay_invoice(struct request *req, invoice_id invoice, size_t method, size_t keep_balance,
                struct payment_step *out)
{
    struct paying p = {
        .req = req,
        .ask = {.site = req->site,
                .account = req->session.account,
                .invoice = invoice,
                .method = form_text(req, method),
                .keep_balance = form_checked(req, keep_balance),
                .now = req->now},
    };
    err e = db_transaction(req->db, pay_in, &p);
    if (e == ERR_LIMITED) {
        form_fail(req, method, "balance_too_low");
        return ERR_OK;
    }
    if (e == ERR_INVALID) {
        form_fail(req, method, "bad_choice");
        return ERR_OK;
    }
    if (e == ERR_OK) {
        *out = p.step;
    }
    return e;
}

static err fill_pay_view(struct request *req, const struct invoice *invoice, struct pay_view *view)
{
    money due = invoice_due(invoice), balance, rest = due;
    err e = payment_spendable(req->db, req->arena, req->session.account, money_currency(&due),
                              &balance);
    if (e != ERR_OK) {
        return e;
    }
    view->has_balance = balance.minor > 0;
    view->suffices = balance.minor >= due.minor;
    rest.minor = view->suffices ? 0 : view->has_balance ? due.minor - balance.minor : due.minor;
    view->action = url_fill(req->arena, "/invoices/{}/pay", invoice->id.text);
    view->back = url_fill(req->arena, "/invoices/{}", invoice->id.text);
    view->number = invoice->number;
    view->total = fmt_money(req->arena, req->lang, invoice->total);
    view->due = fmt_money(req->arena, req->lang, due);
    view->balance = fmt_money(req->arena, req->lang, balance);
    view->rest = fmt_money(req->arena, req->lang, rest);
    view->fields = fields_of(req);
    view->fields[PAY_METHOD].label = tr(req->lang, "How to pay");
    view->fields[PAY_KEEP_BALANCE].label =
        tr(req->lang, "Leave the balance as it is and pay everything anew");
    struct pay_method *methods = ARENA_ARRAY(req->arena, struct pay_method, PAYMENT_METHODS_MAX);
    view->method_count =
        pay_methods_of(req, money_currency(&due), form_text(req, PAY_METHOD), methods);
    view->methods = methods;
    view->whole = form_message_whole(req);
    return ERR_OK;
}

static err show_pay(struct request *req, const struct invoice *invoice)
{
    struct pay_view view = {0};
    err e = fill_pay_view(req, invoice, &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    invoice_pay_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err get_invoice_pay(struct request *req)
{
    struct invoice invoice;
    err e = invoice_of_account(req->db, req->arena, req->session.account,
                               (invoice_id){path_param(req, 0)}, &invoice);
    if (e != ERR_OK) {
        return e;
    }
    return invoice_is_open(&invoice)
               ? show_pay(req, &invoice)
               : reply_redirect(req, url_fill(req->arena, "/invoices/{}", invoice.id.text));
}

err post_invoice_pay(struct request *req)
{
    struct invoice invoice;
    err e = invoice_of_account(req->db, req->arena, req->session.account,
                               (invoice_id){path_param(req, 0)}, &invoice);
    if (e != ERR_OK) {
        return e;
    }
    struct payment_step step = {0};
    if (!form_failed(req)) {
        e = pay_invoice(req, invoice.id, PAY_METHOD, PAY_KEEP_BALANCE, &step);
    }
    if (e == ERR_CONFLICT) {
        return reply_redirect_saying(req, url_fill(req->arena, "/invoices/{}", invoice.id.text),
                                     N_("Nothing is left to pay here."));
    }
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show_pay(req, &invoice);
    }
    return step.paid ? reply_redirect_saying(req, step.where, N_("Paid from your balance."))
                     : reply_redirect(req, step.where);
}

/* --- into the balance ------------------------------------------------------------------------- */

struct topping {
    struct request *req;
    struct payment_ask ask;
    struct payment out;
};

static err start_in(struct db *tx, void *arg)
{
    struct topping *t = arg;
    return payment_start(tx, t->req->arena, &t->ask, &t->out);
}

err top_up(struct request *req, money amount, struct payment *out)
{
    const struct settings *s = req->site->settings;
    if (!payment_currency_is_kept(req->site, req->arena, money_currency(&amount))) {
        form_fail(req, TOP_UP_CURRENCY, "bad_choice");
    }
    if (amount.minor < s->payments_top_up_min) {
        form_fail(req, TOP_UP_AMOUNT, "amount_too_small");
    }
    if (amount.minor > s->payments_top_up_max) {
        form_fail(req, TOP_UP_AMOUNT, "amount_too_large");
    }
    if (form_failed(req)) {
        return ERR_OK;
    }
    struct topping t = {.req = req,
                        .ask = {.site = req->site,
                                .account = req->session.account,
                                .provider = form_text(req, TOP_UP_METHOD),
                                .amount = amount,
                                .now = req->now}};
    err e = db_transaction(req->db, start_in, &t);
    if (e == ERR_INVALID) {
        form_fail(req, TOP_UP_METHOD, "bad_choice");
        return ERR_OK;
    }
    if (e == ERR_OK) {
        *out = t.out;
    }
    return e;
}

/* The limits as people read them, in the first currency. */
static str limits_of(struct request *req, str currency)
{
    money least = {0}, most = {0};
    if (!money_of(req->site->settings->payments_top_up_min, currency, &least) ||
        !money_of(req->site->settings->payments_top_up_max, currency, &most)) {
        return STR("");
    }
    return tr_fill(req->arena, tr(req->lang, "From {least} to {most}."), "least",
                   fmt_money(req->arena, req->lang, least), "most",
                   fmt_money(req->arena, req->lang, most), NULL);
}

static err show_top_up(struct request *req)
{
    str *currencies = NULL;
    size_t count = payment_currencies(req->site, req->arena, &currencies);
    if (count == 0) {
        return ERR_NOT_FOUND;
    }
    struct option *options = ARENA_ARRAY(req->arena, struct option, count);
    for (size_t i = 0; i < count; i++) {
        options[i] = (struct option){currencies[i], currencies[i]};
    }
    struct field *f = fields_of(req);
    f[TOP_UP_AMOUNT].label = tr(req->lang, "Amount");
    f[TOP_UP_AMOUNT].inputmode = STR("decimal");
    f[TOP_UP_AMOUNT].help = limits_of(req, currencies[0]);
    f[TOP_UP_CURRENCY].label = tr(req->lang, "Currency");
    f[TOP_UP_CURRENCY].options = options;
    f[TOP_UP_CURRENCY].option_count = count;
    f[TOP_UP_METHOD].label = tr(req->lang, "How to pay");
    struct pay_method *methods = ARENA_ARRAY(req->arena, struct pay_method, PAYMENT_METHODS_MAX);
    struct top_up_view view = {.fields = f, .methods = methods, .whole = form_message_whole(req)};
    view.method_count = pay_methods_of(req, currencies[0], form_text(req, TOP_UP_METHOD), methods);
    struct page *page = page_for(req);
    top_up_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err get_top_up(struct request *req)
{
    return show_top_up(req);
}

err post_top_up(struct request *req)
{
    struct payment payment = {0};
    money amount = {0};
    str currency = form_text(req, TOP_UP_CURRENCY);
    if (!money_of(0, currency, &amount)) {
        form_fail(req, TOP_UP_CURRENCY, "bad_choice");
    } else if (!money_parse(form_text(req, TOP_UP_AMOUNT), currency, &amount)) {
        form_fail(req, TOP_UP_AMOUNT, "bad_amount");
    }
    err e = form_failed(req) ? ERR_OK : top_up(req, amount, &payment);
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show_top_up(req);
    }
    return reply_redirect(req, str_starts(payment.checkout_url, STR("/"))
                                   ? url_fill(req->arena, "/sandbox/pay/{}", payment.id.text)
                                   : url_fill(req->arena, "/payments/{}", payment.id.text));
}
