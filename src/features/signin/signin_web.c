/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of logging in and out. */
#include "features/signin/attempt.h"
#include "features/signin/sessions.h"
#include "features/signin/queue_place.h"
#include "features/signin/signin.h"
#include "features/signin/signin_page.h"
#include "features/signin/signin_view.h"
#include "features/signin/signin_web.h"
#include "web/device.h"
#include "web/headers.h"
#include "web/reply.h"

enum { IDENTIFIER, PASSWORD, NEXT };
static const struct field_rule fields[] = {
    [IDENTIFIER] = {"identifier", FIELD_LINE, 1, EMAIL_BYTES_MAX},
    [PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
    [NEXT] = {"next", FIELD_LINE, 0, 1000},
};
static const struct form_rule login_form = FORM(fields);

static err show_login(struct request *req, int status, str next)
{
    struct field *f = fields_of(req);
    struct login_view view = {
        .identifier = f[IDENTIFIER],
        .password = f[PASSWORD],
        .next = next,
        .whole = form_message_whole(req),
    };
    view.identifier.label = tr(req->lang, "Login, e-mail or phone");
    view.identifier.autocomplete = STR("username");
    view.identifier.autofocus = true;
    view.password.label = tr(req->lang, "Password");
    view.password.autocomplete = STR("current-password");
    struct page *page = page_for(req);
    login_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_login(struct request *req)
{
    str next = STR("");
    (void)http_query_param(req->http, STR("next"), &next);
    return show_login(req, 200, next);
}

err signin_open(struct request *req, account_id account, const char *method, str *out_token)
{
    struct act act = act_of(req);
    struct entry entry = {
        .subject = {.account = account, .key = account.text},
        .method = method,
        .device = req->is_api ? STR("") : device_remember(req),
    };
    session_id session;
    str token;
    err e = enter(&act, &entry, &session, &token);
    if (e != ERR_OK) {
        return e;
    }
    if (!req->is_api) {
        session_cookie_set(req, token);
    }
    if (out_token != NULL) {
        *out_token = token;
    }
    return ERR_OK;
}

/* New terms are shown before anything else, and after a recovery what the account trusts; the
 * wanted page comes after them. */
static err go_on(struct request *req, account_id account)
{
    struct url next = safe_return(req, form_text(req, NEXT), url_path("/home"));
    bool agreed = false;
    err e = account_has_agreed(req->db, req->arena, account, req->site->settings->terms_version,
                               &agreed);
    if (e != ERR_OK) {
        return e;
    }
    return reply_redirect(
        req, agreed ? next : url_with(req->arena, url_path("/terms"), STR("next"), next.text));
}

static err come_in(struct request *req, const struct act *act, const struct attempt *attempt,
                   struct secret password)
{
    struct entry entry = {
        .subject = attempt->subject,
        .method = "password",
        .device = device_remember(req),
        .password = password,
    };
    session_id session;
    str token;
    err e = enter(act, &entry, &session, &token);
    if (e == ERR_DENIED || e == ERR_CONFLICT) {
        form_fail_whole(req, e == ERR_DENIED ? "wrong_credentials" : "account_locked");
        return show_login(req, 422, form_text(req, NEXT));
    }
    if (e != ERR_OK) {
        return e;
    }
    session_cookie_set(req, token);
    return go_on(req, attempt->subject.account);
}

static err post_login(struct request *req)
{
    if (form_failed(req)) {
        return show_login(req, 422, form_text(req, NEXT));
    }
    struct act act = act_of(req);
    struct secret password = secret_copy(req->arena, form_text(req, PASSWORD));
    struct attempt attempt;
    err e = attempt_password(&act, form_text(req, IDENTIFIER), password, device_of(req), &attempt);
    if (e != ERR_OK) {
        return e;
    }
    switch (attempt.outcome) {
    case ATTEMPT_OK:
        return come_in(req, &act, &attempt, password);
    case ATTEMPT_REFUSED:
        form_fail_whole(req, "wrong_credentials");
        return show_login(req, 422, form_text(req, NEXT));
    case ATTEMPT_LIMITED:
        form_fail_whole(req, "too_many_attempts");
        retry_after(req, attempt.retry_us);
        return show_login(req, 429, form_text(req, NEXT));
    }
    return ERR_INTERNAL;
}

void retry_after(struct request *req, int64_t span_us)
{
    int64_t seconds = (span_us + WHEN_SECOND - 1) / WHEN_SECOND;
    req->retry_after = str_printf(req->arena, "%lld", (long long)seconds);
    http_set_header(req->reply, STR("Retry-After"), req->retry_after);
}

static err get_logout(struct request *req)
{
    if (!req->session.signed_in) {
        return reply_redirect(req, url_path("/login"));
    }
    struct page *page = page_for(req);
    logout_page(page, view_of(req));
    return reply_page(req, 200, page);
}

static err post_logout(struct request *req)
{
    struct act act = act_of(req);
    err e = req->session.signed_in ? session_end_own(&act, req->session.account, req->session.id)
                                   : ERR_OK;
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    session_cookie_clear(req);
    clear_site_data_set(req->reply);
    return reply_redirect_saying(req, url_path("/login"), N_("You are logged out."));
}

const struct route signin_routes[] = {
    {.method = HTTP_GET,
     .path = "/login",
     .handler = get_login,
     .who = WHO_GUEST,
     .form = &login_form,
     .summary = "The login form."},
    {.method = HTTP_POST,
     .path = "/login",
     .handler = post_login,
     .who = WHO_GUEST,
     .form = &login_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .standing = &signin_standing,
     .on_any_clock = true,
     .summary = "Opens a session for a login, e-mail or phone and its password."},
    {.method = HTTP_GET,
     .path = "/logout",
     .handler = get_logout,
     .who = WHO_ANYONE,
     .summary = "Asks whether to log out."},
    {.method = HTTP_POST,
     .path = "/logout",
     .handler = post_logout,
     .who = WHO_ANYONE,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Ends this session."},
    {.method = HTTP_GET,
     .path = "/security",
     .handler = get_security,
     .who = WHO_CUSTOMER,
     .summary = "Devices that are signed in, and who tried to."},
    {.method = HTTP_GET,
     .path = "/security/history",
     .handler = get_history,
     .who = WHO_CUSTOMER,
     .summary = "All attempts to sign in, page by page."},
    {.method = HTTP_POST,
     .path = "/security/reviewed",
     .handler = post_reviewed,
     .who = WHO_CUSTOMER,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "The owner has looked at contacts and devices after a recovery."},
    {.method = HTTP_POST,
     .path = "/security/sessions/end",
     .handler = post_session_end,
     .who = WHO_CUSTOMER,
     .form = &session_form,
     .proven = true,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Ends one session of one's own."},
    {.method = HTTP_POST,
     .path = "/security/sessions/end-others",
     .handler = post_session_end_others,
     .who = WHO_CUSTOMER,
     .proven = true,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Ends every session but this one."},
    {.method = HTTP_GET,
     .path = "/security/proof",
     .handler = get_proof,
     .who = WHO_CUSTOMER,
     .form = &proof_form,
     .summary = "Asks for the password before something that opens the account."},
    {.method = HTTP_POST,
     .path = "/security/proof",
     .handler = post_proof,
     .who = WHO_CUSTOMER,
     .form = &proof_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .on_any_clock = true,
     .summary = "Takes that password; the session goes on under a new cookie."},
    {.method = HTTP_GET,
     .path = "/security/password",
     .handler = get_password,
     .who = WHO_CUSTOMER,
     .form = &password_form,
     .summary = "The form of the password."},
    {.method = HTTP_POST,
     .path = "/security/password",
     .handler = post_password,
     .who = WHO_CUSTOMER,
     .form = &password_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .on_any_clock = true,
     .summary = "Changes the password and ends all other sessions."},
    ROUTES_END,
};
