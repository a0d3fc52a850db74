/* SPDX-License-Identifier: Apache-2.0 */
/* The runner's side of the job table, for app/jobs alone. Every ending is guarded by the claim:
 * when the lease ran out and somebody else claimed the job, it answers ERR_CONFLICT, and the
 * transaction with the job's effects is rolled back. */
#pragma once

#include "base/id.h"
#include "web/job.h"

struct job_item {
    job_id id;
    str kind, ref;
    when due;
    int64_t attempt; /* from 1; names the claim */
};

/* Plain jobs and errands are waited for by different threads. */
enum job_line { JOB_LINE_PLAIN, JOB_LINE_ERRANDS };

/* ERR_OK when a job is due, ERR_NOT_FOUND when none is. Reads only. */
err job_queue_is_due(struct db *db, struct arena *arena, enum job_line line, when now) MUST_CHECK;

/* Claims the job that is due longest; ERR_NOT_FOUND when there is none. */
err job_queue_claim(struct db *tx, struct arena *arena, enum job_line line, when now,
                    when lease_end, struct job_item *out) MUST_CHECK;

/* Done: the row goes. */
err job_queue_done(struct db *tx, const struct job_item *item) MUST_CHECK;
/* Done until the next time of its period; error is what stopped it this time, or empty. */
err job_queue_again(struct db *tx, const struct job_item *item, when due, str error) MUST_CHECK;
err job_queue_delay(struct db *tx, const struct job_item *item, when next_at, str error) MUST_CHECK;
/* It waits because the clock is not trusted; this was no attempt. */
err job_queue_hold(struct db *tx, const struct job_item *item, when next_at) MUST_CHECK;
/* The clock is trusted again: what was held is due when it was. */
err job_queue_unhold(struct db *tx) MUST_CHECK;
/* A dead letter. */
err job_queue_bury(struct db *tx, const struct job_item *item, str error) MUST_CHECK;

/* Ends all claims; only for an engine that a single process uses, at its start. */
err job_queue_release(struct db *tx, when now) MUST_CHECK;

struct job_entry {
    job_id id;
    str kind, ref, state, error;
    when due, next_at;
    int64_t attempts;
};

/* Waiting ones first, soonest first, then the dead letters; at most limit. */
err job_queue_list(struct db *db, struct arena *arena, int64_t limit, struct job_entry **out,
                   size_t *out_count) MUST_CHECK;
