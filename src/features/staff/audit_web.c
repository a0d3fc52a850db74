/* SPDX-License-Identifier: Apache-2.0 */
/* The audit trail as a page and as JSON; its filters stand in the address. */
#include "features/staff/console_page.h"
#include "features/staff/console_view.h"
#include "features/staff/staff.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"
#include "web/staff_audit.h"

#define ENTRIES_A_PAGE 50
#define VALUE_MAX 100

static str param(const struct request *req, str name)
{
    str value = STR("");
    (void)http_query_param(req->http, name, &value);
    value = str_trim(value);
    return value.len <= VALUE_MAX && str_is_utf8(value) ? value : STR("");
}

/* Midnight of a day "2026-03-11" in the reader's zone, plus days; WHEN_NONE for what is none. */
static when midnight_of(const struct request *req, str date, int days)
{
    when utc;
    str moment = str_printf(req->arena, "%" STR_FMT "T00:00:00Z", STR_ARG(date));
    if (date.len != 10 || !when_from_rfc3339(moment, &utc)) {
        return WHEN_NONE;
    }
    struct civil local = when_to_civil(when_add(utc, days * WHEN_DAY));
    return zone_moment(req->zone, &local);
}

static struct staff_audit_ask ask_of(const struct request *req)
{
    return (struct staff_audit_ask){
        .login = str_lower(req->arena, param(req, STR("member"))),
        .action = param(req, STR("action")),
        .account = param(req, STR("account")),
        .ref = param(req, STR("ref")),
        .from = midnight_of(req, param(req, STR("from")), 0),
        .until = midnight_of(req, param(req, STR("until")), 1),
        .before = WHEN_NONE,
    };
}

static struct audit_line line_of(const struct request *req, const struct staff_audit_item *item)
{
    return (struct audit_line){
        .at = item->at,
        .login = item->login.len > 0 ? item->login : tr(req->lang, "the server"),
        .what = item->action,
        .subject = item->subject,
        .reason = item->reason,
        .before = item->before,
        .after = item->after,
        .network = item->network,
        .account = item->account.len > 0 ? url_fill(req->arena, "/staff/accounts/{}", item->account)
                                         : (struct url){{0}},
    };
}

/* A filter as it stands in the address. */
static struct field filter(const struct request *req, str name, str label, const char *type)
{
    return (struct field){.name = name,
                          .label = label,
                          .value = param(req, name),
                          .type = str_from_z(type),
                          .max = VALUE_MAX};
}

/* The same filters from another place on. */
static struct url with_filters(struct request *req, str before)
{
    static const str names[] = {STR_INIT("member"), STR_INIT("action"), STR_INIT("account"),
                                STR_INIT("ref"),    STR_INIT("from"),   STR_INIT("until")};
    struct url url = url_path("/staff/audit");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        str value = param(req, names[i]);
        url = value.len > 0 ? url_with(req->arena, url, names[i], value) : url;
    }
    return before.len > 0 ? url_with(req->arena, url, STR("before"), before) : url;
}

static err get_audit(struct request *req)
{
    struct staff_audit_ask ask = ask_of(req);
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    bool from_within = cursor_parse(param(req, STR("before")), &before);
    struct staff_audit_item *items = NULL;
    struct audit_view view = {
        .member = filter(req, STR("member"), tr(req->lang, "Who"), "text"),
        .action = filter(req, STR("action"), tr(req->lang, "What"), "text"),
        .account = filter(req, STR("account"), tr(req->lang, "Customer"), "text"),
        .from = filter(req, STR("from"), tr(req->lang, "From day"), "date"),
        .until = filter(req, STR("until"), tr(req->lang, "To day"), "date"),
    };
    ask.before = before.at, ask.before_id = before.id, ask.limit = ENTRIES_A_PAGE + 1;
    err e = staff_audit_page(req->db, req->arena, &ask, &items, &view.count);
    if (e != ERR_OK) {
        return e;
    }
    if (view.count > ENTRIES_A_PAGE) {
        view.count = ENTRIES_A_PAGE;
        struct cursor last = {items[view.count - 1].at, items[view.count - 1].id};
        view.pages.older = with_filters(req, cursor_text(req->arena, last));
    }
    if (from_within) {
        view.pages.newer = with_filters(req, STR(""));
    }
    struct audit_line *lines = ARENA_ARRAY(req->arena, struct audit_line, view.count);
    for (size_t i = 0; i < view.count; i++) {
        lines[i] = line_of(req, &items[i]);
    }
    view.lines = lines;
    struct page *page = page_for(req);
    audit_page_view(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static void put_entry(struct json *json, struct arena *arena, const struct staff_audit_item *item)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, item->id);
    json_key(json, "at"), json_str(json, when_rfc3339(arena, item->at));
    json_key(json, "login"), json_str(json, item->login);
    json_key(json, "action"), json_str(json, item->action);
    json_key(json, "subject"), json_str(json, item->subject);
    json_key(json, "ref"), json_str(json, item->ref);
    json_key(json, "account"), json_str(json, item->account);
    json_key(json, "reason"), json_str(json, item->reason);
    json_key(json, "before"), json_str(json, item->before);
    json_key(json, "after"), json_str(json, item->after);
    json_key(json, "network"), json_str(json, item->network);
    json_end(json);
}

static err api_audit(struct request *req)
{
    struct staff_audit_ask ask = ask_of(req);
    struct cursor after;
    struct staff_audit_item *items = NULL;
    size_t count = 0;
    int64_t limit;
    if (!list_place(req, &after, &limit)) {
        return ERR_INVALID;
    }
    ask.before = after.at, ask.before_id = after.id, ask.limit = limit + 1;
    err e = staff_audit_page(req->db, req->arena, &ask, &items, &count);
    if (e != ERR_OK) {
        return e;
    }
    bool more = count > (size_t)limit;
    count = more ? (size_t)limit : count;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_entry(&json, req->arena, &items[i]);
    }
    json_end(&json);
    json_key(&json, "next");
    if (more) {
        struct cursor last = {items[count - 1].at, items[count - 1].id};
        json_str(&json, cursor_text(req->arena, last));
    } else {
        json_nil(&json);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

const struct route staff_audit_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/audit",
     .handler = get_audit,
     .who = WHO_STAFF,
     .may = STAFF_MAY_AUDIT,
     .summary = "What staff did, filtered by member, act, customer and days."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/audit",
     .handler = api_audit,
     .who = WHO_STAFF,
     .may = STAFF_MAY_AUDIT,
     .query = "member action account ref from until limit after",
     .answers = "200 StaffAuditList",
     .summary = "What staff did, newest first."},
    ROUTES_END,
};
