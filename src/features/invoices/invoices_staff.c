/* SPDX-License-Identifier: Apache-2.0 */
/* Invoices in the console: everybody's, and what staff may do with one. */
#include "features/accounts/accounts.h"
#include "features/invoices/documents_web.h"
#include "features/invoices/invoice_act.h"
#include "features/invoices/invoice_list.h"
#include "features/invoices/invoices_page.h"
#include "json/writer.h"
#include "web/reply.h"
#include "web/staff.h"

#define OPEN_COUNTED 1000 /* nobody has more to pay at once */
#define MAY_SEE (STAFF_MAY_MONEY | STAFF_MAY_ORDERS | STAFF_MAY_SUPPORT)

static account_id account_asked(struct request *req)
{
    str text = STR("");
    bool is_asked = http_query_param(req->http, STR("account"), &text) && id_is_wellformed(text);
    return (account_id){is_asked ? text : STR("")};
}

static err get_invoices(struct request *req)
{
    struct invoices_view view = {.is_staff = true};
    struct url base = url_path("/staff/invoices");
    account_id account = account_asked(req);
    if (account.text.len > 0) {
        base = url_with(req->arena, base, STR("account"), account.text);
    }
    err e = invoice_list_gather(req, account, base, &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    invoices_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err load(struct request *req, struct invoice *out)
{
    return invoice_by_id(req->db, req->arena, (invoice_id){path_param(req, 0)}, out);
}

static struct field *dress_cancel(struct request *req)
{
    struct field *f = fields_of_form(req, &cancel_form);
    f[CANCEL_REASON].label = tr(req->lang, "Reason");
    f[CANCEL_REASON].help = tr(req->lang, "Only staff reads it.");
    f[CANCEL_REASON].spelled = true;
    f[CANCEL_REASON].scope = STR("-cancel");
    return f;
}

static struct field *dress_credit(struct request *req, const struct invoice *invoice)
{
    struct field *f = fields_of_form(req, &credit_form);
    money left = invoice_sum(invoice, invoice->total.minor - invoice->credited.minor);
    f[CREDIT_AMOUNT].label = tr(req->lang, "Amount");
    f[CREDIT_AMOUNT].inputmode = STR("decimal");
    f[CREDIT_AMOUNT].help =
        tr_fill(req->arena, tr(req->lang, "At most {sum}; left empty, all of it."), "sum",
                fmt_money(req->arena, req->lang, left), NULL);
    f[CREDIT_REASON].label = tr(req->lang, "Reason");
    f[CREDIT_REASON].help = tr(req->lang, "The customer reads it on the credit note.");
    f[CREDIT_REASON].spelled = true;
    f[CREDIT_REASON].scope = STR("-credit");
    f[CREDIT_SEEN].value = str_printf(req->arena, "%lld", (long long)invoice->credited.minor);
    return f;
}

static err show(struct request *req, const struct invoice *invoice)
{
    bool is_paid = invoice->state == INVOICE_PAID || invoice->state == INVOICE_PART_CREDITED;
    struct invoice_view view = {
        .invoice = invoice,
        .is_staff = true,
        .may_change = staff_may(req, STAFF_MAY_MONEY),
        .cancel = invoice_is_open(invoice) ? dress_cancel(req) : NULL,
        .credit = is_paid && invoice->total.minor > 0 ? dress_credit(req, invoice) : NULL,
        .whole = form_message_whole(req),
        .owner = account_label(req->db, req->arena, invoice->account),
    };
    err e = invoice_gather(req, &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    invoice_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_invoice(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    return e == ERR_OK ? show(req, &invoice) : e;
}

static err back_saying(struct request *req, const struct invoice *invoice, const char *sentence)
{
    struct url here = url_fill(req->arena, "/staff/invoices/{}", invoice->id.text);
    return reply_redirect_saying(req, here, sentence);
}

static err back_refused(struct request *req, const struct invoice *invoice)
{
    struct url here = url_fill(req->arena, "/staff/invoices/{}", invoice->id.text);
    return reply_redirect_warning(req, here,
                                  N_("The invoice has changed meanwhile. Nothing was done."));
}

static err get_pdf(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    return e == ERR_OK ? document_reply(req, DOCUMENT_INVOICE, &invoice, NULL) : e;
}

static err post_cancel(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show(req, &invoice);
    }
    e = invoice_act_cancel(req, &invoice);
    if (e == ERR_CONFLICT) {
        return back_refused(req, &invoice);
    }
    return e == ERR_OK ? back_saying(req, &invoice, N_("The invoice is cancelled.")) : e;
}

/* The typed sum; 0, which is all that is left, when the field was left empty. */
static int64_t amount_typed(struct request *req, const struct invoice *invoice)
{
    money typed = invoice_sum(invoice, 0);
    str text = form_text(req, CREDIT_AMOUNT);
    bool is_good = text.len == 0 ||
                   (money_parse(text, money_currency(&invoice->total), &typed) && typed.minor > 0);
    if (!is_good) {
        form_fail(req, CREDIT_AMOUNT, "bad_amount");
    } else if (typed.minor > invoice->total.minor - invoice->credited.minor) {
        form_fail(req, CREDIT_AMOUNT, "out_of_range");
    }
    return typed.minor;
}

static err post_credit(struct request *req)
{
    struct invoice invoice;
    struct credit_note note;
    err e = load(req, &invoice);
    if (e != ERR_OK) {
        return e;
    }
    int64_t total = amount_typed(req, &invoice);
    if (form_failed(req)) {
        return show(req, &invoice);
    }
    int64_t seen = 0;
    e = str_to_i64(form_text(req, CREDIT_SEEN), &seen) && seen >= 0
            ? invoice_act_credit(req, &invoice, total, seen, &note)
            : ERR_CONFLICT;
    if (e == ERR_CONFLICT) {
        return back_refused(req, &invoice);
    }
    return e == ERR_OK ? back_saying(req, &invoice, N_("The credit note is issued.")) : e;
}

static err api_list(struct request *req)
{
    str text = STR("");
    account_id account = account_asked(req);
    bool is_asked = http_query_param(req->http, STR("account"), &text);
    return is_asked && account.text.len == 0 ? ERR_INVALID : invoice_list_reply(req, account);
}

static err api_one(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    return e == ERR_OK ? invoice_reply(req, &invoice) : e;
}

static err api_cancel(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    e = invoice_act_cancel(req, &invoice);
    return e == ERR_OK ? api_one(req) : e;
}

static err api_credit(struct request *req)
{
    struct invoice invoice;
    struct credit_note note;
    err e = load(req, &invoice);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    e = invoice_act_credit(req, &invoice, form_number(req, CREDIT_AMOUNT, 0), CREDIT_UNSEEN, &note);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    credit_note_json(&json, req->arena, &note);
    return reply_json(req, 201, &text);
}

/* What a customer's page says beside the link to this list. */
static err about_account(struct request *req, account_id account, str *out)
{
    struct invoice *open = NULL;
    size_t count = 0;
    err e = invoices_open_of(req->db, req->arena, account, OPEN_COUNTED, &open, &count);
    if (e == ERR_OK) {
        str n = fmt_int(req->arena, req->lang, (int64_t)count);
        str words = tr_n(req->lang, (int64_t)count, "{n} to pay", "{n} to pay");
        *out = tr_fill(req->arena, words, "n", n, NULL);
    }
    return e;
}

const struct staff_screen invoices_screens[] = {
    {.path = "/staff/invoices",
     .label = N_("Invoices"),
     .may = MAY_SEE,
     .of_account = "/staff/invoices?account={}",
     .about = about_account},
    STAFF_SCREENS_END,
};

const struct route invoices_staff_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/invoices",
     .handler = get_invoices,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .summary = "Everybody's invoices; ?state= and ?account= choose which."},
    {.method = HTTP_GET,
     .path = "/staff/invoices/{id}.pdf",
     .handler = get_pdf,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_SLOW,
     .summary = "An invoice as PDF, as its customer gets it; ?language= uk or en."},
    {.method = HTTP_GET,
     .path = "/staff/invoices/{id}",
     .handler = get_invoice,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .summary = "One invoice, and what may be done with it."},
    {.method = HTTP_POST,
     .path = "/staff/invoices/{id}/cancel",
     .handler = post_cancel,
     .who = WHO_STAFF,
     .may = STAFF_MAY_MONEY,
     .form = &cancel_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Cancels an invoice that is not paid in full; what was paid goes to the balance."},
    {.method = HTTP_POST,
     .path = "/staff/invoices/{id}/credit",
     .handler = post_credit,
     .who = WHO_STAFF,
     .may = STAFF_MAY_MONEY,
     .form = &credit_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Issues a credit note over some or all of a paid invoice."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/invoices",
     .handler = api_list,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .query = "state account limit after",
     .answers = "200 InvoiceList",
     .summary = "Everybody's invoices, newest first."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/invoices/{id}",
     .handler = api_one,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .answers = "200 Invoice",
     .summary = "One invoice of anybody."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/invoices/{id}/cancel",
     .handler = api_cancel,
     .who = WHO_STAFF,
     .may = STAFF_MAY_MONEY,
     .form = &cancel_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Invoice",
     .summary = "Cancels an invoice that is not paid in full; what was paid goes to the balance."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/invoices/{id}/credit",
     .handler = api_credit,
     .who = WHO_STAFF,
     .may = STAFF_MAY_MONEY,
     .form = &credit_api_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "201 CreditNote",
     .summary = "Issues a credit note over amount, or over all that is left without one."},
    ROUTES_END,
};
