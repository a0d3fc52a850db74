/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the code and of the link. A link opened in another browser than the form makes the
 * account but signs nobody in there: who holds the mailbox need not be who chose the password. */
#include "features/registration/registration_page.h"
#include "features/registration/registration_view.h"
#include "features/registration/registration_web.h"
#include "features/signin/signin.h"
#include "web/components.h"
#include "web/cookie.h"
#include "web/reply.h"

#define FLOW_COOKIE "registration"

registration_id registration_cookie(const struct request *req)
{
    str id = cookie_get(req, FLOW_COOKIE);
    return (registration_id){id_is_wellformed(id) ? id : STR("")};
}

void registration_cookie_set(struct request *req, registration_id id)
{
    cookie_set(req, FLOW_COOKIE, id.text, REGISTRATION_LIFE);
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
    err e = registration_waiting(&act, registration_cookie(req), &view.wait);
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

static bool began_here(const struct request *req, const struct confirmation *confirmation)
{
    return str_eq(registration_cookie(req).text, confirmation->registration.text);
}

/* The phone's code goes into the browser of the form, as the session would. */
static err go_on_with_phone(struct request *req, const struct confirmation *confirmation)
{
    if (began_here(req, confirmation)) {
        return reply_redirect(req, url_path("/register/confirm"));
    }
    return reply_redirect_saying(
        req, url_path("/login"),
        N_("Your e-mail is confirmed. Please go on in the browser where you began."));
}

/* The account is made; the browser that began is signed in, another one is sent to log in. */
static err welcome(struct request *req, const struct confirmation *done)
{
    if (!began_here(req, done)) {
        return reply_redirect_saying(req, url_path("/login"),
                                     N_("Your account is ready. Please log in."));
    }
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
        return go_on_with_phone(req, confirmation);
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
    err e = token.len > 0 ? registration_confirm_link(&act, token, &confirmation)
                          : registration_confirm_code(&act, registration_cookie(req),
                                                      form_text(req, CODE), &confirmation);
    return e == ERR_OK ? answer(req, &confirmation) : e;
}

err post_resend(struct request *req)
{
    struct act act = act_of(req);
    enum resend_outcome outcome;
    err e = registration_resend(&act, registration_cookie(req), &outcome);
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
