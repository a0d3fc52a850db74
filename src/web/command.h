/* SPDX-License-Identifier: Apache-2.0 */
/* Commands of the rooms, for staff on the server itself: `kabinet ROOM VERB WORD ... --option
 * VALUE`. Each is a row of a room's const table, listed in app/feature_list.c. On SQLite only the
 * server may write: beside a running one, a row that writes is carried out there, over the admin
 * socket; else the command opens the database itself. The row cannot tell the difference. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"
#include "system/settings.h"

#define COMMAND_VALUES_MAX 8

struct command_value {
    str name; /* "TEXT" of a word, "until" of an option */
    str text; /* UTF-8; an option that was not given is empty */
};

struct command_run {
    const struct settings *settings;
    struct arena *arena; /* lives until the command ends */
    when now;
    struct command_value values[COMMAND_VALUES_MAX]; /* words and options in the row's order */
    size_t count;
    struct buf *out; /* lines to print; of a failure, the sentence that says why */
};

struct room_command {
    const char *name;    /* "announcements publish": the room and what to do */
    const char *words;   /* required, separated by blanks: "TEXT"; NULL = none */
    const char *options; /* with what they take: "until=TIME limit=N"; NULL = none */
    const char *summary;
    bool writes; /* db is a transaction (fn may run twice), else a handle that only reads */
    err (*run)(struct db *db, const struct command_run *run);
};

#define ROOM_COMMANDS_END                                                                          \
    {                                                                                              \
        0                                                                                          \
    }

/* The value of a word or option of the row; empty when it was not given. */
str command_value(const struct command_run *run, const char *name);

/* The same as a moment, WHEN_NONE when it was not given; false, having said why, when it is none.
 */
bool command_moment(const struct command_run *run, const char *name, when *out);

/* Says why and returns the code. */
err command_refuse(const struct command_run *run, err code, const char *why);
