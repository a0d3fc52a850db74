/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the code and of the link. A link that is pressed in another browser than the form's
 * asks for the password there: who holds the mailbox need not be who filled in the form. */
#include "features/registration/registration_page.h"
#include "features/registration/registration_view.h"
#include "features/registration/registration_web.h"
#include "features/signin/signin.h"
#include "web/components.h"
#include "web/cookie.h"
#include "web/idempotency.h"
#include "web/reply.h"

#define FLOW_COOKIE "registration"

err registration_cookie(struct request *req, registration_id *out)
{
    struct act act = act_of(req);
    return registration_of_handle(&act, cookie_get(req, FLOW_COOKIE), out);
}

void registration_cookie_set(struct request *req, str handle)
{
    cookie_set(req, FLOW_COOKIE, handle, REGISTRATION_LIFE);
}

void registration_cookie_clear(struct request *req)
{
    cookie_clear(req, FLOW_COOKIE);
}

enum { CODE, TOKEN };
static const struct field_rule fields[] = {
    [CODE] = {"code", FIELD_LINE, 0, 20},
    [TOKEN] = {"token", FIELD_TOKEN, 0, 100},
};
const struct form_rule confirm_form = FORM(fields);

static err show_link(struct request *req, str token)
{
    struct page *page = page_for(req);
    confirm_link_page(page, view_of(req), token);
    return reply_page(req, 200, page);
}

static err no_flow(struct request *req)
{
    return reply_redirect_warning(
        req, url_path("/register"),
        N_("This registration has expired. Please fill in the form again."));
}

static err show_code(struct request *req)
{
    struct act act = act_of(req);
    struct confirm_view view = {0};
    registration_id id;
    err e = registration_cookie(req, &id);
    if (e != ERR_OK) {
        return e;
    }
    e = registration_waiting(&act, id, &view.wait);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? no_flow(req) : e;
    }
    view.resend_wait = when_seconds_until(view.wait.resend_at, req->now);
    view.whole = form_message_whole(req);
    view.code = fields_of(req)[CODE];
    field_for_code(req, &view.code);
    struct page *page = page_for(req);
    confirm_code_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err get_confirm(struct request *req)
{
    str token;
    if (http_query_param(req->http, STR("token"), &token)) {
        return show_link(req, token);
    }
    return show_code(req);
}

/* The account is made, and this browser has shown all that makes it: it is signed in. */
static err welcome(struct request *req, const struct confirmation *done)
{
    err e = signin_open(req, done->account, "registration", NULL);
    if (e != ERR_OK) {
        return e;
    }
    registration_cookie_clear(req);
    struct account account;
    e = account_by_id(req->db, req->arena, done->account, &account);
    if (e != ERR_OK) {
        return e;
    }
    bool phone_next = site_sends_sms(req->site) && when_is_none(account.phone_verified_at);
    return reply_redirect_saying(req, phone_next ? url_path("/profile/phone") : url_path("/home"),
                                 N_("Your account is ready. Welcome!"));
}

/* Pressed twice, or too late: which of them, nobody is told. */
static err dead_link(struct request *req)
{
    return reply_redirect_warning(req, url_path("/login"),
                                  N_("This link no longer works. If the account is ready, log in; "
                                     "if not, register again."));
}

