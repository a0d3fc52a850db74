/* SPDX-License-Identifier: Apache-2.0 */
/* What staff asks of the books on the server's command line. */
#include "features/billing/billing.h"

static err check(struct db *db, const struct command_run *run)
{
    err e = ledger_check(db, run->arena, run->out);
    if (e == ERR_OK) {
        buf_put(run->out, STR("every posting, balance and sum is right\n"));
    } else if (e != ERR_CONFLICT) {
        str story = db_story(db);
        buf_printf(run->out, "the books could not be read: %" STR_FMT "\n", STR_ARG(story));
    }
    return e;
}

const struct room_command billing_commands[] = {
    {.name = "ledger check",
     .summary = "recompute every balance and the sum of all postings",
     .run = check},
    ROOM_COMMANDS_END,
};
