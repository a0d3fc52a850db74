/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of members: who there is, invitations, roles, locking out. */
#include "features/staff/members_page.h"
#include "features/staff/members_store.h"
#include "features/staff/members_view.h"
#include "features/staff/staff.h"
#include "features/staff/staff_web.h"
#include "web/reply.h"

enum { LOGIN, NAME, ROLE };
static const struct field_rule invite_fields[] = {
    [LOGIN] = {"login", FIELD_LINE, 1, 32},
    [NAME] = {"name", FIELD_LINE, 0, 60},
    [ROLE] = {"role", FIELD_LINE, 1, 20},
};
static const struct form_rule invite_form = FORM(invite_fields);

enum { ROLE_CHOICE };
static const struct field_rule role_fields[] = {[ROLE_CHOICE] = {"role", FIELD_LINE, 1, 20}};
static const struct form_rule role_form = FORM(role_fields);

enum { REASON };
static const struct field_rule reason_fields[] = {[REASON] = {"reason", FIELD_LINE, 1, 200}};
static const struct form_rule reason_form = FORM(reason_fields);

str member_state_label(const struct request *req, str state, enum tone *out_tone)
{
    if (str_eq(state, STR("active"))) {
        *out_tone = TONE_GOOD;
        return tr(req->lang, "active");
    }
    bool invited = str_eq(state, STR("invited"));
    *out_tone = invited ? TONE_INFO : TONE_BAD;
    return invited ? tr(req->lang, "invited") : tr(req->lang, "locked out");
}

/* The roles the asker may give. */
static void offer_roles(struct request *req, struct field *field)
{
    struct option *options = ARENA_ARRAY(req->arena, struct option, staff_role_count);
    for (size_t i = 0; i < staff_role_count; i++) {
        if ((staff_roles[i].rights & ~req->staff.rights) == 0) {
            options[field->option_count++] = (struct option){
                .value = str_from_z(staff_roles[i].word),
                .label = tr(req->lang, staff_roles[i].label),
            };
        }
    }
    field->options = options;
    field->label = tr(req->lang, "Role");
}

