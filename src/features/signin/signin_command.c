/* SPDX-License-Identifier: Apache-2.0 */
/* What staff does for someone who calls: "my laptop is gone". */
#include "features/signin/signin.h"
#include "web/audit.h"

static err end(struct db *tx, const struct command_run *run)
{
    struct identifier who =
        identifier_guess(run->arena, command_value(run, "WHO"), run->settings->default_country);
    struct identifier_owner owner = {0};
    err e = identifier_owner_of(tx, run->arena, who.value, &owner);
    if (e == ERR_OK && (who.kind == IDENTIFIER_NONE || !owner.taken)) {
        return command_refuse(run, ERR_NOT_FOUND, "nobody has that login, e-mail or phone");
    }
    struct act act = {.db = tx, .arena = run->arena, .now = run->now, .network = STR("")};
    if (e == ERR_OK) {
        e = signin_begin_anew(tx, &act, owner.account, STR(""));
    }
    struct audit_entry entry = {
        .account = owner.account,
        .action = "session.ended_others",
        .detail = STR("staff"),
        .now = run->now,
    };
    if (e == ERR_OK) {
        e = audit_put(tx, run->arena, &entry);
    }
    buf_put(run->out, e == ERR_OK ? STR("signed out everywhere\n") : STR(""));
    return e;
}

const struct room_command signin_commands[] = {
    {.name = "signin end",
     .words = "WHO",
     .summary = "sign a customer (login, e-mail or phone) out everywhere and trust no browser",
     .writes = true,
     .run = end},
    ROOM_COMMANDS_END,
};
