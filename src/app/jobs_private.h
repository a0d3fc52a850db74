/* SPDX-License-Identifier: Apache-2.0 */
/* The two kinds of items the runner works on. Private to app/jobs. */
#pragma once

#include "app/jobs.h"
#include "web/outbox.h"
#include "web/outside.h"

#define ERRAND_LINES 4
/* The lines', and one of `jobs run` on the admin socket. */
#define ERRANDS_AT_ONCE (ERRAND_LINES + 1)

/* One channel's sender. */
struct sender {
    const struct jobs_options *options;
    enum channel channel;
    struct courier_link *link; /* NULL: a demonstration keeps its messages, else they wait */
    bool peer_was_away;
    const _Atomic bool *stopping; /* of the server's lines; NULL: a single run */
};

struct sender sender_of(const struct jobs_options *options, enum channel channel);

/* Sends the message that is due longest and records how it went (a demonstration marks several at
 * once). ERR_NOT_FOUND when none is due. */
err sender_step(struct sender *sender, struct db *db, struct arena *arena, when now,
                struct jobs_summary *summary) MUST_CHECK;

/* Runs the job that is due longest and records how it went: an errand when there is an outside to
 * run it in, else a plain job. ERR_NOT_FOUND when none is due. */
err job_step(const struct jobs_options *options, const struct outside *outside, struct db *db,
             struct arena *arena, when now, struct jobs_summary *summary) MUST_CHECK;

/* Puts the periodic kinds that have no row yet, due at once. */
err jobs_put_periodic(const struct jobs_options *options, struct db *db, when now) MUST_CHECK;

/* The same, and on SQLite ends the claims of the process before: there is no other. Before this
 * process claims anything itself. */
err jobs_take_over(const struct jobs_options *options, struct db *db, when now) MUST_CHECK;

/* Lets go of what waited for the clock. */
err jobs_unhold(struct db *db) MUST_CHECK;

/* A span made a tenth longer at most, by chance: so that what failed together does not come back
 * together. */
int64_t jittered(int64_t span_us);
