/* SPDX-License-Identifier: Apache-2.0 */
#include "app/clock_guard.h"

#include <stdatomic.h>

#include "app/steady_clock.h"
#include "base/when.h"
#include "system/clock.h"
#include "system/log.h"

#define BELIEVED_MOST (2 * WHEN_HOUR)

static _Atomic bool started, told;
static _Atomic int64_t trusted_us; /* the wall clock minus the time since boot */

static int64_t offset_now(void)
{
    return clock_now().us - clock_boot_us();
}

void clock_guard_confirm(void)
{
    atomic_store(&trusted_us, offset_now());
    atomic_store(&started, true);
}

void clock_guard_begin(void)
{
    if (!atomic_load(&started)) {
        clock_guard_confirm();
    }
}

bool clock_guard_jumped(void)
{
    clock_guard_begin();
    int64_t offset = offset_now();
    int64_t by = offset - atomic_load(&trusted_us);
    if (by <= BELIEVED_MOST && by >= -BELIEVED_MOST) {
        atomic_store(&trusted_us, offset);
        return false;
    }
    if (!atomic_exchange(&told, true)) {
        log_error("the clock jumped: jobs wait until it is confirmed by a restart or "
                  "`kabinet jobs run --now`",
                  LOG_INT("by_seconds", by / WHEN_SECOND), LOG_END);
    }
    return true;
}

bool clock_guard_is_back(void)
{
    return atomic_load(&told) && !clock_guard_jumped() && atomic_exchange(&told, false);
}

static err confirm(struct db *tx, const struct job_run *run)
{
    (void)tx, (void)run;
    clock_guard_confirm();
    steady_clock_trust();
    return ERR_OK;
}

const struct job_kind clock_jobs[] = {
    {.name = CLOCK_CONFIRM_JOB, .run = confirm, .on_any_clock = true},
    JOB_KINDS_END,
};