static err answer(struct request *req, const struct confirmation *confirmation)
{
    switch (confirmation->outcome) {
    case CONFIRM_DONE:
        return welcome(req, confirmation);
    case CONFIRM_NEXT_PHONE:
        return reply_redirect(req, url_path("/register/confirm"));
    case CONFIRM_NEXT_PASSWORD:
        registration_cookie_set(req, confirmation->handle);
        return reply_redirect(req, url_path("/register/password"));
    case CONFIRM_CODE_WRONG:
        form_fail(req, CODE, "wrong_code");
        return show_code(req);
    case CONFIRM_CODE_CLOSED:
        form_fail(req, CODE, "too_many_codes");
        return show_code(req);
    case CONFIRM_CODE_SPENT:
        if (form_text(req, TOKEN).len > 0) {
            return dead_link(req);
        }
        form_fail(req, CODE, "expired_code");
        return show_code(req);
    case CONFIRM_LOGIN_TAKEN:
        return reply_redirect_warning(
            req, url_path("/register"),
            N_("Meanwhile somebody else has taken this login. Please choose another."));
    case CONFIRM_EMAIL_TAKEN:
        return reply_redirect_warning(
            req, url_path("/login"),
            N_("This e-mail already has an account. Log in, or recover access to it."));
    case CONFIRM_PHONE_TAKEN:
        return reply_redirect_warning(
            req, url_path("/login"),
            N_("This phone already has an account. Log in, or recover access to it."));
    }
    return ERR_INTERNAL;
}

err post_confirm(struct request *req)
{
    struct act act = act_of(req);
    struct confirmation confirmation;
    str token = form_text(req, TOKEN);
    registration_id own;
    err e = registration_cookie(req, &own);
    if (e == ERR_OK && token.len > 0) {
        e = registration_confirm_link(&act, token, own, &confirmation);
    } else if (e == ERR_OK) {
        e = registration_confirm_code(&act, own, form_text(req, CODE), &confirmation);
    }
    return e == ERR_OK ? answer(req, &confirmation) : e;
}

enum { PASSWORD };
static const struct field_rule password_fields[] = {
    [PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
};
const struct form_rule registration_password_form = FORM(password_fields);

static err show_password(struct request *req)
{
    struct act act = act_of(req);
    struct registration_offer offer;
    registration_id id;
    err e = registration_cookie(req, &id);
    if (e != ERR_OK) {
        return e;
    }
    e = registration_offer_of(&act, id, &offer);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? no_flow(req) : e;
    }
    struct field *password = &fields_of(req)[PASSWORD];
    password->label = tr(req->lang, "Password");
    password->help = tr(req->lang, "At least 12 characters; a few words make a good one.");
    password->autocomplete = STR("new-password");
    password->meter = true;
    struct page *page = page_for(req);
    registration_password_page(page, view_of(req), &offer, password);
    return reply_page(req, 200, page);
}

err get_registration_password(struct request *req)
{
    return show_password(req);
}

err post_registration_password(struct request *req)
{
    if (form_failed(req)) {
        return show_password(req);
    }
    struct act act = act_of(req);
    struct confirmation confirmation;
    const char *fault = NULL;
    registration_id id;
    str hash;
    err e = registration_cookie(req, &id);
    if (e != ERR_OK) {
        return e;
    }
    struct secret password = secret_copy(req->arena, form_text(req, PASSWORD));
    e = registration_check_password(&act, id, password, &fault);
    if (e == ERR_OK && fault != NULL) {
        form_fail(req, PASSWORD, fault);
        return show_password(req);
    }
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? no_flow(req) : e;
    }
    e = idempotency_hash(req, password, &hash);
    if (e != ERR_OK) {
        return e;
    }
    e = registration_set_password(&act, id, hash, &confirmation);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? no_flow(req) : e;
    }
    return answer(req, &confirmation);
}

err post_resend(struct request *req)
{
    struct act act = act_of(req);
    enum resend_outcome outcome;
    registration_id id;
    err e = registration_cookie(req, &id);
    if (e == ERR_OK) {
        e = registration_resend(&act, id, &outcome);
    }
    struct url back = url_path("/register/confirm");
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case RESEND_SENT:
        return reply_redirect_saying(req, back, N_("Another code is on its way."));
    case RESEND_TOO_SOON:
        return reply_redirect_warning(req, back,
                                      N_("A code was sent a moment ago. Please wait a minute."));
    case RESEND_TOO_MANY:
        return reply_redirect_warning(req, back,
                                      N_("Too many codes were sent. Please try again later."));
    case RESEND_NO_FLOW:
        return no_flow(req);
    }
    return ERR_INTERNAL;
}
