/* SPDX-License-Identifier: Apache-2.0 */
#include "web/reply.h"

#include <string.h>

#include "json/writer.h"
#include "system/log.h"
#include "web/cookie.h"
#include "web/error_view.h"
#include "web/errors_page.h"
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

/* What a status says: the word of the API, and title and advice of the page. */
static const struct status_words {
    int status;
    const char *code, *title, *advice;
} status_words[] = {
    {400, "malformed", N_("This request could not be read"),
     N_("Please go back and try again. If it happens again, write to us.")},
    {401, "unauthenticated", N_("Please log in"), N_("This page needs you to be logged in.")},
    {401, "wrong_credentials", N_("The login or the password is wrong."),
     N_("Check both and try again.")},
    {403, "denied", N_("This is not allowed"),
     N_("The form may have been open for too long, or cookies are switched off. Please go back, "
        "reload the page and send it again.")},
    {403, "terms_required", N_("The terms have changed"),
     N_("Please accept the current terms first, then send this again.")},
    {403, "account_locked", N_("This account is locked"),
     N_("Nobody can log in to it until it is unlocked. Please write to us.")},
    {403, "proof_required", N_("Your password is needed for this"),
     N_("Send it in the field \"password\" of this call, or show it at /me/proof first.")},
    {403, "no_right", N_("This is not allowed"), N_("Your role does not include this.")},
    {404, "not_found", N_("There is no such page"),
     N_("The address may be mistyped, or the page has moved.")},
    {405, "method_not_allowed", N_("This page cannot be used that way"),
     N_("Please go back and use the buttons of the page.")},
    {409, "conflict", N_("Something has changed meanwhile"),
     N_("Please reload the page, look at it again and repeat what you did.")},
    {413, "too_large", N_("That is too much at once"), N_("Please send less data.")},
    {415, "content_type", N_("This kind of data is not taken here"),
     N_("Please use the form of the page.")},
    {422, "invalid", N_("Something is not right in the form"),
     N_("Please go back and check what you filled in.")},
    {422, "account_restricted", N_("Nothing new can be ordered"),
     N_("Your account is restricted. Your services keep running, and invoices can be paid as "
        "usual. Please write to us.")},
    {429, "limited", N_("Too many attempts"), N_("Please wait a little and try again.")},
    {429, "too_many_attempts", N_("Too many attempts"),
     N_("Recover access with a code, log in from a browser you have used before, or wait as long "
        "as "
        "Retry-After says.")},
    {429, "staff_too_many_attempts", N_("Too many attempts"),
     N_("Wait as long as Retry-After says, an hour at most, or ask a colleague with full access, "
        "or "
        "whoever runs the server (kabinet staff reset), to let you begin anew.")},
    {500, "internal", N_("Something broke on our side"),
     N_("What was saved before is safe. Please try again; if it happens again, write to us and "
        "quote the number below.")},
    {503, "unavailable", N_("We are not available for a moment"),
     N_("What was saved before is safe. Please try again a little later.")},
    {503, "clock_unconfirmed", N_("Our clock has to be looked at first"),
     N_("Nothing is ordered, paid or changed until we know what day it is; nothing is lost. Please "
        "try again a little later.")},
};

/* The row of the status with this code, else the status's first. */
static const struct status_words *status_words_of(int status, const char *code)
{
    const struct status_words *found = NULL;
    for (size_t i = 0; i < ARRAY_LEN(status_words); i++) {
        const struct status_words *row = &status_words[i];
        bool exact = code != NULL && strcmp(row->code, code) == 0;
        if (row->status == status && (found == NULL || exact)) {
            found = row;
        }
    }
    return found == NULL ? &status_words[ARRAY_LEN(status_words) - 2] : found;
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
    const struct status_words *words = status_words_of(status, code_of_words(req, code));
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
    const struct status_words *words = status_words_of(status, code);
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
