/* SPDX-License-Identifier: Apache-2.0 */
#include "app/clock_guard.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "app/steady_clock.h"
#include "base/when.h"
#include "system/clock.h"
#include "system/log.h"

#define BELIEVED_MOST (2 * WHEN_HOUR)
#define TOGETHER WHEN_DAY

static _Atomic bool told;

/* The wall clock minus the time since boot, as it was at two moments: the newer at most a day ago,
 * the older at least that long, once there is one. Neither may be left far, so steps within a day
 * count together, however small each is. */
static struct {
    pthread_mutex_t lock;
    bool started;
    int64_t older_us, newer_us;
    int64_t renewed_boot_us;
} trusted = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int64_t offset_now(int64_t boot_us)
{
    return clock_now().us - boot_us;
}

/* Under lock. */
static void confirm_now(void)
{
    trusted.started = true;
    trusted.renewed_boot_us = clock_boot_us();
    trusted.older_us = trusted.newer_us = offset_now(trusted.renewed_boot_us);
}

void clock_guard_confirm(void)
{
    pthread_mutex_lock(&trusted.lock);
    confirm_now();
    pthread_mutex_unlock(&trusted.lock);
}

void clock_guard_begin(void)
{
    pthread_mutex_lock(&trusted.lock);
    if (!trusted.started) {
        confirm_now();
    }
    pthread_mutex_unlock(&trusted.lock);
}

static int64_t farther(int64_t a, int64_t b)
{
    return llabs(a) > llabs(b) ? a : b;
}

/* Under lock. By how much the clock was set, as far as it counts now. */
static int64_t stepped_us(void)
{
    int64_t boot_us = clock_boot_us(), offset = offset_now(boot_us);
    int64_t by = farther(offset - trusted.older_us, offset - trusted.newer_us);
    if (llabs(by) <= BELIEVED_MOST && boot_us - trusted.renewed_boot_us >= TOGETHER) {
        trusted.older_us = trusted.newer_us;
        trusted.newer_us = offset;
        trusted.renewed_boot_us = boot_us;
    }
    return by;
}

bool clock_guard_jumped(void)
{
    clock_guard_begin();
    pthread_mutex_lock(&trusted.lock);
    int64_t by = stepped_us();
    pthread_mutex_unlock(&trusted.lock);
    if (llabs(by) <= BELIEVED_MOST) {
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
