/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in to the console's API: password and code in one call, a bearer token back. */
#include "features/staff/members_store.h"
#include "features/staff/queue_place.h"
#include "features/staff/staff.h"
#include "features/staff/staff_web.h"
#include "json/writer.h"
#include "web/reply.h"

enum { LOGIN, PASSWORD, CODE };
static const struct field_rule login_fields[] = {
    [LOGIN] = {"login", FIELD_LINE, 1, 64},
    [PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
    [CODE] = {"code", FIELD_LINE, 1, STAFF_CODE_MAX},
};
static const struct form_rule login_form = FORM(login_fields);

enum { PROOF_CODE, PROOF_NEW_TOKEN };
static const struct field_rule proof_fields[] = {
    [PROOF_CODE] = {"code", FIELD_LINE, 1, STAFF_CODE_MAX},
    [PROOF_NEW_TOKEN] = {"new_token", FIELD_CHECK, 0, 1},
};
static const struct form_rule proof_form = FORM(proof_fields);

static err refuse(struct request *req, const struct entry_verdict *verdict)
{
    if (verdict->outcome == ENTRY_LIMITED) {
        staff_retry_after(req, verdict->retry_us);
        reply_status(req, 429, "too_many_attempts");
    } else {
        http_set_header(req->reply, STR("WWW-Authenticate"), STR("Bearer"));
        reply_status(req, 401, "wrong_credentials");
    }
    return ERR_OK;
}

static err reply_token(struct request *req, int status, str token)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "token"), json_str(&json, token);
    json_end(&json);
    return reply_json(req, status, &text);
}

static err api_login(struct request *req)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    struct secret password = secret_copy(req->arena, form_text(req, PASSWORD));
    struct entry_verdict verdict;
    err e = entry_password(&act, form_text(req, LOGIN), password, STR(""), STR(""), &verdict);
    if (e != ERR_OK || verdict.outcome != ENTRY_OK) {
        return e == ERR_OK ? refuse(req, &verdict) : e;
    }
    struct entry_pass pass;
    e = entry_code(&act, &verdict.member, form_text(req, CODE), &pass);
    if (e == ERR_NOT_FOUND) { /* locked out between the two */
        pass.verdict = (struct entry_verdict){.outcome = ENTRY_REFUSED};
        e = ERR_OK;
    }
    if (e != ERR_OK || pass.verdict.outcome != ENTRY_OK) {
        return e == ERR_OK ? refuse(req, &pass.verdict) : e;
    }
    return reply_token(req, 201, pass.token);
}

static err api_prove(struct request *req)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct act act = act_of(req);
    struct entry_pass pass;
    enum proof_token token =
        form_checked(req, PROOF_NEW_TOKEN) ? PROOF_TOKEN_RENEWED : PROOF_TOKEN_STAYS;
    err e = entry_prove(&act, req->staff.member, req->staff.id, token, form_text(req, PROOF_CODE),
                        &pass);
    if (e == ERR_NOT_FOUND) { /* signed out, or locked out, since the request came in */
        pass.verdict = (struct entry_verdict){.outcome = ENTRY_REFUSED};
        return refuse(req, &pass.verdict);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (pass.verdict.outcome == ENTRY_REFUSED) {
        form_fail(req, PROOF_CODE, "wrong_factor");
        return ERR_INVALID;
    }
    if (pass.verdict.outcome != ENTRY_OK) {
        return refuse(req, &pass.verdict);
    }
    return pass.token.len > 0 ? reply_token(req, 200, pass.token) : reply_nothing(req);
}

static void put_session(struct json *json, const struct request *req,
                        const struct session_item *session)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, session->id.text);
    json_key(json, "user_agent"), json_str(json, session->user_agent);
    json_key(json, "network"), json_str(json, session->network);
    json_key(json, "created_at"), json_str(json, when_rfc3339(req->arena, session->created_at));
    json_key(json, "seen_at"), json_str(json, when_rfc3339(req->arena, session->seen_at));
    json_key(json, "current");
    json_bool(json, str_eq(session->id.text, req->staff.id.text));
    json_end(json);
}

static err api_sessions(struct request *req)
{
    struct session_item *sessions = NULL;
    size_t count = 0;
    when seen_after = when_add(req->now, -req->site->settings->staff_idle);
    err e = session_store_list(req->db, req->arena, req->staff.member, req->now, seen_after,
                               &sessions, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_session(&json, req, &sessions[i]);
    }
    json_end(&json);
    json_key(&json, "next"), json_nil(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

struct ending {
    const struct request *req;
    session_id session;
};

static err end_in(struct db *tx, void *arg)
{
    const struct ending *ending = arg;
    return staff_session_end_own(tx, ending->req, ending->session);
}

static err end_session(struct request *req, session_id session)
{
    struct ending ending = {.req = req, .session = session};
    err e = db_transaction(req->db, end_in, &ending);
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_end_current(struct request *req)
{
    return end_session(req, req->staff.id);
}

static err api_end_session(struct request *req)
{
    return end_session(req, (session_id){path_param(req, 0)});
}

static err api_me(struct request *req)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "id"), json_str(&json, req->staff.member.text);
    json_key(&json, "login"), json_str(&json, req->staff.login);
    json_key(&json, "name"), json_str(&json, req->staff.name);
    json_key(&json, "role"), json_text(&json, req->staff.role->word);
    json_key(&json, "rights"), json_arr(&json);
    for (enum staff_right right = 0; right < STAFF_RIGHT_COUNT; right++) {
        if ((req->staff.rights & 1U << right) != 0) {
            json_text(&json, staff_right_word(right));
        }
    }
    json_end(&json);
    json_key(&json, "proven_at");
    json_str(&json, when_rfc3339(req->arena, req->staff.proven_at));
    json_end(&json);
    return reply_json(req, 200, &text);
}

const struct route staff_entry_api_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/v1/staff/sessions",
     .refuses = "401 wrong_credentials|429 too_many_attempts",
     .handler = api_login,
     .who = WHO_ANYONE,
     .form = &login_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .standing = &staff_standing,
     .answers = "201 SessionToken",
     .on_any_clock = true,
     .summary = "Opens a session of the console for password and second factor."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/sessions",
     .handler = api_sessions,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .answers = "200 SessionList",
     .summary = "Where one is signed in to the console."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/staff/sessions/current",
     .handler = api_end_current,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .answers = "204",
     .on_any_clock = true,
     .summary = "Leaves the console."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/staff/sessions/{id}",
     .handler = api_end_session,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .on_any_clock = true,
     .summary = "Ends one session of one's own."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/proof",
     .refuses = "429 too_many_attempts",
     .handler = api_prove,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .form = &proof_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .answers = "204|200 SessionToken",
     .on_any_clock = true,
     .summary =
         "Takes a fresh code: the most sensitive acts are allowed for a while; with new_token "
         "the answer is this session's new token."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/me",
     .handler = api_me,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .answers = "200 StaffMe",
     .summary = "Who one is, and one's rights."},
    ROUTES_END,
};
