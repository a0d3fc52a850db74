/* SPDX-License-Identifier: Apache-2.0 */
/* A member's own matters: where he is signed in, his password, his recovery codes. */
#include "crypto/password.h"
#include "web/user_agent.h"
#include "features/staff/enrol.h"
#include "features/staff/members_page.h"
#include "features/staff/members_store.h"
#include "features/staff/members_view.h"
#include "features/staff/staff.h"
#include "features/staff/staff_web.h"
#include "web/device.h"
#include "web/reply.h"

#define ATTEMPTS_SHOWN 10

enum { SESSION_ID };
static const struct field_rule session_fields[] = {[SESSION_ID] = {"id", FIELD_TOKEN, 1, 64}};
static const struct form_rule session_form = FORM(session_fields);

enum { PRESENT, FRESH };
static const struct field_rule password_fields[] = {
    [PRESENT] = {"password", FIELD_SECRET, 1, 1000},
    [FRESH] = {"new_password", FIELD_SECRET, 1, 1000},
};
static const struct form_rule password_form = FORM(password_fields);

static struct device_line line_of(struct request *req, const struct session_item *session)
{
    bool current = str_eq(session->id.text, req->staff.id.text);
    struct device_name name = device_name_of(req->arena, req->lang, session->user_agent);
    return (struct device_line){
        .name = name.text,
        .phone = name.phone,
        .current = current,
        .network = session->network,
        .created_at = session->created_at,
        .seen_at = session->seen_at,
        .end = current ? url_path("/staff/logout") : url_path("/staff/me/sessions/end"),
        .id = current ? STR("") : session->id.text,
    };
}

static err gather_devices(struct request *req, struct me_view *view)
{
    struct session_item *sessions = NULL;
    when seen_after = when_add(req->now, -req->site->settings->staff_idle);
    err e = session_store_list(req->db, req->arena, req->staff.member, req->now, seen_after,
                               &sessions, &view->device_count);
    if (e != ERR_OK) {
        return e;
    }
    struct device_line *lines = ARENA_ARRAY(req->arena, struct device_line, view->device_count);
    for (size_t i = 0; i < view->device_count; i++) {
        lines[i] = line_of(req, &sessions[i]);
    }
    view->devices = lines;
    view->has_others = view->device_count > 1;
    return ERR_OK;
}

