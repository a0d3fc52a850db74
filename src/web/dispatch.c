/* SPDX-License-Identifier: Apache-2.0 */
#include "web/dispatch.h"

#include "base/check.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/random.h"
#include "system/thread_time.h"
#include "web/asker.h"
#include "web/asset_reply.h"
#include "web/burden.h"
#include "web/cookie.h"
#include "web/csrf.h"
#include "web/device.h"
#include "web/form_size.h"
#include "web/foreign_id.h"
#include "web/headers.h"
#include "web/idempotency.h"
#include "web/network.h"
#include "web/proof.h"
#include "web/rate.h"
#include "web/reply.h"
#include "web/security_event.h"
#include "web/staff_audit.h"

#define BODY_MAX ((size_t)256 * 1024)

/* Up to here a body over its route's limit is read, so that the refusal is a page that says so. */
#define BODY_POLITE ((size_t)64 * 1024)

static size_t form_limit(const struct route *route)
{
    static const struct form_rule no_fields = {0};
    return form_bytes_max(route->form == NULL ? &no_fields : route->form);
}

size_t dispatch_body_limit(const struct site *site, const struct http_request *head)
{
    if (head->method == HTTP_GET || head->method == HTTP_HEAD) {
        return 0;
    }
    const struct route *route = route_find(site->route_tables, head->method, head->path).route;
    if (route == NULL) {
        return BODY_POLITE; /* 404 and 405 say more than "too large" */
    }
    size_t limit = route->raw > 0 ? BODY_MAX : form_limit(route);
    limit = limit < BODY_POLITE ? BODY_POLITE : limit;
    return limit > BODY_MAX ? BODY_MAX : limit;
}

bool dispatch_is_alive(const struct site *site, struct http_exchange *exchange)
{
    if (exchange->request.method != HTTP_GET || !str_eq(exchange->request.path, STR("/healthz"))) {
        return false;
    }
    security_headers_set(&exchange->response, site->secure, false);
    http_set_header(&exchange->response, STR("Content-Type"), STR("text/plain; charset=utf-8"));
    exchange->response.body = STR("alive\n");
    return true;
}

struct dispatch_plan dispatch_plan(const struct site *site, struct http_exchange *exchange)
{
    const struct http_request *http = &exchange->request;
    struct route_match *match = ARENA_NEW(&exchange->arena, struct route_match);
    *match = route_find(site->route_tables, http->method, http->path);
    exchange->lane_slot = match;
    struct dispatch_plan plan = {.lane = LANE_INLINE};
    if (match->route != NULL) {
        plan.lane = match->route->lane;
        plan.standing = match->route->standing;
        plan.first = plan.lane == LANE_HASH && device_is_genuine(site, http);
    }
    return plan;
}

struct dispatch_plan dispatch_plan_of(const struct http_exchange *exchange)
{
    const struct route_match *match = exchange->lane_slot;
    struct dispatch_plan plan = {.lane = LANE_INLINE};
    if (match->route != NULL) {
        plan.lane = match->route->lane;
        plan.standing = match->route->standing;
    }
    return plan;
}

static enum lang choose_language(struct request *req)
{
    enum lang lang = req->site->language;
    str asked;
    if (!req->is_api && http_query_param(req->http, STR("lang"), &asked) &&
        lang_by_code(asked, &lang)) {
        cookie_set(req, "lang", lang_code(lang), COOKIE_FOR_A_YEAR);
        return lang;
    }
    if (lang_by_code(cookie_get(req, "lang"), &lang) ||
        (req->session.signed_in && lang_by_code(req->session.language, &lang))) {
        return lang;
    }
    return lang_from_accept(http_header(req->http, STR("accept-language")), lang);
}

