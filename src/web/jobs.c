/* SPDX-License-Identifier: Apache-2.0 */
#include "web/jobs.h"

#include "web/idempotency.h"
#include "web/rate.h"
#include "web/session.h"

static err purge(struct db *tx, const struct job_run *run)
{
    err e = session_purge(tx, run->now);
    if (e == ERR_OK) {
        e = rate_purge(tx, run->now);
    }
    return e == ERR_OK ? idempotency_purge(tx, run->now) : e;
}

static err write_seen(struct db *tx, const struct job_run *run)
{
    (void)run;
    return session_flush_seen(tx);
}

const struct job_kind web_jobs[] = {
    {"web.purge", purge, WHEN_HOUR, JOB_RUN_ONCE},
    {"web.seen", write_seen, WHEN_MINUTE, JOB_RUN_ONCE},
    JOB_KINDS_END,
};
