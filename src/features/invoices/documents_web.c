/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/documents_web.h"

#include <unistd.h>

#include "features/invoices/invoices_page.h"
#include "web/components.h"
#include "web/reply.h"

#define PATIENCE_MS 4000
#define PATIENCE_AGAIN_MS 400
#define LOOK_EVERY_MS 20
#define COME_AGAIN STR("10") /* seconds */

static enum lang wanted_lang(struct request *req)
{
    str code;
    enum lang lang = req->lang;
    if (http_query_param(req->http, STR("language"), &code)) {
        (void)lang_by_code(code, &lang);
    }
    return lang;
}

/* Looks until it is printed. One that could not be printed before gets a shorter look. */
static err wait_for(struct request *req, const struct document_ask *ask, str *out_pdf)
{
    struct document document;
    err e = document_want(req->db, req->arena, ask, &document);
    if (e != ERR_OK) {
        return e;
    }
    int patience = document.story.len > 0 ? PATIENCE_AGAIN_MS : PATIENCE_MS;
    for (int waited = 0;; waited += LOOK_EVERY_MS) {
        struct arena_mark mark = arena_mark(req->arena);
        struct document now;
        db_snapshot_end(req->db);
        e = document_standing(req->db, req->arena, ask, &now);
        if (e != ERR_OK || now.is_printed) {
            return e == ERR_OK ? document_pdf(req->db, req->arena, document.id, out_pdf) : e;
        }
        bool failed = document.story.len == 0 && now.story.len > 0;
        if (failed || waited >= patience) {
            return ERR_NOT_FOUND;
        }
        arena_rewind(req->arena, mark);
        usleep(LOOK_EVERY_MS * 1000);
    }
}

/* Not printed yet: people read so, programs are told when to come again. */
static err say_wait(struct request *req)
{
    req->retry_after = COME_AGAIN;
    if (req->is_api) {
        return ERR_UNAVAILABLE;
    }
    struct page *page = page_for(req);
    http_set_header(req->reply, STR("Retry-After"), COME_AGAIN);
    document_wait_page(page, view_of(req), here(page, view_of(req)));
    return reply_page(req, 503, page);
}

err document_reply(struct request *req, enum document_kind kind, const struct invoice *invoice,
                   const struct credit_note *note)
{
    const struct settings *settings = req->site->settings;
    struct document_ask ask = {
        .kind = kind,
        .invoice = invoice,
        .note = note,
        .lang = wanted_lang(req),
        .seller = settings->brand_legal.len > 0 ? settings->brand_legal : settings->brand_name,
        .now = req->now,
    };
    if (kind == DOCUMENT_ACT && when_is_none(invoice->paid_at)) {
        return ERR_NOT_FOUND;
    }
    str pdf = STR("");
    err e = wait_for(req, &ask, &pdf);
    if (e == ERR_NOT_FOUND) {
        return say_wait(req);
    }
    if (e != ERR_OK) {
        return e;
    }
    str name = document_file_name(req->arena, &ask);
    http_set_header(req->reply, STR("Content-Disposition"),
                    str_printf(req->arena, "inline; filename=\"%" STR_FMT "\"", STR_ARG(name)));
    return reply_bytes(req, STR("application/pdf"), pdf);
}
