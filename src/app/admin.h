/* SPDX-License-Identifier: Apache-2.0 */
/* A socket in the data directory, DATA/admin.sock, over which commands that write ask the running
 * server to do it: on SQLite only the server may. Root and the server's own user are served, one at
 * a time, within deadlines; the server's own children are not. One line of JSON goes in, one comes
 * out:
 *
 *     {"command":"jobs run","now":MICROSECONDS,"confirms":0 or 1}
 *                                                  → {"ok":true,"text":"what the command prints"}
 *
 * and {"ok":false,"text":"why not"} for anything that did not work. */
#pragma once

#include <stdbool.h>

#include "app/jobs.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct admin;

/* Listens; the caller holds the data directory's lock, so what it finds there is a leftover. Needs
 * no thread and answers nobody before admin_start. ERR_UNAVAILABLE when it cannot listen. */
err admin_open(str data_dir, struct admin **out) MUST_CHECK;

/* Begins to answer. The options must outlive it, or last until admin_pause. */
err admin_start(struct admin *admin, const struct jobs_options *options) MUST_CHECK;

/* Lets a request under way end; later ones wait for admin_start. admin_pause waits for that;
 * admin_pause_begin does not, then ask admin_is_paused. All take NULL. */
void admin_pause(struct admin *admin);
void admin_pause_begin(struct admin *admin);
bool admin_is_paused(struct admin *admin) MUST_CHECK;

/* Pauses and goes away. Takes NULL; sets it to NULL. */
void admin_close(struct admin **admin);

struct admin_answer {
    bool ok;
    str text; /* in the arena */
};

/* Asks the server of that data directory. ERR_NOT_FOUND when none listens there, ERR_UNAVAILABLE
 * when it hung up or did not answer within ten minutes. */
err admin_ask(struct arena *arena, str data_dir, str request, struct admin_answer *out) MUST_CHECK;

/* The request for `jobs run`; with --now a person has looked at the clock. */
enum admin_clock { ADMIN_CLOCK_AS_IS, ADMIN_CLOCK_CONFIRMED };
str admin_jobs_run(struct arena *arena, when now, enum admin_clock clock);

/* What `jobs run` prints. */
str jobs_summary_text(struct arena *arena, const struct jobs_summary *summary);
