/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/members_store.h"
#include "features/staff/staff.h"

static err purge(struct db *tx, const struct job_run *run)
{
    return signin_store_forget_old(tx, run->now);
}

const struct job_kind staff_jobs[] = {
    {.name = "staff.purge", .run = purge, .period_us = WHEN_DAY, .catch_up = JOB_RUN_ONCE},
    JOB_KINDS_END,
};
