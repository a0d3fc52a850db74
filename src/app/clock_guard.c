/* SPDX-License-Identifier: Apache-2.0 */
#include "app/clock_guard.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "system/clock.h"
#include "system/log.h"

#define BELIEVED_MOST (2 * WHEN_HOUR)
#define PAUSE_MOST (40 * WHEN_DAY) /* of a house, without anybody being asked */

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

static bool is_near(int64_t by_us)
{
    return by_us <= BELIEVED_MOST && by_us >= -BELIEVED_MOST;
}

int64_t clock_guard_choose_offset(const struct clock_evidence *evidence)
{
    int64_t own_us = evidence->machine.us - evidence->boot_us;
    if (when_is_none(evidence->newest)) {
        return own_us;
    }
    int64_t pause_us = evidence->machine.us - evidence->newest.us;
    int64_t newest_us = evidence->newest.us - evidence->boot_us;
    if (pause_us < -BELIEVED_MOST) {
        return newest_us;
    }
    if (evidence->knows_boot) {
        return evidence->offset_us;
    }
    /* The first start of a version that looks has nothing to compare with. */
    bool kept = evidence->is_synchronised || !evidence->knows_any;
    return is_near(pause_us) || (kept && pause_us <= PAUSE_MOST) ? own_us : newest_us;
}

void clock_guard_believe(int64_t offset_us)
{
    pthread_mutex_lock(&trusted.lock);
    trusted.started = true;
    trusted.renewed_boot_us = clock_boot_us();
    trusted.older_us = trusted.newer_us = offset_us;
    pthread_mutex_unlock(&trusted.lock);
    (void)clock_guard_jumped();
}

void clock_guard_confirm(void)
{
    struct clock_pair now = clock_pair_now();
    clock_guard_believe(now.wall_us - now.boot_us);
}

void clock_guard_begin(void)
{
    pthread_mutex_lock(&trusted.lock);
    bool started = trusted.started;
    pthread_mutex_unlock(&trusted.lock);
    if (!started) {
        clock_guard_confirm();
    }
}

static int64_t farther(int64_t a, int64_t b)
{
    return llabs(a) > llabs(b) ? a : b;
}

/* Under lock. By how much the clock was set, as far as it counts now. */
static int64_t stepped_us(void)
{
    struct clock_pair now = clock_pair_now();
    int64_t boot_us = now.boot_us, offset = now.wall_us - boot_us;
    int64_t by = farther(offset - trusted.older_us, offset - trusted.newer_us);
    if (is_near(by) && boot_us - trusted.renewed_boot_us >= TOGETHER) {
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
    bool jumped = !is_near(by);
    clock_set_waiting(jumped, trusted.newer_us);
    pthread_mutex_unlock(&trusted.lock);
    if (jumped && !atomic_exchange(&told, true)) {
        log_error(
            "the clock is not believed: jobs and whatever is dated wait until it is right, or "
            "somebody who has looked at it says `kabinet clock confirm`",
            LOG_INT("by_seconds", by / WHEN_SECOND), LOG_END);
    }
    return jumped;
}

bool clock_guard_offset(int64_t *out_us)
{
    bool believed = !clock_guard_jumped();
    pthread_mutex_lock(&trusted.lock);
    *out_us = trusted.older_us;
    pthread_mutex_unlock(&trusted.lock);
    return believed;
}

bool clock_guard_is_back(void)
{
    return atomic_load(&told) && !clock_guard_jumped() && atomic_exchange(&told, false);
}
