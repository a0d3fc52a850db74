/* SPDX-License-Identifier: Apache-2.0 */
/* Members as JSON: the same rules as the pages'. */
#include "features/staff/members_store.h"
#include "features/staff/staff.h"
#include "features/staff/staff_web.h"
#include "json/writer.h"
#include "web/reply.h"

enum { LOGIN, NAME, ROLE };
static const struct field_rule invite_fields[] = {
    [LOGIN] = {"login", FIELD_LINE, 1, 32},
    [NAME] = {"name", FIELD_LINE, 0, 60},
    [ROLE] = {"role", FIELD_LINE, 1, 20},
};
static const struct form_rule invite_form = FORM(invite_fields);

static const struct field_rule role_fields[] = {{"role", FIELD_LINE, 1, 20}};
static const struct form_rule role_form = FORM(role_fields);
static const struct field_rule reason_fields[] = {{"reason", FIELD_LINE, 1, 200}};
static const struct form_rule reason_form = FORM(reason_fields);

static void put_moment(struct json *json, struct arena *arena, const char *key, when at)
{
    json_key(json, key);
    if (when_is_none(at)) {
        json_nil(json);
    } else {
        json_str(json, when_rfc3339(arena, at));
    }
}

static void put_member(struct json *json, struct arena *arena, const struct member *member)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, member->id.text);
    json_key(json, "login"), json_str(json, member->login);
    json_key(json, "name"), json_str(json, member->name);
    json_key(json, "role"), json_str(json, member->role);
    json_key(json, "state"), json_str(json, member->state);
    put_moment(json, arena, "created_at", member->created_at);
    put_moment(json, arena, "enrolled_at", member->enrolled_at);
    json_end(json);
}

static err api_members(struct request *req)
{
    struct member *members = NULL;
    size_t count = 0;
    err e = members_all(req->db, req->arena, &members, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_member(&json, req->arena, &members[i]);
    }
    json_end(&json);
    json_key(&json, "next"), json_nil(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_member(struct request *req)
{
    struct member member;
    err e = member_with_id(req->db, req->arena, (staff_id){path_param(req, 0)}, &member);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    put_member(&json, req->arena, &member);
    return reply_json(req, 200, &text);
}

/* The id and, where one was made, the one-time link. */
static err reply_change(struct request *req, int status, const struct member_change *change)
{
    struct url link =
        url_absolute(req->arena, req->site->origin, member_link_path(req->arena, change->token));
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "id"), json_str(&json, change->id.text);
    json_key(&json, "link"), json_str(&json, link.text);
    json_end(&json);
    return reply_json(req, status, &text);
}

static err change_member(struct request *req, struct member_change *change)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    change->req = req;
    err e = db_transaction(req->db, member_change_in, change);
    if (e == ERR_INVALID && change->fault != NULL) {
        req->form.code = change->fault;
    }
    return e;
}

static err api_invite(struct request *req)
{
    struct member_change change = {
        .what = MEMBER_INVITE,
        .invitation = {.login = form_text(req, LOGIN),
                       .name = form_text(req, NAME),
                       .role = form_text(req, ROLE)},
    };
    err e = change_member(req, &change);
    return e == ERR_OK ? reply_change(req, 201, &change) : e;
}

static err api_role(struct request *req)
{
    struct member_change change = {
        .what = MEMBER_ROLE, .id = {path_param(req, 0)}, .invitation = {.role = form_text(req, 0)}};
    err e = change_member(req, &change);
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_lock_out(struct request *req)
{
    struct member_change change = {
        .what = MEMBER_LOCK_OUT, .id = {path_param(req, 0)}, .reason = form_text(req, 0)};
    err e = change_member(req, &change);
    return e == ERR_OK ? reply_nothing(req) : e;
}

static err api_anew(struct request *req)
{
    struct member_change change = {.what = MEMBER_ANEW, .id = {path_param(req, 0)}};
    err e = change_member(req, &change);
    return e == ERR_OK ? reply_change(req, 200, &change) : e;
}

const struct route staff_members_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/staff/members",
     .handler = api_members,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .answers = "200 StaffMemberList",
     .summary = "Members of staff."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/members/{id}",
     .handler = api_member,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .answers = "200 StaffMember",
     .summary = "One member."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/members",
     .handler = api_invite,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .form = &invite_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "201 StaffLink",
     .summary = "Makes a member; the answer has the one-time link, this once."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/members/{id}/role",
     .handler = api_role,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .form = &role_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .summary = "Gives a member another role, none above one's own."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/members/{id}/lock-out",
     .handler = api_lock_out,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .form = &reason_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .on_any_clock = true,
     .summary = "Locks a member out at once."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/members/{id}/new-link",
     .handler = api_anew,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 StaffLink",
     .summary = "Forgets a member's password and second factor; the answer has a new link."},
    ROUTES_END,
};
