/* SPDX-License-Identifier: Apache-2.0 */
/* What commands on the database have in common: settings, the running server or the database of its
 * own, its schema looked at, and in the end results on stdout or complaints on stderr. */
#pragma once

#include <stdbool.h>

#include "app/startup.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "db/db.h"

struct command_place {
    struct arena *arena;
    const struct settings *settings;
    struct db_engine *engine;
    struct buf report, complaints; /* for stdout; for stderr when the code is not ERR_OK */
};

struct command_work {
    bool writes;
    str request;         /* what to ask a running server on SQLite, when it writes */
    const char *failure; /* the complaint when there is no better one */
    err (*run)(struct command_place *place, const void *typed); /* the database is open */
    const void *typed;
};

/* Returns the exit status. */
int command_work(struct arena *arena, const struct startup_options *startup,
                 const struct command_work *work);
