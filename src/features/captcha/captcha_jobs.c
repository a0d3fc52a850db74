/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/captcha.h"

static err purge(struct db *tx, const struct job_run *run)
{
    return captcha_purge(tx, run->now);
}

const struct job_kind captcha_jobs[] = {
    {.name = "captcha.purge", .run = purge, .period_us = WHEN_HOUR},
    JOB_KINDS_END,
};
