/* SPDX-License-Identifier: Apache-2.0 */
/* The page that asks for the password before something that opens the account, and its call. */
#include "features/signin/proof.h"
#include "features/signin/signin_page.h"
#include "features/signin/signin_view.h"
#include "features/signin/signin_web.h"
#include "json/writer.h"
#include "web/device.h"
#include "web/reply.h"

enum { PASSWORD, NEXT };
static const struct field_rule fields[] = {
    [PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
    [NEXT] = {"next", FIELD_LINE, 0, 1000},
};
const struct form_rule proof_form = FORM(fields);

enum { API_PASSWORD, API_NEW_TOKEN };
static const struct field_rule api_fields[] = {
    [API_PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
    [API_NEW_TOKEN] = {"new_token", FIELD_CHECK, 0, 1},
};
const struct form_rule proof_api_form = FORM(api_fields);

static err show_proof(struct request *req, int status, str next)
{
    struct proof_view view = {
        .password = fields_of(req)[PASSWORD],
        .next = next,
        .whole = form_message_whole(req),
    };
    view.password.label = tr(req->lang, "Password");
    view.password.autocomplete = STR("current-password");
    view.password.autofocus = true;
    struct page *page = page_for(req);
    proof_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

err get_proof(struct request *req)
{
    str next = STR("");
    (void)http_query_param(req->http, STR("next"), &next);
    return show_proof(req, 200, next);
}

err post_proof(struct request *req)
{
    str next = form_text(req, NEXT);
    if (form_failed(req)) {
        return show_proof(req, 422, next);
    }
    struct act act = act_of(req);
    struct proof_result result;
    struct secret password = secret_copy(req->arena, form_text(req, PASSWORD));
    err e = proof_in_session(&act, req->session.account, password, device_of(req),
                             PROOF_TOKEN_RENEWED, &result);
    if (e == ERR_DENIED) {
        return reply_redirect(req, url_path("/login"));
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (result.outcome) {
    case ATTEMPT_OK:
        session_cookie_set(req, result.token);
        return reply_redirect(req, safe_return(req, next, url_path("/security")));
    case ATTEMPT_REFUSED:
        form_fail(req, PASSWORD, "wrong_password");
        return show_proof(req, 422, next);
    case ATTEMPT_LIMITED:
        form_fail_whole(req, "too_many_attempts");
        retry_after(req, result.retry_us);
        return show_proof(req, 429, next);
    }
    return ERR_INTERNAL;
}

static err reply_token(struct request *req, str token)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "token"), json_str(&json, token);
    json_end(&json);
    return reply_json(req, 200, &text);
}

err api_prove(struct request *req)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    struct proof_result result;
    struct secret password = secret_copy(req->arena, form_text(req, API_PASSWORD));
    bool renews = form_checked(req, API_NEW_TOKEN);
    err e = proof_in_session(&act, req->session.account, password, STR(""),
                             renews ? PROOF_TOKEN_RENEWED : PROOF_TOKEN_STAYS, &result);
    if (e != ERR_OK) {
        return e;
    }
    switch (result.outcome) {
    case ATTEMPT_OK:
        return renews ? reply_token(req, result.token) : reply_nothing(req);
    case ATTEMPT_REFUSED:
        form_fail(req, API_PASSWORD, "wrong_password");
        return ERR_INVALID;
    case ATTEMPT_LIMITED:
        retry_after(req, result.retry_us);
        reply_status(req, 429, "too_many_attempts");
        return ERR_OK;
    }
    return ERR_INTERNAL;
}
