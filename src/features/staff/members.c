/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/members.h"

#include "crypto/codec.h"
#include "crypto/mac.h"
#include "crypto/token.h"
#include "features/staff/entry_guard.h"
#include "features/staff/members_store.h"
#include "features/staff/second_factor.h"
#include "system/random.h"
#include "web/page.h"
#include "web/request.h"

#define LINK_LIFE (3 * WHEN_DAY)
#define LOGIN_MIN 2
#define LOGIN_MAX 32
#define NAME_BYTES_MAX 200

struct actor actor_of(const struct request *req)
{
    return (struct actor){.rights = req->staff.rights, .audit = staff_audit_of(req, NULL)};
}

struct actor actor_at_server(when now)
{
    return (struct actor){.rights = ~0U, .audit = {.now = now}};
}

bool member_login_parse(struct arena *arena, str typed, str *out)
{
    str login = str_lower(arena, str_trim(typed));
    if (login.len < LOGIN_MIN || login.len > LOGIN_MAX) {
        return false;
    }
    for (size_t i = 0; i < login.len; i++) {
        char c = login.ptr[i];
        bool letter = c >= 'a' && c <= 'z';
        bool other = (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!letter && (i == 0 || !other)) {
            return false;
        }
    }
    *out = login;
    return true;
}

static err write_act(struct db *tx, struct arena *arena, const struct actor *actor,
                     struct staff_audit_entry what)
{
    struct staff_audit_entry entry = actor->audit;
    entry.action = what.action;
    entry.subject = STR("staff");
    entry.ref = what.ref;
    entry.reason = what.reason;
    entry.before = what.before;
    entry.after = what.after;
    return staff_audit_put(tx, arena, &entry);
}

static err refuse(const char **out_fault, const char *why)
{
    *out_fault = why;
    return ERR_INVALID;
}

/* Whoever lacks a right can neither give it nor touch somebody who has it. */
static bool is_above(const struct actor *actor, const struct staff_role *role)
{
    return role == NULL || (role->rights & ~actor->rights) != 0;
}

static err new_link(struct db *tx, struct arena *arena, staff_id id, when now, str *out_token)
{
    struct secret token = token_new(arena);
    char salt[16];
    random_bytes(salt, sizeof salt);
    *out_token = secret_reveal(token);
    return link_store(tx, member_link_digest(arena, *out_token), id,
                      hex_encode(arena, (str){salt, sizeof salt}), now, when_add(now, LINK_LIFE));
}

err member_invite(struct db *tx, struct arena *arena, const struct actor *actor,
                  const struct invitation *invitation, staff_id *out, str *out_token,
                  const char **out_fault)
{
    struct invitation clean = {
        .name = str_trim(invitation->name),
        .role = invitation->role,
    };
    const struct staff_role *role = staff_role_by_word(invitation->role);
    if (!member_login_parse(arena, invitation->login, &clean.login)) {
        return refuse(out_fault, "staff_login");
    }
    if (role == NULL || is_above(actor, role)) {
        return refuse(out_fault, role == NULL ? "bad_choice" : "above_yourself");
    }
    if (clean.name.len > NAME_BYTES_MAX) {
        return refuse(out_fault, "too_long");
    }
    staff_id id = {id_new(arena)};
    err e = member_store_new(tx, id, &clean, actor->audit.now);
    if (e == ERR_CONFLICT) {
        return refuse(out_fault, "taken");
    }
    if (e == ERR_OK) {
        e = new_link(tx, arena, id, actor->audit.now, out_token);
    }
    if (e == ERR_OK) {
        *out = id;
        str after =
            str_printf(arena, "%" STR_FMT " %" STR_FMT, STR_ARG(clean.login), STR_ARG(clean.role));
        e = write_act(
            tx, arena, actor,
            (struct staff_audit_entry){.action = "staff.invited", .ref = id.text, .after = after});
    }
    return e;
}

