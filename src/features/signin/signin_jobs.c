/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/signin.h"
#include "features/signin/signin_store.h"

static err purge(struct db *tx, const struct job_run *run)
{
    return signin_store_purge(tx, run->now);
}

const struct job_kind signin_jobs[] = {
    {.name = "signin.purge", .run = purge, .period_us = WHEN_HOUR, .catch_up = JOB_RUN_ONCE},
    JOB_KINDS_END,
};
