/* SPDX-License-Identifier: Apache-2.0 */
/* `kabinet serve`: puts settings, database, lanes, net loops, jobs and couriers together, runs
 * until told to stop, and takes them apart again. SIGTERM and SIGINT drain and stop; SIGHUP reads
 * the settings anew without losing a request. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "system/settings.h"

struct server_options {
    const struct settings *settings;
    const char *config; /* the settings file; NULL without one */
    /* Reads the settings again for SIGHUP, into the arena; ERR_INVALID leaves the old ones in
     * force. */
    err (*reload)(void *context, struct arena *arena, struct settings *out, struct buf *complaint);
    void *context;
};

/* Runs the server in the foreground. ERR_OK after an orderly stop; otherwise complaint has one
 * clear line a fault. */
err server_run(const struct server_options *options, struct arena *arena, struct buf *complaint);