/* The member, when the actor may touch him at all. */
static err take(struct db *tx, struct arena *arena, const struct actor *actor, staff_id id,
                struct member *out, const char **out_fault)
{
    err e = member_with_id(tx, arena, id, out);
    if (e == ERR_OK && str_eq(id.text, actor->audit.member.text)) {
        return refuse(out_fault, "own_account");
    }
    if (e == ERR_OK && is_above(actor, staff_role_by_word(out->role))) {
        return refuse(out_fault, "above_yourself");
    }
    return e;
}

/* Somebody with full access has to stay. */
static err spare_last_full(struct db *tx, struct arena *arena, const struct member *member,
                           const char **out_fault)
{
    int64_t others = 0;
    if (!str_eq(member->role, STR("full")) || !str_eq(member->state, STR("active"))) {
        return ERR_OK;
    }
    err e = member_store_full_others(tx, arena, member->id, &others);
    return e == ERR_OK && others == 0 ? refuse(out_fault, "last_full") : e;
}

err member_role_give(struct db *tx, struct arena *arena, const struct actor *actor, staff_id id,
                     str word, const char **out_fault)
{
    struct member member;
    const struct staff_role *role = staff_role_by_word(word);
    if (role == NULL || is_above(actor, role)) {
        return refuse(out_fault, role == NULL ? "bad_choice" : "above_yourself");
    }
    err e = take(tx, arena, actor, id, &member, out_fault);
    if (e != ERR_OK || str_eq(member.role, word)) {
        return e;
    }
    e = spare_last_full(tx, arena, &member, out_fault);
    if (e == ERR_OK) {
        e = member_store_role(tx, id, word);
    }
    struct staff_audit_entry entry = {
        .action = "staff.role", .ref = id.text, .before = member.role, .after = word};
    return e == ERR_OK ? write_act(tx, arena, actor, entry) : e;
}

/* Nothing that was open stays open. */
static err close_doors(struct db *tx, staff_id id, when now)
{
    err e = staff_session_end_others(tx, id, (session_id){STR("")}, now);
    return e == ERR_OK ? flow_store_end(tx, id) : e;
}

err member_lock_out(struct db *tx, struct arena *arena, const struct actor *actor, staff_id id,
                    str reason, const char **out_fault)
{
    struct member member;
    err e = take(tx, arena, actor, id, &member, out_fault);
    if (e != ERR_OK || str_eq(member.state, STR("disabled"))) {
        return e;
    }
    e = spare_last_full(tx, arena, &member, out_fault);
    if (e == ERR_OK) {
        e = member_store_disable(tx, id, actor->audit.now);
    }
    if (e == ERR_OK) {
        e = close_doors(tx, id, actor->audit.now);
    }
    struct staff_audit_entry entry = {.action = "staff.disabled",
                                      .ref = id.text,
                                      .reason = reason,
                                      .before = member.state,
                                      .after = STR("disabled")};
    return e == ERR_OK ? write_act(tx, arena, actor, entry) : e;
}

err member_begin_anew(struct db *tx, struct arena *arena, const struct actor *actor, staff_id id,
                      str *out_token, const char **out_fault)
{
    struct member member;
    err e = take(tx, arena, actor, id, &member, out_fault);
    /* Who sits at the server's command line may help the last one who lost his phone. */
    bool at_server = actor->audit.member.text.len == 0;
    if (e == ERR_OK && !at_server) {
        e = spare_last_full(tx, arena, &member, out_fault);
    }
    if (e == ERR_OK) {
        e = member_store_anew(tx, id);
    }
    if (e == ERR_OK) {
        e = recovery_store_forget(tx, id);
    }
    if (e == ERR_OK) {
        e = entry_forget(tx, arena, id);
    }
    if (e == ERR_OK) {
        e = close_doors(tx, id, actor->audit.now);
    }
    if (e == ERR_OK) {
        e = new_link(tx, arena, id, actor->audit.now, out_token);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_entry entry = {
        .action = "staff.reset", .ref = id.text, .before = member.state, .after = STR("invited")};
    return e == ERR_OK ? write_act(tx, arena, actor, entry) : e;
}

struct url member_link_path(struct arena *arena, str token)
{
    return url_with(arena, url_path("/staff/enrol"), STR("token"), token);
}
