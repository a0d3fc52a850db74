/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/queue_place.h"

#include "features/staff/members.h"
#include "features/staff/staff_web.h"

/* Before a login, so that wrong tries for a customer's do not count against a member's. */
#define MARK STR("staff ")

static str name_of(struct arena *arena, const struct site *site, const struct http_request *http)
{
    (void)site;
    str login;
    str typed = standing_field(arena, http, STR("login"));
    if (!member_login_parse(arena, typed, &login)) {
        return STR("");
    }
    return str_printf(arena, "%" STR_FMT "%" STR_FMT, STR_ARG(MARK), STR_ARG(login));
}

static err is_own(struct db *db, const struct standing_device *device, str name, bool *out)
{
    struct arena *arena = device->http->arena;
    struct request asker = {.arena = arena, .site = device->site, .http = device->http};
    str known = staff_known(&asker);
    struct member member;
    err e = member_with_login(db, arena, str_skip(name, MARK.len), &member);
    if (e == ERR_OK) {
        *out = str_eq(member.state, STR("active")) && str_eq(known, member.id.text);
    } else if (e == ERR_NOT_FOUND) {
        *out = false;
        e = ERR_OK;
    }
    return e;
}

const struct standing_rule staff_standing = {
    .name_of = name_of, .is_own = is_own, .is_staff = true};
