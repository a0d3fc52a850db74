/* SPDX-License-Identifier: Apache-2.0 */
/* Registration as JSON: the same form and rules as the pages'. */
#include "features/accounts/accounts.h"
#include "features/registration/registration.h"
#include "features/registration/registration_form.h"
#include "features/signin/signin.h"
#include "json/writer.h"
#include "web/idempotency.h"
#include "web/reply.h"

static err reply_next(struct request *req, str handle, const char *next)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "id"), json_str(&json, handle);
    json_key(&json, "next"), json_text(&json, next);
    json_end(&json);
    return reply_json(req, 202, &text);
}

static err api_login_available(struct request *req)
{
    struct login login;
    bool is_free = false;
    err e = ERR_OK;
    if (login_parse(req->arena, path_param(req, 0), &login) == NULL) {
        e = login_may_be_asked(req, login) ? login_is_free(req->db, req->arena, req->now, login,
                                                           (registration_id){STR("")}, &is_free)
                                           : ERR_LIMITED;
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "available"), json_bool(&json, is_free);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_register(struct request *req)
{
    if (!req->site->settings->registration_open) {
        reply_status(req, 403, "registration_closed");
        return ERR_OK;
    }
    struct registration_draft draft;
    err e = registration_form_validate(req, (registration_id){STR("")}, &draft);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    struct act act = act_of(req);
    registration_id id;
    str handle;
    e = idempotency_hash(req, draft.password, &draft.hash);
    e = e == ERR_OK ? registration_begin(&act, &draft, &id, &handle) : e;
    if (e == ERR_CONFLICT) {
        form_fail(req, REGISTER_LOGIN, "taken");
        return ERR_INVALID;
    }
    return e == ERR_OK ? reply_next(req, handle, "confirm_email") : e;
}

enum { CODE };
static const struct field_rule code_fields[] = {[CODE] = {"code", FIELD_LINE, 1, 20}};
static const struct form_rule code_form = FORM(code_fields);

static err welcome(struct request *req, account_id id)
{
    str token;
    struct account account;
    err e = signin_open(req, id, "registration", &token);
    if (e == ERR_OK) {
        e = account_by_id(req->db, req->arena, id, &account);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "token"), json_str(&json, token);
    json_key(&json, "account"), account_json(&json, req->arena, &account);
    json_end(&json);
    return reply_json(req, 201, &text);
}

static err refuse_code(struct request *req, const char *code)
{
    form_fail(req, CODE, code);
    return ERR_INVALID;
}

static err refuse_taken(struct request *req, const char *code)
{
    reply_status(req, 409, code);
    return ERR_OK;
}

static err api_confirm(struct request *req)
{
    struct act act = act_of(req);
    struct confirmation confirmation;
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    registration_id id;
    err e = registration_of_handle(&act, path_param(req, 0), &id);
    if (e == ERR_OK) {
        e = registration_confirm_code(&act, id, form_text(req, CODE), &confirmation);
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (confirmation.outcome) {
    case CONFIRM_DONE:
        return welcome(req, confirmation.account);
    case CONFIRM_NEXT_PHONE:
        return reply_next(req, path_param(req, 0), "confirm_phone");
    case CONFIRM_NEXT_PASSWORD: /* after a link alone */
        return ERR_INTERNAL;
    case CONFIRM_CODE_WRONG:
        return refuse_code(req, "wrong_code");
    case CONFIRM_CODE_CLOSED:
        return refuse_code(req, "too_many_codes");
    case CONFIRM_CODE_SPENT:
        return refuse_code(req, "expired_code");
    case CONFIRM_LOGIN_TAKEN:
        return refuse_taken(req, "login_taken");
    case CONFIRM_EMAIL_TAKEN:
        return refuse_taken(req, "email_taken");
    case CONFIRM_PHONE_TAKEN:
        return refuse_taken(req, "phone_taken");
    }
    return ERR_INTERNAL;
}

static err api_resend(struct request *req)
{
    struct act act = act_of(req);
    enum resend_outcome outcome;
    registration_id id;
    err e = registration_of_handle(&act, path_param(req, 0), &id);
    if (e == ERR_OK) {
        e = registration_resend(&act, id, &outcome);
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case RESEND_SENT:
        return reply_nothing(req);
    case RESEND_TOO_SOON:
        reply_status(req, 429, "too_soon");
        return ERR_OK;
    case RESEND_TOO_MANY:
        reply_status(req, 429, "too_many_sends");
        return ERR_OK;
    case RESEND_NO_FLOW:
        return ERR_NOT_FOUND;
    }
    return ERR_INTERNAL;
}

const struct route registration_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/logins/{login}",
     .handler = api_login_available,
     .who = WHO_ANYONE,
     .rate = RATE_GUESS,
     .answers = "200 LoginAvailable",
     .summary = "Is a login free? The only question about existence that is answered."},
    {.method = HTTP_POST,
     .path = "/api/v1/registrations",
     .refuses = "403 registration_closed",
     .handler = api_register,
     .who = WHO_ANYONE,
     .form = &registration_api_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .answers = "202 RegistrationNext",
     .summary = "Begins a registration and sends a code to the e-mail.",
     .creates = true},
    {.method = HTTP_POST,
     .path = "/api/v1/registrations/{id}/confirm",
     .refuses = "409 login_taken email_taken phone_taken",
     .handler = api_confirm,
     .who = WHO_ANYONE,
     .form = &code_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "201 Registered|202 RegistrationNext",
     .summary = "Takes the code; answers with the account and a session's token."},
    {.method = HTTP_POST,
     .path = "/api/v1/registrations/{id}/resend",
     .refuses = "429 too_soon too_many_sends",
     .handler = api_resend,
     .who = WHO_ANYONE,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .summary = "Sends another code, a minute after the last one at the earliest."},
    ROUTES_END,
};
