/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of signing in to the console and leaving it. */
#include "features/staff/entry_page.h"
#include "features/staff/entry_view.h"
#include "features/staff/queue_place.h"
#include "features/staff/staff.h"
#include "features/staff/staff_web.h"
#include "web/cookie.h"
#include "web/device.h"
#include "web/headers.h"
#include "web/reply.h"

#define FLOW_COOKIE_LIFE (10 * WHEN_MINUTE)

enum { LOGIN, PASSWORD, NEXT };
static const struct field_rule login_fields[] = {
    [LOGIN] = {"login", FIELD_LINE, 1, 64},
    [PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
    [NEXT] = {"next", FIELD_LINE, 0, 1000},
};
static const struct form_rule login_form = FORM(login_fields);

enum { CODE, CODE_NEXT };
static const struct field_rule code_fields[] = {
    [CODE] = {"code", FIELD_LINE, 1, STAFF_CODE_MAX},
    [CODE_NEXT] = {"next", FIELD_LINE, 0, 1000},
};
static const struct form_rule code_form = FORM(code_fields);

void staff_retry_after(struct request *req, int64_t span_us)
{
    int64_t seconds = (span_us + WHEN_SECOND - 1) / WHEN_SECOND;
    req->retry_after = str_printf(req->arena, "%lld", (long long)seconds);
    http_set_header(req->reply, STR("Retry-After"), req->retry_after);
}

void staff_come_in(struct request *req, staff_id member, str token)
{
    (void)device_remember(req);
    cookie_set_signed(req, "staff_known", member.text, COOKIE_FOR_A_YEAR);
    cookie_clear(req, "staff_flow");
    staff_cookie_set(req, token);
}

str staff_known(const struct request *req)
{
    return cookie_get_signed(req, "staff_known");
}

static err show_login(struct request *req, int status, str next)
{
    struct field *f = fields_of(req);
    struct staff_login_view view = {
        .login = f[LOGIN],
        .password = f[PASSWORD],
        .next = next,
        .whole = form_message_whole(req),
    };
    view.login.label = tr(req->lang, "Login");
    view.login.autocomplete = STR("username");
    view.login.autofocus = true;
    view.password.label = tr(req->lang, "Password");
    view.password.autocomplete = STR("current-password");
    struct page *page = page_for(req);
    staff_login_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_login(struct request *req)
{
    if (req->staff.signed_in) {
        return reply_redirect(req, url_path("/staff"));
    }
    str next = STR("");
    (void)http_query_param(req->http, STR("next"), &next);
    return show_login(req, 200, next);
}

static err post_login(struct request *req)
{
    if (form_failed(req)) {
        return show_login(req, 422, form_text(req, NEXT));
    }
    struct act act = act_of(req);
    struct secret password = secret_copy(req->arena, form_text(req, PASSWORD));
    struct entry_verdict verdict;
    err e = entry_password(&act, form_text(req, LOGIN), password, staff_known(req), device_of(req),
                           &verdict);
    if (e != ERR_OK) {
        return e;
    }
    if (verdict.outcome == ENTRY_LIMITED) {
        form_fail_whole(req, "staff_locked");
        staff_retry_after(req, verdict.retry_us);
        return show_login(req, 429, form_text(req, NEXT));
    }
    if (verdict.outcome == ENTRY_REFUSED) {
        form_fail_whole(req, "staff_wrong");
        return show_login(req, 422, form_text(req, NEXT));
    }
    str token;
    e = entry_flow_begin(&act, &verdict.member, form_text(req, NEXT), &token);
    if (e == ERR_DENIED) {
        form_fail_whole(req, "staff_wrong");
        return show_login(req, 422, form_text(req, NEXT));
    }
    if (e != ERR_OK) {
        return e;
    }
    cookie_set(req, "staff_flow", token, FLOW_COOKIE_LIFE);
    return reply_redirect(req, url_path("/staff/second-factor"));
}

static struct staff_code_view code_view(struct request *req, str next)
{
    struct staff_code_view view = {
        .code = fields_of(req)[CODE],
        .next = next,
        .whole = form_message_whole(req),
    };
    field_for_code(req, &view.code);
    view.code.max = STAFF_CODE_MAX; /* a recovery code is longer */
    view.code.inputmode = STR("");
    return view;
}

static err show_code(struct request *req, int status)
{
    struct staff_code_view view = code_view(req, STR(""));
    struct page *page = page_for(req);
    staff_code_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err start_over(struct request *req)
{
    cookie_clear(req, "staff_flow");
    return reply_redirect_warning(req, url_path("/staff/login"),
                                  N_("Please show your password once more."));
}

static err get_second_factor(struct request *req)
{
    struct act act = act_of(req);
    str next;
    err e = entry_flow_find(&act, cookie_get(req, "staff_flow"), &next);
    if (e == ERR_NOT_FOUND) {
        return start_over(req);
    }
    return e == ERR_OK ? show_code(req, 200) : e;
}

/* Leaves in the form why a code was not taken; true when it was. */
static bool check_code(struct request *req, const struct entry_verdict *verdict, int *out_status)
{
    *out_status = 422;
    if (verdict->outcome == ENTRY_LIMITED) {
        form_fail_whole(req, "staff_codes");
        staff_retry_after(req, verdict->retry_us);
        *out_status = 429;
    } else if (verdict->outcome == ENTRY_REFUSED) {
        form_fail(req, CODE, "wrong_factor");
    }
    return verdict->outcome == ENTRY_OK;
}

static err post_second_factor(struct request *req)
{
    if (form_failed(req)) {
        return show_code(req, 422);
    }
    struct act act = act_of(req);
    struct entry_pass pass;
    int status;
    err e = entry_flow_code(&act, cookie_get(req, "staff_flow"), form_text(req, CODE), &pass);
    if (e == ERR_NOT_FOUND) {
        return start_over(req);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (!check_code(req, &pass.verdict, &status)) {
        return show_code(req, status);
    }
    staff_come_in(req, pass.verdict.member.id, pass.token);
    return reply_redirect(req, safe_return(req, pass.next, url_path("/staff")));
}

static err show_proof(struct request *req, int status, str next)
{
    struct staff_code_view view = code_view(req, next);
    struct page *page = page_for(req);
    staff_proof_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_proof(struct request *req)
{
    str next = STR("");
    (void)http_query_param(req->http, STR("next"), &next);
    return show_proof(req, 200, next);
}

static err post_proof(struct request *req)
{
    if (form_failed(req)) {
        return show_proof(req, 422, form_text(req, CODE_NEXT));
    }
    struct act act = act_of(req);
    struct entry_pass pass;
    int status;
    err e = entry_prove(&act, req->staff.member, req->staff.id, PROOF_TOKEN_RENEWED,
                        form_text(req, CODE), &pass);
    if (e == ERR_NOT_FOUND) {
        return start_over(req); /* signed out, or locked out, since the request came in */
    }
    if (e != ERR_OK) {
        return e;
    }
    if (!check_code(req, &pass.verdict, &status)) {
        return show_proof(req, status, form_text(req, CODE_NEXT));
    }
    staff_cookie_set(req, pass.token);
    return reply_redirect(req, safe_return(req, form_text(req, CODE_NEXT), url_path("/staff")));
}

static err get_logout(struct request *req)
{
    if (!req->staff.signed_in) {
        return reply_redirect(req, url_path("/staff/login"));
    }
    struct page *page = page_for(req);
    staff_logout_page(page, view_of(req));
    return reply_page(req, 200, page);
}

err staff_session_end_own(struct db *tx, const struct request *req, session_id session)
{
    err e = staff_session_end(tx, req->staff.member, session, req->now);
    struct staff_audit_entry entry = staff_audit_of(req, "staff.signout");
    entry.subject = STR("staff");
    entry.ref = req->staff.member.text;
    entry.session = (session_id){STR("")}; /* which has just been ended, perhaps by itself */
    return e == ERR_OK ? staff_audit_put(tx, req->arena, &entry) : e;
}

static err logout_in(struct db *tx, void *arg)
{
    const struct request *req = arg;
    return staff_session_end_own(tx, req, req->staff.id);
}

static err post_logout(struct request *req)
{
    err e = req->staff.signed_in ? db_transaction(req->db, logout_in, req) : ERR_OK;
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    staff_cookie_clear(req);
    clear_site_data_set(req->reply);
    return reply_redirect_saying(req, url_path("/staff/login"), N_("You are logged out."));
}

const struct route entry_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/login",
     .handler = get_login,
     .who = WHO_ANYONE,
     .form = &login_form,
     .summary = "The login form of the console."},
    {.method = HTTP_POST,
     .path = "/staff/login",
     .handler = post_login,
     .who = WHO_ANYONE,
     .form = &login_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .standing = &staff_standing,
     .on_any_clock = true,
     .summary = "Takes login and password of a member of staff; the second factor comes next."},
    {.method = HTTP_GET,
     .path = "/staff/second-factor",
     .handler = get_second_factor,
     .who = WHO_ANYONE,
     .form = &code_form,
     .summary = "The form of the second factor."},
    {.method = HTTP_POST,
     .path = "/staff/second-factor",
     .handler = post_second_factor,
     .who = WHO_ANYONE,
     .form = &code_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Takes the second factor and opens a session of the console."},
    {.method = HTTP_GET,
     .path = "/staff/proof",
     .handler = get_proof,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .form = &code_form,
     .summary = "Asks for a fresh code before something dangerous."},
    {.method = HTTP_POST,
     .path = "/staff/proof",
     .handler = post_proof,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ENTER,
     .form = &code_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Takes that code."},
    {.method = HTTP_GET,
     .path = "/staff/logout",
     .handler = get_logout,
     .who = WHO_ANYONE,
     .summary = "Asks whether to leave the console."},
    {.method = HTTP_POST,
     .path = "/staff/logout",
     .handler = post_logout,
     .who = WHO_ANYONE,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Leaves the console."},
    ROUTES_END,
};