static err show_members(struct request *req, int status)
{
    struct member *members = NULL;
    struct members_view view = {.whole = form_message_whole(req)};
    err e = members_all(req->db, req->arena, &members, &view.count);
    if (e != ERR_OK) {
        return e;
    }
    struct member_line *lines = ARENA_ARRAY(req->arena, struct member_line, view.count);
    for (size_t i = 0; i < view.count; i++) {
        lines[i] = (struct member_line){
            .url = url_fill(req->arena, "/staff/staff/{}", members[i].id.text),
            .login = members[i].login,
            .name = members[i].name,
            .role = role_label(req, members[i].role),
        };
        lines[i].state = member_state_label(req, members[i].state, &lines[i].tone);
    }
    view.members = lines;
    struct field *f = fields_of(req);
    view.login = f[LOGIN];
    view.login.label = tr(req->lang, "Login");
    view.name = f[NAME];
    view.name.label = tr(req->lang, "Name");
    view.name.optional = true;
    view.role = f[ROLE];
    offer_roles(req, &view.role);
    struct page *page = page_for(req);
    members_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_members(struct request *req)
{
    return show_members(req, 200);
}

static err show_link(struct request *req, str login, str token)
{
    struct url link =
        url_absolute(req->arena, req->site->origin, member_link_path(req->arena, token));
    struct page *page = page_for(req);
    member_link_page(page, view_of(req), login, link.text);
    return reply_page(req, 200, page);
}

err member_change_in(struct db *tx, void *arg)
{
    struct member_change *change = arg;
    struct request *req = change->req;
    struct actor actor = actor_of(req);
    change->fault = NULL;
    switch (change->what) {
    case MEMBER_INVITE:
        return member_invite(tx, req->arena, &actor, &change->invitation, &change->id,
                             &change->token, &change->fault);
    case MEMBER_ROLE:
        return member_role_give(tx, req->arena, &actor, change->id, change->invitation.role,
                                &change->fault);
    case MEMBER_LOCK_OUT:
        return member_lock_out(tx, req->arena, &actor, change->id, change->reason, &change->fault);
    case MEMBER_ANEW:
        return member_begin_anew(tx, req->arena, &actor, change->id, &change->token,
                                 &change->fault);
    }
    return ERR_INTERNAL;
}

/* Which field of the invitation a fault belongs to. */
static size_t field_of(const char *fault)
{
    str word = str_from_z(fault);
    bool login = str_eq(word, STR("staff_login")) || str_eq(word, STR("taken"));
    return login ? LOGIN : str_eq(word, STR("too_long")) ? NAME : ROLE;
}

static err post_invite(struct request *req)
{
    if (form_failed(req)) {
        return show_members(req, 422);
    }
    struct member_change change = {
        .req = req,
        .what = MEMBER_INVITE,
        .invitation = {.login = form_text(req, LOGIN),
                       .name = form_text(req, NAME),
                       .role = form_text(req, ROLE)},
    };
    err e = db_transaction(req->db, member_change_in, &change);
    if (e == ERR_INVALID && change.fault != NULL) {
        form_fail(req, field_of(change.fault), change.fault);
        return show_members(req, 422);
    }
    return e == ERR_OK ? show_link(req, change.invitation.login, change.token) : e;
}

/* What can be done with the member, and the fields of it. */
static void offer_acts(struct request *req, const struct member *member, struct member_view *view)
{
    const struct staff_role *role = staff_role_by_word(member->role);
    str id = member->id.text;
    view->own = str_eq(id, req->staff.member.text);
    view->above = role == NULL || (role->rights & ~req->staff.rights) != 0;
    view->locked_out = str_eq(member->state, STR("disabled"));
    view->give_role = url_fill(req->arena, "/staff/staff/{}/role", id);
    view->lock_out = url_fill(req->arena, "/staff/staff/{}/lock-out", id);
    view->begin_anew = url_fill(req->arena, "/staff/staff/{}/new-link", id);
    view->role_choice = fields_of_form(req, &role_form)[ROLE_CHOICE];
    if (view->role_choice.value.len == 0) {
        view->role_choice.value = member->role;
    }
    offer_roles(req, &view->role_choice);
    view->reason = fields_of_form(req, &reason_form)[REASON];
    view->reason.label = tr(req->lang, "Reason");
    view->reason.spelled = true;
}

static err show_member(struct request *req, int status)
{
    struct member member;
    err e = member_with_id(req->db, req->arena, (staff_id){path_param(req, 0)}, &member);
    struct staff_attempt_line *attempts = NULL;
    size_t attempt_count = 0;
    if (e == ERR_OK) {
        e = staff_attempt_lines(req, member.login, &attempts, &attempt_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct member_view view = {
        .login = member.login,
        .name = member.name,
        .role = role_label(req, member.role),
        .created_at = member.created_at,
        .enrolled_at = member.enrolled_at,
        .attempts = attempts,
        .attempt_count = attempt_count,
        .whole = form_message_whole(req),
    };
    view.state = member_state_label(req, member.state, &view.tone);
    offer_acts(req, &member, &view);
    struct page *page = page_for(req);
    member_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_member(struct request *req)
{
    return show_member(req, 200);
}

/* A change of the member in the path; a rule against it is told above the page. */
static err change_member(struct request *req, struct member_change *change, const char *done)
{
    change->req = req;
    change->id = (staff_id){path_param(req, 0)};
    err e = form_failed(req) ? ERR_INVALID : db_transaction(req->db, member_change_in, change);
    if (e == ERR_INVALID) {
        if (change->fault != NULL) {
            form_fail_whole(req, change->fault);
        }
        return show_member(req, 422);
    }
    if (e != ERR_OK || change->what == MEMBER_ANEW) {
        return e;
    }
    return reply_redirect_saying(req, url_fill(req->arena, "/staff/staff/{}", change->id.text),
                                 done);
}

static err post_role(struct request *req)
{
    struct member_change change = {.what = MEMBER_ROLE,
                                   .invitation = {.role = form_text(req, ROLE_CHOICE)}};
    return change_member(req, &change, N_("The role is given."));
}

static err post_lock_out(struct request *req)
{
    struct member_change change = {.what = MEMBER_LOCK_OUT, .reason = form_text(req, REASON)};
    return change_member(req, &change, N_("Locked out; all sessions are ended."));
}

static err post_anew(struct request *req)
{
    struct member_change change = {.what = MEMBER_ANEW};
    struct member member;
    err e = member_with_id(req->db, req->arena, (staff_id){path_param(req, 0)}, &member);
    if (e == ERR_OK) {
        e = change_member(req, &change, NULL);
    }
    return e == ERR_OK && change.token.len > 0 ? show_link(req, member.login, change.token) : e;
}

const struct route staff_members_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/staff",
     .handler = get_members,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .form = &invite_form,
     .summary = "Members of staff, and the form to invite one."},
    {.method = HTTP_POST,
     .path = "/staff/staff",
     .handler = post_invite,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .form = &invite_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Makes a member and shows the one-time link."},
    {.method = HTTP_GET,
     .path = "/staff/staff/{id}",
     .handler = get_member,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .summary = "One member: role, state, attempts to sign in."},
    {.method = HTTP_POST,
     .path = "/staff/staff/{id}/role",
     .handler = post_role,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .form = &role_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Gives a member another role, none above one's own."},
    {.method = HTTP_POST,
     .path = "/staff/staff/{id}/lock-out",
     .handler = post_lock_out,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .form = &reason_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .creates = true,
     .summary = "Locks a member out at once."},
    {.method = HTTP_POST,
     .path = "/staff/staff/{id}/new-link",
     .handler = post_anew,
     .who = WHO_STAFF,
     .may = STAFF_MAY_STAFF,
     .proven = true,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Forgets a member's password and second factor and shows a new one-time link."},
    ROUTES_END,
};
