/* SPDX-License-Identifier: Apache-2.0 */
/* The runner: one thread for jobs, a few for errands and one for each channel of messages, each
 * with its own database handle, so that a hanging mail server delays neither texts nor jobs. A row
 * is claimed for a while (its lease) in one transaction, worked on, and its end recorded in
 * another; who dies between leaves a lease that runs out, and the row is taken again by any node.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"
#include "web/job.h"
#include "web/site.h"

struct courier_link;
struct nursery;
struct room_command;

struct jobs_options {
    const struct site *site;
    const struct job_kind *const *kinds;        /* NULL-terminated list of the rooms' tables */
    const struct room_command *const *commands; /* likewise; for the admin socket */
    struct courier_link *mail, *sms;            /* NULL: that channel keeps its messages */
    struct nursery *nursery;                    /* NULL: errands wait */
};

struct jobs;

/* Starts the threads. The options and what they point to must outlive them. */
err jobs_start(const struct jobs_options *options, struct jobs **out) MUST_CHECK;

/* Begins the end: no item is begun any more, and running hooks end. */
void jobs_stop_begin(struct jobs *jobs);
/* Whether everything under way has ended; the handle is gone then. Never waits. */
bool jobs_stop_is_over(struct jobs **jobs);
/* Both, and waits: for messages and exchanges under way until the moment of the monotonic clock,
 * then they are given up. */
void jobs_stop(struct jobs **jobs, int64_t until_us);

struct jobs_summary {
    int64_t jobs_done, jobs_failed;
    int64_t messages_sent, messages_delayed, messages_failed;
};

/* Runs everything due at now, in this thread, until nothing is; what fails waits for its next turn.
 * The `kabinet jobs run` command. */
err jobs_run_due(const struct jobs_options *options, struct db *db, when now,
                 struct jobs_summary *out) MUST_CHECK;

/* Before that, in a process that is no server: whether the clock is believed. Or, when a person has
 * looked at it, that it is right as it stands, here and in servers that share the database. */
err jobs_read_clock(struct db *db, struct arena *arena) MUST_CHECK;
err jobs_confirm_clock(struct db *db) MUST_CHECK;

/* Writes the queue and the dead letters as text or JSON. The `kabinet jobs list` command. */
err jobs_list(struct db *db, struct arena *arena, bool as_json, struct buf *out) MUST_CHECK;
