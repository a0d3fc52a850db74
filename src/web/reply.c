/* SPDX-License-Identifier: Apache-2.0 */
#include "web/reply.h"

#include <string.h>

#include "json/writer.h"
#include "system/log.h"
#include "web/cookie.h"
#include "web/error_view.h"
#include "web/errors_page.h"
#include "web/problem.h"
#include "web/staff.h"

/* Most pages fit, so that a page under way seldom moves. */
#define PAGE_BYTES ((size_t)24 * 1024)

struct page *page_for(struct request *req)
{
    struct buf *out = ARENA_NEW(req->arena, struct buf);
    *out = buf_in(req->arena);
    (void)buf_reserve(out, PAGE_BYTES);
    struct page *page = ARENA_NEW(req->arena, struct page);
    *page = (struct page){.out = out, .lang = req->lang, .zone = req->zone, .now = req->now};
    return page;
}

err reply_page(struct request *req, int status, struct page *page)
{
    req->reply->status = status == 200 && form_failed(req) ? 422 : status;
    http_set_header(req->reply, STR("Content-Type"), STR("text/html; charset=utf-8"));
    http_set_header(req->reply, STR("Content-Language"), lang_code(req->lang));
    req->reply->body = buf_str(page->out);
    return ERR_OK;
}

/* An address grown longer with what was typed would be a header no browser reads. */
#define LOCATION_MAX ((size_t)8000)

err reply_redirect(struct request *req, struct url where)
{
    if (where.text.len > LOCATION_MAX) {
        reply_status(req, 422, "too_long");
        return ERR_OK;
    }
    req->reply->status = 303;
    http_set_header(req->reply, STR("Location"), where.text);
    req->reply->body = STR("");
    return ERR_OK;
}

static err redirect_with_flash(struct request *req, struct url where, char mark,
                               const char *sentence)
{
    cookie_set_signed(req, "flash", str_printf(req->arena, "%c%s", mark, sentence),
                      COOKIE_FOR_BROWSER_SESSION);
    return reply_redirect(req, where);
}

err reply_redirect_saying(struct request *req, struct url where, const char *sentence)
{
    return redirect_with_flash(req, where, '+', sentence);
}

err reply_redirect_warning(struct request *req, struct url where, const char *sentence)
{
    return redirect_with_flash(req, where, '-', sentence);
}

err reply_json(struct request *req, int status, const struct buf *json)
{
    return reply_json_as(req, status, STR("application/json; charset=utf-8"), json);
}

err reply_json_as(struct request *req, int status, str content_type, const struct buf *json)
{
    req->reply->status = status;
    http_set_header(req->reply, STR("Content-Type"), content_type);
    req->reply->body = buf_str(json);
    return ERR_OK;
}

err reply_nothing(struct request *req)
{
    req->reply->status = 204;
    req->reply->body = STR("");
    return ERR_OK;
}

err reply_bytes(struct request *req, str content_type, str bytes)
{
    req->reply->status = 200;
    http_set_header(req->reply, STR("Content-Type"), content_type);
    req->reply->body = bytes;
    return ERR_OK;
}

static void put_field_mistakes(struct request *req, struct json *json)
{
    json_key(json, "fields");
    json_arr(json);
    for (size_t i = 0; req->form.rule != NULL && i < req->form.rule->count; i++) {
        if (req->form.codes[i] != NULL) {
            json_obj(json);
            str place = req->form.places[i];
            json_key(json, "name");
            json_str(json, place.len > 0 ? place : str_from_z(req->form.rule->fields[i].name));
            json_key(json, "code"), json_text(json, req->form.codes[i]);
            json_end(json);
        }
    }
    if (req->form.proof_code != NULL) {
        json_obj(json);
        json_key(json, "name"), json_text(json, "password");
        json_key(json, "code"), json_text(json, req->form.proof_code);
        json_end(json);
    }
    if (req->form.unknown.len > 0) {
        json_obj(json);
        json_key(json, "name"), json_str(json, req->form.unknown);
        json_key(json, "code"), json_text(json, "unknown_field");
        json_end(json);
    }
    json_end(json);
}

/* Staff have no code to recover access with: theirs are other words for the same code. */
static const char *code_of_words(const struct request *req, const char *code)
{
    bool attempts = code != NULL && strcmp(code, "too_many_attempts") == 0;
    return attempts && staff_is_path(req->http->path) ? "staff_too_many_attempts" : code;
}

static void reply_problem(struct request *req, int status, const char *code)
{
    const struct problem *words = problem_words(status, code_of_words(req, code));
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "type"), json_text(&json, "about:blank");
    json_key(&json, "title"), json_text(&json, words->title);
    json_key(&json, "status"), json_i64(&json, status);
    json_key(&json, "detail"), json_text(&json, words->advice);
    json_key(&json, "code"), json_text(&json, code == NULL ? words->code : code);
    /* Tells nothing about a missing object: somebody else's must look the same to the byte. */
    if (status != 404) {
        json_key(&json, "request_id"), json_str(&json, req->request_id);
    }
    if (status == 422) {
        put_field_mistakes(req, &json);
    }
    json_end(&json);
    (void)reply_json_as(req, status, STR("application/problem+json; charset=utf-8"), &text);
}

static void reply_error_page(struct request *req, int status, const char *code)
{
    const struct problem *words = problem_words(status, code);
    struct error_view error = {
        .status = status,
        .title = tr(req->lang, words->title),
        .advice = tr(req->lang, words->advice),
        .request_id = status >= 500 ? req->request_id : STR(""),
        .retry_after = req->retry_after,
    };
    struct page *page = page_for(req);
    error_page(page, view_of(req), &error);
    (void)reply_page(req, status, page);
}

void reply_status(struct request *req, int status, const char *code)
{
    req->refusal = code;
    if (req->retry_after.len == 0 && (status == 429 || status == 503)) {
        req->retry_after = STR("5");
    }
    if (req->retry_after.len > 0) {
        http_set_header(req->reply, STR("Retry-After"), req->retry_after);
    }
    if (req->is_api) {
        reply_problem(req, status, code);
    } else {
        reply_error_page(req, status, code);
    }
}

void reply_error(struct request *req, err e)
{
    if (e == ERR_INTERNAL || e == ERR_UNAVAILABLE) {
        log_error("request failed", LOG_Z("code", err_word(e)), LOG_STR("path", req->http->path),
                  LOG_STR("story", req->db == NULL ? STR("") : db_story(req->db)), LOG_END);
    }
    reply_status(req, err_status(e), e == ERR_INVALID ? req->form.code : NULL);
}

struct url safe_return(struct request *req, str wanted, struct url fallback)
{
    (void)req;
    struct url where;
    return url_parse_local(wanted, &where) ? where : fallback;
}
