/* SPDX-License-Identifier: Apache-2.0 */
/* One's own account as JSON. */
#include "features/accounts/accounts_web.h"
#include "features/accounts/phone.h"
#include "features/accounts/profile_form.h"
#include "json/writer.h"
#include "web/reply.h"

static void put_text(struct json *json, const char *key, str text)
{
    json_key(json, key);
    if (text.len > 0) {
        json_str(json, text);
    } else {
        json_nil(json);
    }
}

void account_json(struct json *json, struct arena *arena, const struct account *account)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, account->id.text);
    json_key(json, "number"), json_i64(json, account->number);
    json_key(json, "login"), json_str(json, account->login);
    json_key(json, "name"), json_str(json, account->name);
    json_key(json, "language"), json_str(json, account->language);
    json_key(json, "timezone"), json_str(json, account->timezone);
    put_text(json, "email", account->email.text);
    json_key(json, "email_verified"), json_bool(json, !when_is_none(account->email_verified_at));
    json_key(json, "email_suspended");
    json_bool(json, !when_is_none(account->email_trust.suspended_at));
    put_text(json, "phone", account->phone.text);
    json_key(json, "phone_verified"), json_bool(json, !when_is_none(account->phone_verified_at));
    json_key(json, "phone_suspended");
    json_bool(json, !when_is_none(account->phone_trust.suspended_at));
    json_key(json, "state"), json_str(json, account->state);
    json_key(json, "created_at"), json_str(json, when_rfc3339(arena, account->created_at));
    json_end(json);
}

static err reply_account(struct request *req)
{
    struct account account;
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    account_json(&json, req->arena, &account);
    return reply_json(req, 200, &text);
}

static err api_change_me(struct request *req)
{
    struct account account;
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e != ERR_OK) {
        return e;
    }
    struct profile_change change;
    profile_form_check(req, &account, &change);
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    e = profile_change(&act, account.id, &change);
    return e == ERR_OK ? reply_account(req) : e;
}

static err send_code(struct request *req, enum contact_kind kind, const char *next)
{
    err e = contact_form_send(req, kind);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "next"), json_text(&json, next);
    json_end(&json);
    return reply_json(req, 202, &text);
}

static err api_send_email_code(struct request *req)
{
    return send_code(req, CONTACT_EMAIL, "confirm_email");
}

/* Answers a code that was right by reply. */
static err confirm(struct request *req, enum contact_kind kind, err (*reply)(struct request *))
{
    bool proven = false;
    err e = contact_form_check(req, kind, &proven);
    if (e != ERR_OK) {
        return e;
    }
    return proven ? reply(req) : ERR_INVALID;
}

static err api_confirm_email(struct request *req)
{
    return confirm(req, CONTACT_EMAIL, reply_nothing);
}

static err api_send_phone_code(struct request *req)
{
    return send_code(req, CONTACT_PHONE, "confirm_phone");
}

static err api_confirm_phone(struct request *req)
{
    return confirm(req, CONTACT_PHONE, reply_account);
}

static err api_remove_phone(struct request *req)
{
    struct act act = act_of(req);
    enum phone_removal outcome;
    err e = phone_remove(&act, req->session.account, &outcome);
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case PHONE_REMOVED:
        return reply_nothing(req);
    case PHONE_IS_NONE:
        return ERR_NOT_FOUND;
    case PHONE_IS_HELD:
        reply_status(req, 409, "phone_held");
        return ERR_OK;
    }
    return ERR_INTERNAL;
}

const struct route accounts_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/me",
     .handler = reply_account,
     .who = WHO_CUSTOMER,
     .answers = "200 Account",
     .summary = "One's own account."},
    {.method = HTTP_PATCH,
     .path = "/api/v1/me",
     .handler = api_change_me,
     .who = WHO_CUSTOMER,
     .form = &profile_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .answers = "200 Account",
     .summary = "Changes name, language or time zone."},
    {.method = HTTP_POST,
     .path = "/api/v1/me/email",
     .handler = api_send_email_code,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &email_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "202 EmailNext",
     .summary =
         "Sends a code to the e-mail to be confirmed or changed to. The present address, if it "
         "recovers access, gets a letter with a link that undoes the change for 7 days. "
         "An address of another account gets the same answer."},
    {.method = HTTP_POST,
     .path = "/api/v1/me/email/confirm",
     .handler = api_confirm_email,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &contact_code_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "204",
     .summary = "Confirms the code; the account's e-mail is the new one from then on."},
    {.method = HTTP_POST,
     .path = "/api/v1/me/phone",
     .handler = api_send_phone_code,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &phone_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "202 PhoneNext",
     .summary = "Sends a code to a phone."},
    {.method = HTTP_POST,
     .path = "/api/v1/me/phone/confirm",
     .handler = api_confirm_phone,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &contact_code_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "200 Account",
     .summary = "Takes the code and confirms the phone."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/me/phone",
     .refuses = "409 phone_held",
     .handler = api_remove_phone,
     .who = WHO_CUSTOMER,
     .proven = true,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "204",
     .summary = "Removes the phone; every confirmed contact is told."},
    {.method = HTTP_GET,
     .path = "/api/v1/me/terms",
     .handler = api_terms,
     .who = WHO_CUSTOMER,
     .answers = "200 Terms",
     .summary = "Returns the current terms and whether you have accepted them."},
    {.method = HTTP_POST,
     .path = "/api/v1/me/terms",
     .handler = api_accept_terms,
     .who = WHO_CUSTOMER,
     .form = &accept_terms_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .answers = "204",
     .summary = "Accepts the current terms; calls that order or pay answer 403 terms_required "
                "until then. Any other version is refused with bad_choice."},
    {.method = HTTP_GET,
     .path = "/api/v1/events",
     .handler = api_list_events,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .query = "limit after",
     .answers = "200 EventList",
     .summary = "The account's own audit trail, newest first."},
    ROUTES_END,
};
