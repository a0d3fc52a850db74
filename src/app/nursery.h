/* SPDX-License-Identifier: Apache-2.0 */
/* The server's end of the nursery (courier/nursery.h): from there it has its couriers and runners
 * of hooks, at any time, though it may start no program itself. Its program is embedded in this one
 * and started from memory. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "courier/handover.h"
#include "system/process.h"
#include "system/settings.h"

struct nursery;

struct nursery_options {
    str hooks_folder;                /* empty: there are no hooks */
    const struct settings *settings; /* what the children may; NULL: all that their parent may */
    const char *config;              /* the settings file, or NULL: no hook may read it */
};

/* Kills nurseries of this data directory whose server is gone, and with them what is left of their
 * couriers and hooks. Before the sandbox, from the process that has the directory. */
void nursery_clear(str data_dir);

/* Starts the nursery. Call it before threads and before the sandbox; the thread that calls must
 * live as long as the nursery, which dies with it. ERR_INTERNAL when it cannot start. */
err nursery_open(const struct nursery_options *options, struct nursery **out) MUST_CHECK;

/* Ends the nursery and waits for it and its children, three seconds at most; their sockets must be
 * closed before. What is still there then is left to nursery_clear. */
void nursery_close(struct nursery **nursery);

/* False when it was killed, or has not answered for five seconds, and cannot be started anew here
 * (in the sandbox nothing can). Without it there are no couriers and no hooks. From the thread that
 * opened it. */
bool nursery_mend(struct nursery *nursery) MUST_CHECK;

/* Whether the nursery has answered within the last seconds, and none of its children is stopped.
 * Asks, and reads answers, when called again and again; never waits. */
bool nursery_is_well(struct nursery *nursery) MUST_CHECK;

/* Whether a process descends from this one. The nursery looks, since the server cannot see other
 * processes. */
enum kinship nursery_kinship(struct nursery *nursery, int pid) MUST_CHECK;

/* A socket to a new child; -1 when there is none to be had. Thread-safe. */
int nursery_child(struct nursery *nursery, enum child_kind kind) MUST_CHECK;
