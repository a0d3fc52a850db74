/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-in as JSON: the same rules as the pages', with a bearer token instead of cookies. */
#include "features/signin/attempt.h"
#include "features/signin/sessions.h"
#include "features/signin/queue_place.h"
#include "features/signin/signin.h"
#include "features/signin/signin_web.h"
#include "http/response.h"
#include "json/writer.h"
#include "web/reply.h"

enum { IDENTIFIER, PASSWORD };
static const struct field_rule fields[] = {
    [IDENTIFIER] = {"identifier", FIELD_LINE, 1, EMAIL_BYTES_MAX},
    [PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
};
static const struct form_rule login_form = FORM(fields);

static err reply_token(struct request *req, int status, str token)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "token"), json_str(&json, token);
    json_end(&json);
    return reply_json(req, status, &text);
}

static void refuse_unknown(struct request *req, const char *code)
{
    http_set_header(req->reply, STR("WWW-Authenticate"), STR("Bearer"));
    reply_status(req, 401, code);
}

static err refuse(struct request *req, const struct attempt *attempt)
{
    if (attempt->outcome == ATTEMPT_LIMITED) {
        retry_after(req, attempt->retry_us);
        reply_status(req, 429, "too_many_attempts");
    } else {
        refuse_unknown(req, "wrong_credentials");
    }
    return ERR_OK;
}

static err api_login(struct request *req)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    struct entry entry = {
        .method = "password",
        .device = STR(""),
        .password = secret_copy(req->arena, form_text(req, PASSWORD)),
    };
    struct attempt attempt;
    err e = attempt_password(&act, form_text(req, IDENTIFIER), entry.password, STR(""), &attempt);
    if (e != ERR_OK || attempt.outcome != ATTEMPT_OK) {
        return e == ERR_OK ? refuse(req, &attempt) : e;
    }
    entry.subject = attempt.subject;
    session_id session;
    str token;
    e = enter(&act, &entry, &session, &token);
    if (e == ERR_DENIED) {
        refuse_unknown(req, "wrong_credentials");
        return ERR_OK;
    }
    if (e == ERR_CONFLICT) {
        reply_status(req, 403, "account_locked");
        return ERR_OK;
    }
    return e == ERR_OK ? reply_token(req, 201, token) : e;
}

static void put_session(struct json *json, struct arena *arena, const struct session_item *session)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, session->id.text);
    json_key(json, "user_agent"), json_str(json, session->user_agent);
    json_key(json, "network"), json_str(json, session->network);
    json_key(json, "created_at"), json_str(json, when_rfc3339(arena, session->created_at));
    json_key(json, "seen_at"), json_str(json, when_rfc3339(arena, session->seen_at));
    json_key(json, "current"), json_bool(json, session->current);
    json_end(json);
}

static err api_list_sessions(struct request *req)
{
    struct session_item *sessions = NULL;
    size_t count = 0;
    err e = sessions_of_account(req, req->session.account, &sessions, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_session(&json, req->arena, &sessions[i]);
    }
    json_end(&json);
    json_key(&json, "next"), json_nil(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_end_current(struct request *req)
{
    struct act act = act_of(req);
    err e = session_end_own(&act, req->session.account, req->session.id);
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_end_session(struct request *req)
{
    struct act act = act_of(req);
    err e = session_end_own(&act, req->session.account, (session_id){path_param(req, 0)});
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_change_password(struct request *req)
{
    str token = STR("");
    err e = form_failed(req) ? ERR_INVALID : password_change_call(req, &token);
    if (e != ERR_OK) {
        return e;
    }
    if (password_signed_out(req)) {
        refuse_unknown(req, NULL);
        return ERR_OK;
    }
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    return token.len > 0 ? reply_token(req, 200, token) : reply_nothing(req);
}

const struct route signin_api_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/v1/sessions",
     .refuses = "401 wrong_credentials|403 account_locked|429 too_many_attempts",
     .handler = api_login,
     .who = WHO_ANYONE,
     .form = &login_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .standing = &signin_standing,
     .answers = "201 SessionToken",
     .on_any_clock = true,
     .summary = "Opens a session; the answer is its bearer token."},
    {.method = HTTP_GET,
     .path = "/api/v1/sessions",
     .handler = api_list_sessions,
     .who = WHO_CUSTOMER,
     .answers = "200 SessionList",
     .summary = "Where the account is signed in."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/sessions/current",
     .handler = api_end_current,
     .who = WHO_CUSTOMER,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .answers = "204",
     .on_any_clock = true,
     .summary = "Logs out."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/sessions/{id}",
     .handler = api_end_session,
     .who = WHO_CUSTOMER,
     .proven = true,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "204",
     .on_any_clock = true,
     .summary = "Ends one session of one's own."},
    {.method = HTTP_POST,
     .path = "/api/v1/me/proof",
     .refuses = "429 too_many_attempts",
     .handler = api_prove,
     .who = WHO_CUSTOMER,
     .form = &proof_api_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .answers = "204|200 SessionToken",
     .on_any_clock = true,
     .summary = "Shows the password: what asks for a proof is allowed for 15 minutes; with "
                "new_token the answer is this session's new token."},
    {.method = HTTP_POST,
     .path = "/api/v1/me/password",
     .refuses = "429 too_many_attempts",
     .handler = api_change_password,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &password_api_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .answers = "204|200 SessionToken",
     .on_any_clock = true,
     .summary = "Changes the password and ends all other sessions; with new_token the answer is "
                "this session's new token."},
    ROUTES_END,
};
