/* SPDX-License-Identifier: Apache-2.0 */
/* Work for later: a row of the job table, put in the transaction that causes it. Each kind is a row
 * of a room's const table; app/jobs claims what is due and runs it, one transaction per item, so a
 * job's effects and its end are one commit. A job that fails is tried again with growing pauses and
 * in the end kept as a dead letter for people to look at. A kind with a period runs by itself. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"

struct site;
struct outside;

struct job_run {
    const struct site *site;
    struct arena *arena; /* lives until this run ends */
    str ref;             /* what job_put was given: the id of the thing to work on */
    when due;            /* when it should have run */
    when now;
    int64_t attempt; /* from 1 */
    /* Errands alone: */
    const struct outside *outside; /* in go; NULL in run */
    void *found;                   /* in run: what go left, in the arena */
};

enum job_catch_up {
    JOB_RUN_ONCE, /* periods missed while the server was down are one run */
    JOB_RUN_EACH, /* every missed period is run, due telling which */
};

struct job_kind {
    const char *name;
    /* May run twice (the transaction's rule); ERR_OK ends the job, anything else rolls back. */
    err (*run)(struct db *tx, const struct job_run *run);
    int64_t period_us; /* 0: only what job_put asks for */
    enum job_catch_up catch_up;
    /* After the clock of a running server was set by more than two hours, jobs wait until it is
     * back or somebody confirms it with `kabinet clock confirm`: a wrong date would end
     * orders, ask for money and forget what is needed. This one does not wait. It does what
     * somebody has just asked for, or brings something forward that can be done again; the date
     * decides nothing that cannot be undone. tests/house/check_jobs lists them with the reasons. */
    bool on_any_clock;
    /* Makes it an errand, put by job_put_errand alone. Called before run, outside of any
     * transaction and on a line where it holds up errands only, so it may take its time outside
     * (web/outside.h), two minutes at most. db is for reading, and for transactions of its own.
     * What it leaves in *out_found is handed to run; anything but ERR_OK fails the attempt and run
     * is not called. It may have been done before by a process that died: what it does outside
     * must bear repeating. */
    err (*go)(struct db *db, const struct job_run *run, void **out_found);
};

#define JOB_KINDS_END                                                                              \
    {                                                                                              \
        0                                                                                          \
    }

/* Puts a job. While a job with the same kind and unique_key waits, putting another is ERR_OK and
 * changes nothing; an empty key never clashes. */
err job_put(struct db *tx, when now, str kind, str ref, when due, str unique_key) MUST_CHECK;

/* The same for a kind with go. */
err job_put_errand(struct db *tx, when now, str kind, str ref, when due, str unique_key) MUST_CHECK;

/* Puts a job that runs at a random moment of the next quarter of a second. For work whose amount
 * nobody may learn: done at once, it would slow down the caller's next request when there is much
 * of it, and so tell whether somebody has an account. */
err job_put_blurred(struct db *tx, when now, str kind, str ref) MUST_CHECK;

/* The bell: job_put and outbox_put ring it, so that the runner of this process looks at once
 * instead of at the next second. It rings before the commit, so whoever hears it looks a few times.
 */
void job_bell_ring(void);
/* Rings so far. */
uint64_t job_bell_count(void);
/* Waits until the count is no longer seen, or timeout_ms passed; gives the count. */
uint64_t job_bell_wait(uint64_t seen, int timeout_ms);