err staff_attempt_lines(struct request *req, str login, struct staff_attempt_line **out,
                        size_t *out_count)
{
    struct staff_attempt *attempts = NULL;
    err e = attempt_store_list(req->db, req->arena, login, ATTEMPTS_SHOWN, &attempts, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(req->arena, struct staff_attempt_line, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        const struct staff_attempt *attempt = &attempts[i];
        bool ok = str_eq(attempt->outcome, STR("ok"));
        bool code = str_eq(attempt->outcome, STR("wrong_code"));
        (*out)[i] = (struct staff_attempt_line){
            .at = attempt->at,
            .what = ok     ? tr(req->lang, "Signed in")
                    : code ? tr(req->lang, "Wrong code")
                           : tr(req->lang, "Wrong password"),
            .tone = ok ? TONE_GOOD : TONE_WARN,
            .device = device_name_of(req->arena, req->lang, attempt->user_agent).text,
            .network = attempt->network,
        };
    }
    return ERR_OK;
}

static err get_me(struct request *req)
{
    struct me_view view = {.role = tr(req->lang, req->staff.role->label)};
    struct staff_attempt_line *attempts = NULL;
    err e = gather_devices(req, &view);
    if (e == ERR_OK) {
        e = recovery_store_left(req->db, req->arena, req->staff.member, &view.codes_left);
    }
    if (e == ERR_OK) {
        e = staff_attempt_lines(req, req->staff.login, &attempts, &view.attempt_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.attempts = attempts;
    struct page *page = page_for(req);
    me_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err write_own(struct db *tx, const struct request *req, const char *action)
{
    struct staff_audit_entry entry = staff_audit_of(req, action);
    entry.subject = STR("staff");
    entry.ref = req->staff.member.text;
    return staff_audit_put(tx, req->arena, &entry);
}

static err end_in(struct db *tx, void *arg)
{
    const struct request *req = arg;
    return staff_session_end_own(tx, req, (session_id){form_text(req, SESSION_ID)});
}

static err post_session_end(struct request *req)
{
    err e = form_failed(req) ? ERR_NOT_FOUND : db_transaction(req->db, end_in, req);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    /* One that has ended by itself meanwhile is what was wished for. */
    return reply_redirect_saying(req, url_path("/staff/me"), N_("That device is signed out."));
}

static err end_others_in(struct db *tx, void *arg)
{
    const struct request *req = arg;
    err e = staff_session_end_others(tx, req->staff.member, req->staff.id, req->now);
    return e == ERR_OK ? write_own(tx, req, "staff.signout_others") : e;
}

static err post_end_others(struct request *req)
{
    err e = db_transaction(req->db, end_others_in, req);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/me"),
                                               N_("All other devices are signed out."))
                       : e;
}

struct own_change {
    struct request *req;
    int64_t verified; /* the credential whose password was shown */
    str hash;
    str token; /* of this session from now on */
    str *codes;
};

static err codes_in(struct db *tx, void *arg)
{
    struct own_change *change = arg;
    struct request *req = change->req;
    err e =
        recovery_codes_new(tx, req->arena, req->site, req->staff.member, req->now, &change->codes);
    return e == ERR_OK ? write_own(tx, req, "staff.recovery_codes") : e;
}

static err post_codes(struct request *req)
{
    struct own_change change = {.req = req};
    err e = db_transaction(req->db, codes_in, &change);
    return e == ERR_OK ? show_recovery_codes(req, change.codes) : e;
}

static err show_password(struct request *req, int status)
{
    struct field *f = fields_of(req);
    struct own_password_view view = {
        .present = f[PRESENT], .fresh = f[FRESH], .whole = form_message_whole(req)};
    view.present.label = tr(req->lang, "Current password");
    view.present.autocomplete = STR("current-password");
    view.fresh.label = tr(req->lang, "New password");
    view.fresh.help = tr(req->lang, "At least 12 characters; a few words make a good one.");
    view.fresh.autocomplete = STR("new-password");
    view.fresh.meter = true;
    struct page *page = page_for(req);
    own_password_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_password(struct request *req)
{
    return show_password(req, 200);
}

static err password_in(struct db *tx, void *arg)
{
    struct own_change *change = arg;
    struct request *req = change->req;
    bool lives = false;
    err e = staff_session_lives(tx, req->arena, req->staff.member, req->staff.id, req->now, &lives);
    if (e == ERR_OK && !lives) {
        e = ERR_DENIED; /* signed out since the request came in */
    }
    if (e == ERR_OK) {
        e = member_store_password(tx, req->staff.member, change->hash, change->verified);
    }
    if (e == ERR_OK) {
        e = staff_session_end_others(tx, req->staff.member, req->staff.id, req->now);
    }
    if (e == ERR_OK) {
        e = flow_store_end(tx, req->staff.member);
    }
    if (e == ERR_OK) {
        e = staff_session_renew(tx, req->site, req->arena, req->staff.id, req->now, &change->token);
    }
    return e == ERR_OK ? write_own(tx, req, "staff.password") : e;
}

/* The fresh password is validated before the present one is hashed: a slip costs no try. */
static void validate_fresh(struct request *req, struct secret present, struct secret fresh)
{
    const char *fault =
        member_password_fault(req->arena, req->site, req->staff.login, req->staff.name, fresh);
    if (fault == NULL && secret_eq(present, fresh)) {
        fault = "password_same";
    }
    if (fault != NULL) {
        form_fail(req, FRESH, fault);
    }
}

static err post_password(struct request *req)
{
    struct act act = act_of(req);
    struct secret present = secret_copy(req->arena, form_text(req, PRESENT));
    struct secret fresh = secret_copy(req->arena, form_text(req, FRESH));
    validate_fresh(req, present, fresh);
    if (form_failed(req)) {
        return show_password(req, 422);
    }
    struct entry_verdict verdict;
    err e =
        entry_password(&act, req->staff.login, present, staff_known(req), device_of(req), &verdict);
    if (e != ERR_OK) {
        return e;
    }
    if (verdict.outcome == ENTRY_LIMITED) {
        form_fail_whole(req, "staff_locked");
        staff_retry_after(req, verdict.retry_us);
        return show_password(req, 429);
    }
    if (verdict.outcome == ENTRY_REFUSED) {
        form_fail(req, PRESENT, "wrong_password");
        return show_password(req, 422);
    }
    struct own_change change = {.req = req, .verified = verdict.member.credential_version};
    e = password_hash(req->site->hasher, req->arena, fresh, &change.hash);
    if (e == ERR_OK) {
        e = db_transaction(req->db, password_in, &change);
    }
    if (e == ERR_DENIED) {
        form_fail(req, PRESENT, "wrong_password");
        return show_password(req, 422);
    }
    if (e == ERR_OK) {
        staff_cookie_set(req, change.token);
    }
    return e == ERR_OK ? reply_redirect_saying(
                             req, url_path("/staff/me"),
                             N_("The password is changed. All other devices are signed out."))
                       : e;
}

const struct route staff_me_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/me",
     .handler = get_me,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .summary = "Where one is signed in, and one's recovery codes."},
    {.method = HTTP_POST,
     .path = "/staff/me/sessions/end",
     .handler = post_session_end,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .form = &session_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Ends one session of one's own."},
    {.method = HTTP_POST,
     .path = "/staff/me/sessions/end-others",
     .handler = post_end_others,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Ends every session of one's own but this one."},
    {.method = HTTP_POST,
     .path = "/staff/me/recovery-codes",
     .handler = post_codes,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .proven = true,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Makes new recovery codes and shows them once."},
    {.method = HTTP_GET,
     .path = "/staff/me/password",
     .handler = get_password,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .form = &password_form,
     .summary = "The form of one's password."},
    {.method = HTTP_POST,
     .path = "/staff/me/password",
     .handler = post_password,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .form = &password_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .on_any_clock = true,
     .summary = "Changes one's password and ends all other sessions."},
    ROUTES_END,
};
