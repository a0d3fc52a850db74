/* SPDX-License-Identifier: Apache-2.0 */
#include "web/jobs.h"

#include "web/foreign_id.h"
#include "web/idempotency.h"
#include "web/outbox_queue.h"
#include "web/rate.h"
#include "web/session.h"
#include "web/session_seen.h"
#include "web/sms_guard.h"
#include "web/staff.h"

#define MESSAGE_KEPT (30 * WHEN_DAY)

static err purge(struct db *tx, const struct job_run *run)
{
    err e = session_purge(tx, run->now);
    if (e == ERR_OK) {
        e = staff_session_purge(tx, run->now);
    }
    if (e == ERR_OK) {
        e = rate_purge(tx, run->now);
    }
    if (e == ERR_OK) {
        e = outbox_purge(tx, when_add(run->now, -MESSAGE_KEPT));
    }
    return e == ERR_OK ? sms_guard_purge(tx, run->now) : e;
}

/* On a clock that runs ahead a call's answer would be forgotten while its caller still tries, and
 * the next try be another call. */
static err forget_answers(struct db *tx, const struct job_run *run)
{
    return idempotency_purge(tx, run->now);
}

static err write_seen(struct db *tx, const struct job_run *run)
{
    (void)run;
    return session_flush_seen(tx);
}

static err look_up_foreign_ids(struct db *tx, const struct job_run *run)
{
    return foreign_id_look_up(tx, run->arena);
}

const struct job_kind web_jobs[] = {
    {.name = "web.purge", .run = purge, .period_us = WHEN_HOUR, .catch_up = JOB_RUN_ONCE},
    {.name = "web.answers",
     .run = forget_answers,
     .period_us = WHEN_HOUR,
     .catch_up = JOB_RUN_ONCE},
    {.name = "web.seen",
     .run = write_seen,
     .period_us = WHEN_MINUTE,
     .catch_up = JOB_RUN_ONCE,
     .on_any_clock = true},
    {.name = "web.foreign_id",
     .run = look_up_foreign_ids,
     .period_us = WHEN_MINUTE,
     .catch_up = JOB_RUN_ONCE,
     .on_any_clock = true},
    JOB_KINDS_END,
};