static void keep_theme(struct request *req)
{
    str theme;
    if (!req->is_api && http_query_param(req->http, STR("theme"), &theme) &&
        (str_eq(theme, STR("light")) || str_eq(theme, STR("dark")) || str_eq(theme, STR("auto")))) {
        cookie_set(req, "theme", theme, COOKIE_FOR_A_YEAR);
        req->theme = theme;
    }
}

static void begin(struct request *req, const struct site *site, struct db *db,
                  struct http_exchange *exchange, when now)
{
    *req = (struct request){
        .arena = &exchange->arena,
        .db = db,
        .now = now,
        .site = site,
        .http = &exchange->request,
        .reply = &exchange->response,
        .lang = site->language,
        .zone = site->zone,
        .is_api = route_is_api(exchange->request.path),
        .request_id = id_new(&exchange->arena),
        .network = network_of(&exchange->arena, exchange->request.peer),
    };
    security_headers_set(req->reply, site->secure, !req->is_api);
    http_set_header(req->reply, STR("X-Request-Id"), req->request_id);
    csrf_load_guest(req);
}

/* Session, language and zone: who asks and how he wants to be answered. */
static err know_asker(struct request *req)
{
    err e = staff_is_path(req->http->path) ? staff_session_load(req) : session_load(req);
    req->lang = choose_language(req);
    keep_theme(req);
    const struct zone *own = req->session.signed_in ? zone_by_name(req->session.timezone) : NULL;
    if (own != NULL) {
        req->zone = own;
    }
    return e;
}

static void refuse_method(struct request *req, unsigned allowed)
{
    struct buf list = buf_in(req->arena);
    for (enum http_method method = HTTP_GET; method <= HTTP_OPTIONS; method++) {
        bool has = (allowed & 1U << method) != 0;
        if (has || (method == HTTP_HEAD && (allowed & 1U << HTTP_GET) != 0)) {
            buf_put(&list, list.len > 0 ? STR(", ") : STR(""));
            buf_put(&list, http_method_word(method));
        }
    }
    http_set_header(req->reply, STR("Allow"), buf_str(&list));
    reply_status(req, 405, NULL);
}

/* The page the form was sent from, as the browser says; empty when it is none of ours. */
static str page_of_form(const struct request *req)
{
    str referer = http_header(req->http, STR("referer"));
    return str_starts(referer, req->site->origin) ? str_skip(referer, req->site->origin.len)
                                                  : STR("");
}

/* The page to come back to; empty when there is none. */
static str way_back(const struct request *req)
{
    bool reads = req->http->method == HTTP_GET || req->http->method == HTTP_HEAD;
    return reads ? req->http->target : page_of_form(req);
}

/* The address, knowing where to come back to when that is a page. */
static struct url with_way_back(struct request *req, struct url url)
{
    str back = way_back(req);
    return back.len > 0 ? url_with(req->arena, url, STR("next"), back) : url;
}

/* Someone who is not signed in wants a customer's page: he logs in and comes back to it. */
static void send_to_login(struct request *req)
{
    if (req->is_api) {
        http_set_header(req->reply, STR("WWW-Authenticate"), STR("Bearer"));
        reply_status(req, 401, NULL);
        return;
    }
    (void)reply_redirect(req, with_way_back(req, url_path("/login")));
}

/* Staff comes in by role; what a page would ask for, the API names by a word. */
static bool admit_staff(struct request *req)
{
    const struct route *route = req->route;
    if (!req->staff.signed_in) {
        if (req->is_api) {
            http_set_header(req->reply, STR("WWW-Authenticate"), STR("Bearer"));
            reply_status(req, 401, NULL);
        } else {
            (void)reply_redirect(req, with_way_back(req, url_path("/staff/login")));
        }
        return false;
    }
    if (!staff_may(req, route->may)) {
        reply_status(req, 403, "no_right");
        return false;
    }
    when proof_ends = when_add(req->staff.proven_at, req->site->settings->staff_proof);
    if (route->proven && !when_before(req->now, proof_ends)) {
        if (req->is_api) {
            reply_status(req, 403, "proof_required");
        } else {
            (void)reply_redirect(req, with_way_back(req, url_path("/staff/proof")));
        }
        return false;
    }
    return true;
}

