/* SPDX-License-Identifier: Apache-2.0 */
/* A customer's own invoices. */
#include "features/invoices/documents_web.h"
#include "features/invoices/invoice_list.h"
#include "features/invoices/invoices_page.h"
#include "web/reply.h"

static err get_invoices(struct request *req)
{
    struct invoices_view view = {0};
    err e = invoice_list_gather(req, req->session.account, url_path("/invoices"), &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    invoices_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err load(struct request *req, struct invoice *out)
{
    return invoice_of_account(req->db, req->arena, req->session.account,
                              (invoice_id){path_param(req, 0)}, out);
}

static err get_invoice(struct request *req)
{
    struct invoice invoice;
    struct invoice_view view = {.invoice = &invoice};
    err e = load(req, &invoice);
    if (e == ERR_OK) {
        e = invoice_gather(req, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    invoice_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_pdf(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    return e == ERR_OK ? document_reply(req, DOCUMENT_INVOICE, &invoice, NULL) : e;
}

static err get_act(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    return e == ERR_OK ? document_reply(req, DOCUMENT_ACT, &invoice, NULL) : e;
}

static err get_note(struct request *req)
{
    struct credit_note note;
    struct invoice invoice;
    err e = credit_note_by_id(req->db, req->arena, (document_id){path_param(req, 0)}, &note);
    if (e == ERR_OK) {
        e = invoice_of_account(req->db, req->arena, req->session.account, note.invoice, &invoice);
    }
    return e == ERR_OK ? document_reply(req, DOCUMENT_CREDIT_NOTE, &invoice, &note) : e;
}

static err api_list(struct request *req)
{
    return invoice_list_reply(req, req->session.account);
}

static err api_one(struct request *req)
{
    struct invoice invoice;
    err e = load(req, &invoice);
    return e == ERR_OK ? invoice_reply(req, &invoice) : e;
}

const struct route invoices_routes[] = {
    {.method = HTTP_GET,
     .path = "/invoices/{id}.pdf",
     .handler = get_pdf,
     .who = WHO_CUSTOMER,
     .lane = LANE_SLOW,
     .summary = "An invoice as PDF; ?language= uk or en."},
    {.method = HTTP_GET,
     .path = "/invoices/{id}/act.pdf",
     .handler = get_act,
     .who = WHO_CUSTOMER,
     .lane = LANE_SLOW,
     .summary = "The act of services of a paid invoice as PDF; ?language= uk or en."},
    {.method = HTTP_GET,
     .path = "/credit-notes/{id}.pdf",
     .handler = get_note,
     .who = WHO_CUSTOMER,
     .lane = LANE_SLOW,
     .summary = "A credit note as PDF; ?language= uk or en."},
    {.method = HTTP_GET,
     .path = "/invoices",
     .handler = get_invoices,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .summary = "One's invoices; ?state= chooses which."},
    {.method = HTTP_GET,
     .path = "/invoices/{id}",
     .handler = get_invoice,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .summary = "One invoice with its lines, credit notes and documents."},
    ROUTES_END,
};

const struct route invoices_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/invoices/{id}.pdf",
     .handler = get_pdf,
     .who = WHO_CUSTOMER,
     .lane = LANE_SLOW,
     .query = "language",
     .answers = "200 application/pdf",
     .summary = "An invoice as PDF, in uk or en."},
    {.method = HTTP_GET,
     .path = "/api/v1/invoices/{id}/act.pdf",
     .handler = get_act,
     .who = WHO_CUSTOMER,
     .lane = LANE_SLOW,
     .query = "language",
     .answers = "200 application/pdf",
     .summary = "The act of services of a paid invoice as PDF, in uk or en."},
    {.method = HTTP_GET,
     .path = "/api/v1/credit-notes/{id}.pdf",
     .handler = get_note,
     .who = WHO_CUSTOMER,
     .lane = LANE_SLOW,
     .query = "language",
     .answers = "200 application/pdf",
     .summary = "A credit note as PDF, in uk or en."},
    {.method = HTTP_GET,
     .path = "/api/v1/invoices",
     .handler = api_list,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .query = "state limit after",
     .answers = "200 InvoiceList",
     .summary = "One's invoices, newest first; state is that of an invoice, open or overdue."},
    {.method = HTTP_GET,
     .path = "/api/v1/invoices/{id}",
     .handler = api_one,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .answers = "200 Invoice",
     .summary = "One invoice with its lines and credit notes."},
    ROUTES_END,
};
