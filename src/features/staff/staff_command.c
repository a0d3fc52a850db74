/* SPDX-License-Identifier: Apache-2.0 */
/* Members of staff at the server's command line: the first one can be made nowhere else. */
#include "features/staff/members.h"
#include "features/staff/staff.h"
#include "web/page.h"

static const struct {
    const char *fault, *words;
} faults[] = {
    {"staff_login", "a login has 2 to 32 Latin letters, digits, dots, hyphens or underscores, and "
                    "begins with a letter"},
    {"taken", "there is a member with that login"},
    {"bad_choice", "there is no such role: full, accounting, sales or support"},
    {"too_long", "that name is too long"},
    {"last_full", "that is the last member with full access; somebody has to stay"},
};

static err complain(const struct command_run *run, err e, const char *fault)
{
    if (e == ERR_NOT_FOUND) {
        return command_refuse(run, e, "there is no member with that login");
    }
    for (size_t i = 0; e == ERR_INVALID && i < ARRAY_LEN(faults); i++) {
        if (str_eq(str_from_z(fault), str_from_z(faults[i].fault))) {
            return command_refuse(run, e, faults[i].words);
        }
    }
    return e;
}

static void print_link(const struct command_run *run, str token)
{
    str base = run->settings->public_url;
    if (str_ends(base, STR("/"))) {
        base = str_sub(base, 0, base.len - 1);
    }
    struct url link = url_absolute(run->arena, base, member_link_path(run->arena, token));
    buf_printf(run->out, "%" STR_FMT "\n", STR_ARG(link.text));
}

static err add(struct db *tx, const struct command_run *run)
{
    struct actor actor = actor_at_server(run->now);
    struct invitation invitation = {
        .login = command_value(run, "LOGIN"),
        .name = command_value(run, "name"),
        .role = command_value(run, "role"),
    };
    staff_id id;
    str token;
    const char *fault = NULL;
    err e = member_invite(tx, run->arena, &actor, &invitation, &id, &token, &fault);
    if (e == ERR_OK) {
        print_link(run, token);
    }
    return complain(run, e, fault);
}

static err find(struct db *db, const struct command_run *run, struct member *out)
{
    str login;
    if (!member_login_parse(run->arena, command_value(run, "LOGIN"), &login)) {
        return ERR_NOT_FOUND;
    }
    return member_with_login(db, run->arena, login, out);
}

static err disable(struct db *tx, const struct command_run *run)
{
    struct actor actor = actor_at_server(run->now);
    struct member member;
    const char *fault = NULL;
    err e = find(tx, run, &member);
    if (e == ERR_OK) {
        e = member_lock_out(tx, run->arena, &actor, member.id, STR(""), &fault);
    }
    buf_put(run->out, e == ERR_OK ? STR("locked out\n") : STR(""));
    return complain(run, e, fault);
}

static err reset(struct db *tx, const struct command_run *run)
{
    struct actor actor = actor_at_server(run->now);
    struct member member;
    str token;
    const char *fault = NULL;
    err e = find(tx, run, &member);
    if (e == ERR_OK) {
        e = member_begin_anew(tx, run->arena, &actor, member.id, &token, &fault);
    }
    if (e == ERR_OK) {
        print_link(run, token);
    }
    return complain(run, e, fault);
}

static err list(struct db *db, const struct command_run *run)
{
    struct member *members = NULL;
    size_t count = 0;
    err e = members_all(db, run->arena, &members, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        buf_printf(run->out, "%-20" STR_FMT " %-10" STR_FMT " %-8" STR_FMT " %" STR_FMT "\n",
                   STR_ARG(members[i].login), STR_ARG(members[i].role), STR_ARG(members[i].state),
                   STR_ARG(members[i].name));
    }
    if (e == ERR_OK && count == 0) {
        buf_put(run->out, STR("no members yet: kabinet staff add LOGIN --role full\n"));
    }
    return e;
}

const struct room_command staff_commands[] = {
    {.name = "staff add",
     .words = "LOGIN",
     .options = "role=ROLE name=NAME",
     .summary = "make a member of staff (full, accounting, sales, support) and print his one-time "
                "link",
     .writes = true,
     .run = add},
    {.name = "staff list", .summary = "members of staff", .run = list},
    {.name = "staff disable",
     .words = "LOGIN",
     .summary = "lock a member of staff out at once",
     .writes = true,
     .run = disable},
    {.name = "staff reset",
     .words = "LOGIN",
     .summary = "forget password and second factor of a member, and print a new one-time link",
     .writes = true,
     .run = reset},
    ROOM_COMMANDS_END,
};