/* True when the route lets the asker in; otherwise the answer is filled. */
static bool admit(struct request *req)
{
    switch (req->route->who) {
    case WHO_ANYONE:
        return true;
    case WHO_GUEST:
        if (req->session.signed_in && !req->is_api) {
            (void)reply_redirect(req, url_path("/home"));
            return false;
        }
        return true;
    case WHO_CUSTOMER:
        if (!req->session.signed_in) {
            send_to_login(req);
            return false;
        }
        return req->is_api || proof_admit_page(req, way_back(req));
    case WHO_STAFF:
        return admit_staff(req);
    case WHO_NOBODY:
        break;
    }
    reply_error(req, ERR_DENIED);
    return false;
}

static int status_of_unreadable(const struct request *req)
{
    str code = str_from_z(req->form.code);
    return str_eq(code, STR("content_type")) ? 415 : str_eq(code, STR("too_large")) ? 413 : 400;
}

/* Reads the form and makes sure it is the asker's own; true when the handler may run. */
static bool take_form(struct request *req)
{
    if (req->route->method == HTTP_GET) {
        return true;
    }
    if (req->route->raw > 0) {
        bool fits = req->http->body.len <= req->route->raw;
        if (!fits) {
            reply_status(req, 413, NULL);
        }
        return fits;
    }
    if (!csrf_same_site(req)) {
        reply_status(req, 403, "cross_site");
        return false;
    }
    if (req->http->body.len > form_limit(req->route)) {
        reply_status(req, 413, NULL);
        return false;
    }
    err e = form_read(req);
    if (arena_is_exhausted(req->arena)) {
        reply_status(req, 413, NULL);
        return false;
    }
    if (e != ERR_OK) {
        reply_status(req, status_of_unreadable(req), req->form.code);
        return false;
    }
    if (!req->is_api && !csrf_is_valid(req, req->form.csrf)) {
        reply_status(req, 403, "form_expired");
        return false;
    }
    if (req->form.code != NULL) {
        reply_error(req, ERR_INVALID); /* a field that no page of ours sends */
        return false;
    }
    return true;
}

/* Asked where the act commits: whoever was let in may have been locked or lost the right since. */
static bool is_still_let_in(struct request *req)
{
    err e = asker_look_again(req);
    if (e != ERR_OK) {
        reply_error(req, e);
    }
    return e == ERR_OK && admit(req);
}

static bool may_act(struct request *req)
{
    if (req->route->creates && !is_still_let_in(req)) {
        return false;
    }
    return req->route->binds == BINDS_TO_NOTHING || req->site->may_bind == NULL ||
           req->site->may_bind(req);
}

/* Nothing is dated or numbered by a clock that nobody believes. */
static bool clock_allows(struct request *req)
{
    const struct route *route = req->route;
    if (route->method == HTTP_GET || route->on_any_clock || clock_believes(req->now)) {
        return true;
    }
    reply_status(req, 503, "clock_unconfirmed");
    return false;
}

/* Whatever a member of staff had done leaves a line, also where the trail has no word for it. */
static void tell_staff_call(const struct request *req, uint64_t told_before)
{
    const struct route *route = req->route;
    if (route->who != WHO_STAFF || route->method == HTTP_GET || route->rate == RATE_READ ||
        req->reply->status >= 400 || staff_audit_told() != told_before) {
        return;
    }
    str pattern = str_printf(req->arena, "%" STR_FMT " %s",
                             STR_ARG(http_method_word(route->method)), route->path);
    log_info("staff call", LOG_STR("route", pattern), LOG_STR("staff", req->staff.member.text),
             LOG_STR("login", req->staff.login), LOG_END);
}

