/* SPDX-License-Identifier: Apache-2.0 */
/* Recovery as JSON: the same forms and rules as the pages'. */
#include "features/recovery/flow.h"
#include "features/recovery/recovery.h"
#include "features/recovery/recovery_form.h"
#include "json/writer.h"
#include "web/reply.h"

/* The channels a code may come by, the same whoever asks. */
static void put_channels(struct json *json, const struct site *site)
{
    json_key(json, "channels");
    json_arr(json);
    if (site_sends_sms(site)) {
        json_text(json, "sms");
    }
    json_text(json, "email");
    json_end(json);
}

static err api_begin(struct request *req)
{
    err e = ERR_OK;
    if (!form_failed(req)) {
        e = captcha_require(req, STR("recover"), RECOVER_ALTCHA, RECOVER_CAPTCHA_ID,
                            RECOVER_CAPTCHA_CODE);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    struct act act = act_of(req);
    recovery_id id;
    str handle;
    e = recovery_begin(&act, form_text(req, RECOVER_IDENTIFIER), STR(""), &id, &handle);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "id"), json_str(&json, handle);
    put_channels(&json, req->site);
    json_end(&json);
    return reply_json(req, 202, &text);
}

static err refuse(struct request *req, const char *code)
{
    form_fail(req, 0, code);
    return ERR_INVALID;
}

static err api_code(struct request *req)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    enum recovery_check check;
    recovery_id id;
    err e = recovery_of_handle(&act, path_param(req, 0), &id);
    if (e == ERR_OK) {
        e = recovery_prove_by_code(&act, id, form_text(req, RECOVERY_FIELD_CODE), &check);
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (check) {
    case RECOVERY_CODE_WRONG:
        return refuse(req, "wrong_code");
    case RECOVERY_CODE_SPENT:
        return refuse(req, "expired_code");
    case RECOVERY_PROVEN:
        break;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "next"), json_text(&json, "password");
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_other(struct request *req)
{
    struct act act = act_of(req);
    enum recovery_resend outcome;
    recovery_id id;
    err e = recovery_of_handle(&act, path_param(req, 0), &id);
    if (e == ERR_OK) {
        e = recovery_ask_email(&act, id, &outcome);
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case RECOVERY_SENT:
        return reply_nothing(req);
    case RECOVERY_TOO_SOON:
        reply_status(req, 429, "too_soon");
        return ERR_OK;
    case RECOVERY_NO_FLOW:
        return ERR_NOT_FOUND;
    }
    return ERR_INTERNAL;
}

static err api_password(struct request *req)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    enum recovery_finish outcome;
    const char *fault = NULL;
    recovery_id id;
    err e = recovery_of_handle(&act, path_param(req, 0), &id);
    if (e == ERR_OK) {
        e = recovery_form_set_password(req, id, STR(""), &outcome, &fault);
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case RECOVERY_DONE:
        return reply_nothing(req);
    case RECOVERY_NOT_PROVEN:
        return ERR_NOT_FOUND;
    case RECOVERY_BAD_PASSWORD:
        return refuse(req, fault);
    }
    return ERR_INTERNAL;
}

const struct route recovery_api_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/v1/recoveries",
     .handler = api_begin,
     .who = WHO_ANYONE,
     .form = &recover_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "202 RecoveryBegun",
     .summary = "Begins a recovery; the answer is the same for unknown identifiers."},
    {.method = HTTP_POST,
     .path = "/api/v1/recoveries/{id}/code",
     .handler = api_code,
     .who = WHO_ANYONE,
     .form = &recovery_code_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 RecoveryNext",
     .summary = "Takes the code."},
    {.method = HTTP_POST,
     .path = "/api/v1/recoveries/{id}/other",
     .refuses = "429 too_soon",
     .handler = api_other,
     .who = WHO_ANYONE,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .summary = "Sends the next code to the e-mail, a minute after the last one."},
    {.method = HTTP_POST,
     .path = "/api/v1/recoveries/{id}/password",
     .handler = api_password,
     .who = WHO_ANYONE,
     .form = &recovery_password_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "204",
     .summary = "Sets the new password; all sessions end."},
    ROUTES_END,
};
