/* SPDX-License-Identifier: Apache-2.0 */
#include "features/invoices/documents_web.h"

#include <unistd.h>

#include "web/reply.h"

#define PATIENCE_MS 4000
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

/* Looks until it is printed or something stood in the way. */
static err wait_for(struct request *req, const struct document_ask *ask, struct document *document,
                    str *out_pdf)
{
    err e = document_want(req->db, req->arena, ask, document);
    if (e != ERR_OK) {
        return e;
    }
    for (int waited = 0;; waited += LOOK_EVERY_MS) {
        struct arena_mark mark = arena_mark(req->arena);
        db_snapshot_end(req->db);
        e = document_pdf(req->db, req->arena, document->id, out_pdf);
        if (e != ERR_NOT_FOUND || document->story.len > 0 || waited >= PATIENCE_MS) {
            return e;
        }
        arena_rewind(req->arena, mark);
        usleep(LOOK_EVERY_MS * 1000);
    }
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
    struct document document;
    str pdf = STR("");
    err e = wait_for(req, &ask, &document, &pdf);
    if (e == ERR_NOT_FOUND) {
        req->retry_after = COME_AGAIN;
        return ERR_UNAVAILABLE;
    }
    if (e != ERR_OK) {
        return e;
    }
    str name = document_file_name(req->arena, &ask);
    http_set_header(req->reply, STR("Content-Disposition"),
                    str_printf(req->arena, "inline; filename=\"%" STR_FMT "\"", STR_ARG(name)));
    return reply_bytes(req, STR("application/pdf"), pdf);
}