static void run_route(struct request *req, const struct route_match *match)
{
    req->route = match->route;
    for (size_t i = 0; i < ROUTE_PARAMS; i++) {
        req->params[i] = match->params[i];
    }
    form_begin(req);
    if (!admit(req) || !take_form(req)) {
        return;
    }
    bool given = false;
    uint64_t told_before = staff_audit_told();
    err e = idempotency_answer(req, &given);
    if (e == ERR_OK && !given && clock_allows(req) && (!req->is_api || proof_admit_call(req))) {
        e = idempotency_run(req, may_act);
        if (e == ERR_OK) {
            tell_staff_call(req, told_before);
        }
    }
    if (e != ERR_OK) {
        reply_error(req, e);
    }
}

static void answer(struct request *req, const struct route_match *match)
{
    enum rate rate = match->route == NULL ? RATE_READ : match->route->rate;
    req->route = match->route;
    if (!rate_network_allows(rate, req->network, req->now) ||
        !burden_allows(req->network, req->site->settings->network_share, req->now)) {
        req->lang = choose_language(req);
        reply_error(req, ERR_LIMITED);
        return;
    }
    err e = req->db == NULL ? ERR_OK : know_asker(req);
    if (e == ERR_OK && req->db != NULL) {
        security_event_of_token(req); /* it was looked up; a database that is away says nothing */
    }
    if (e != ERR_OK) {
        reply_error(req, e);
    } else if (http_query_is_ambiguous(req->http)) {
        reply_status(req, 400, "repeated_parameter");
    } else if (match->allowed == 0) {
        reply_error(req, ERR_NOT_FOUND);
    } else if (match->route == NULL) {
        refuse_method(req, match->allowed);
    } else {
        run_route(req, match);
    }
}

bool dispatch_needs_no_database(const struct http_exchange *exchange)
{
    str path = exchange->request.path;
    return asset_is_there(path) || str_eq(path, STR("/healthz"));
}

/* The memory of a request is used up: whatever was made of it may be cut and is thrown away. Its
 * transactions have rolled back (db_lives_in). */
static void refuse_exhausted(const struct site *site, struct http_exchange *exchange,
                             struct arena_mark mark, when now)
{
    struct request req;
    int status = exchange->response.status == 413 ? 413 : 500;
    http_response_reset(&exchange->response);
    arena_begin_again(&exchange->arena, mark);
    begin(&req, site, NULL, exchange, now);
    log_request_begin(req.request_id);
    log_error("a request needed too much memory", LOG_STR("path", req.http->path),
              LOG_INT("status", status), LOG_END);
    req.lang = choose_language(&req);
    reply_status(&req, status, NULL);
}

void dispatch_run(const struct site *site, struct db *db, struct http_exchange *exchange, when now)
{
    struct request req;
    struct arena_mark mark = arena_mark(&exchange->arena);
    begin(&req, site, db, exchange, now);
    log_request_begin(req.request_id);
    security_event_watch();
    if (!asset_reply(&exchange->request, &exchange->response)) {
        if (db != NULL) {
            db_lives_in(db, &exchange->arena);
        }
        int64_t begun_us = thread_time_us();
        answer(&req, exchange->lane_slot);
        burden_add(req.network, thread_time_us() - begun_us);
        security_event_of_answer(&req);
        foreign_id_suspect(&req);
        if (db != NULL) {
            db_lives_in(db, NULL);
            db_snapshot_end(db);
        }
    }
    if (arena_is_exhausted(&exchange->arena)) {
        refuse_exhausted(site, exchange, mark, now);
    }
    log_request_end();
}

void dispatch_refuse_busy(const struct site *site, struct http_exchange *exchange, when now)
{
    struct request req;
    begin(&req, site, NULL, exchange, now);
    req.lang = choose_language(&req);
    reply_status(&req, 503, "busy");
}

str path_param(const struct request *req, size_t index)
{
    CHECK(index < ROUTE_PARAMS);
    return req->params[index];
}
