/* SPDX-License-Identifier: Apache-2.0 */
/* The pages up to the code; recovery_end_web.c has those behind it. */
#include "features/recovery/recovery_web.h"

#include "features/recovery/flow.h"
#include "features/recovery/recovery.h"
#include "features/recovery/recovery_form.h"
#include "features/recovery/recovery_page.h"
#include "web/components.h"
#include "web/cookie.h"
#include "web/device.h"
#include "web/reply.h"

#define FLOW_COOKIE "recovery"

err recovery_cookie(struct request *req, recovery_id *out)
{
    struct act act = act_of(req);
    return recovery_of_handle(&act, cookie_get(req, FLOW_COOKIE), out);
}

void recovery_cookie_set(struct request *req, str handle)
{
    cookie_set(req, FLOW_COOKIE, handle, WHEN_HOUR);
}

err recovery_no_flow(struct request *req)
{
    cookie_clear(req, FLOW_COOKIE);
    return reply_redirect_warning(req, url_path("/recover"),
                                  N_("This recovery has expired. Please begin again."));
}

static err show_form(struct request *req)
{
    struct recover_view view = {
        .fields = fields_of(req),
        .captcha = captcha_view_of(req, STR("recover"), url_path("/recover"), RECOVER_ALTCHA),
        .whole = form_message_whole(req),
    };
    struct field *identifier = &view.fields[RECOVER_IDENTIFIER];
    identifier->label = tr(req->lang, "Login, e-mail or phone");
    identifier->autocomplete = STR("username");
    identifier->autofocus = true;
    struct page *page = page_for(req);
    recover_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_recover(struct request *req)
{
    return show_form(req);
}

static err post_recover(struct request *req)
{
    err e = ERR_OK;
    if (!form_failed(req)) {
        e = captcha_require(req, STR("recover"), RECOVER_ALTCHA, RECOVER_CAPTCHA_ID,
                            RECOVER_CAPTCHA_CODE);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show_form(req) : e;
    }
    struct act act = act_of(req);
    recovery_id id;
    str handle;
    e = recovery_begin(&act, form_text(req, RECOVER_IDENTIFIER), device_of(req), &id, &handle);
    if (e != ERR_OK) {
        return e;
    }
    recovery_cookie_set(req, handle);
    return reply_redirect(req, url_path("/recover/code"));
}

static err show_code(struct request *req)
{
    struct act act = act_of(req);
    struct recovery_wait wait;
    recovery_id id;
    err e = recovery_cookie(req, &id);
    if (e != ERR_OK) {
        return e;
    }
    e = recovery_waiting(&act, id, &wait);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? recovery_no_flow(req) : e;
    }
    struct recover_code_view view = {
        .code = fields_of(req)[RECOVERY_FIELD_CODE],
        .whole = form_message_whole(req),
        .other_wait = when_seconds_until(wait.other_at, req->now),
    };
    field_for_code(req, &view.code);
    struct page *page = page_for(req);
    recover_code_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_code(struct request *req)
{
    return show_code(req);
}

static err post_code(struct request *req)
{
    if (form_failed(req)) {
        return show_code(req);
    }
    struct act act = act_of(req);
    enum recovery_check check;
    recovery_id id;
    err e = recovery_cookie(req, &id);
    if (e == ERR_OK) {
        e = recovery_prove_by_code(&act, id, form_text(req, RECOVERY_FIELD_CODE), &check);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (check == RECOVERY_PROVEN) {
        return reply_redirect(req, url_path("/recover/password"));
    }
    form_fail(req, RECOVERY_FIELD_CODE,
              check == RECOVERY_CODE_WRONG ? "wrong_code" : "expired_code");
    return show_code(req);
}

static err post_other(struct request *req)
{
    struct act act = act_of(req);
    enum recovery_resend outcome;
    recovery_id id;
    err e = recovery_cookie(req, &id);
    if (e == ERR_OK) {
        e = recovery_ask_email(&act, id, &outcome);
    }
    struct url back = url_path("/recover/code");
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case RECOVERY_SENT:
        return reply_redirect_saying(
            req, back, N_("If there is such an account, an e-mail with a code is on its way."));
    case RECOVERY_TOO_SOON:
        return reply_redirect_warning(req, back,
                                      N_("A code was sent a moment ago. Please wait a minute."));
    case RECOVERY_NO_FLOW:
        return recovery_no_flow(req);
    }
    return ERR_INTERNAL;
}

const struct route recovery_routes[] = {
    {.method = HTTP_GET,
     .path = "/recover",
     .handler = get_recover,
     .who = WHO_ANYONE,
     .form = &recover_form,
     .summary = "The form to recover access."},
    {.method = HTTP_POST,
     .path = "/recover",
     .handler = post_recover,
     .who = WHO_ANYONE,
     .form = &recover_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Begins a recovery; the answer is the same for known and unknown."},
    {.method = HTTP_GET,
     .path = "/recover/code",
     .handler = get_code,
     .who = WHO_ANYONE,
     .form = &recovery_code_form,
     .summary = "The page of the code."},
    {.method = HTTP_POST,
     .path = "/recover/code",
     .handler = post_code,
     .who = WHO_ANYONE,
     .form = &recovery_code_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Takes the code."},
    {.method = HTTP_POST,
     .path = "/recover/other",
     .handler = post_other,
     .who = WHO_ANYONE,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Sends the next code to the mailbox."},
    {.method = HTTP_GET,
     .path = "/recover/link",
     .handler = get_recover_link,
     .who = WHO_ANYONE,
     .summary = "The page of the letter's link; opening it spends nothing."},
    {.method = HTTP_POST,
     .path = "/recover/link",
     .handler = post_recover_link,
     .who = WHO_ANYONE,
     .form = &recovery_token_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Spends the link."},
    {.method = HTTP_GET,
     .path = "/recover/password",
     .handler = get_recover_password,
     .who = WHO_ANYONE,
     .form = &recovery_password_form,
     .summary = "The new password's form."},
    {.method = HTTP_POST,
     .path = "/recover/password",
     .handler = post_recover_password,
     .who = WHO_ANYONE,
     .form = &recovery_password_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .summary = "Sets the new password and ends all sessions."},
    {.method = HTTP_GET,
     .path = "/recover/objection",
     .handler = get_recover_objection,
     .who = WHO_ANYONE,
     .summary = "The page of \"this was not me\"."},
    {.method = HTTP_POST,
     .path = "/recover/objection",
     .handler = post_recover_objection,
     .who = WHO_ANYONE,
     .form = &recovery_token_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .on_any_clock = true,
     .summary = "Locks the account until its owner recovers access."},
    {.method = HTTP_GET,
     .path = "/recover/email",
     .handler = get_recover_email,
     .who = WHO_ANYONE,
     .summary = "The page of the way back of an old e-mail."},
    {.method = HTTP_POST,
     .path = "/recover/email",
     .handler = post_recover_email,
     .who = WHO_ANYONE,
     .form = &recovery_token_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .on_any_clock = true,
     .summary = "Takes a change of the e-mail back and locks the account until its owner recovers "
                "access."},
    ROUTES_END,
};
