/* SPDX-License-Identifier: Apache-2.0 */
#include "system/clock.h"

#include <stdatomic.h>
#include <time.h>

#include "base/check.h"

static int64_t read_us(clockid_t id)
{
    struct timespec ts;
    CHECK(clock_gettime(id, &ts) == 0);
    return (int64_t)ts.tv_sec * WHEN_SECOND + ts.tv_nsec / 1000;
}

when clock_now(void)
{
    return (when){read_us(CLOCK_REALTIME)};
}

static _Atomic int64_t ahead_us;

void clock_set_ahead(int64_t us)
{
    atomic_store(&ahead_us, us);
}

when clock_as_others_see(when ours)
{
    return when_add(ours, -atomic_load(&ahead_us));
}

int64_t clock_monotonic_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_boot_us(void)
{
    return read_us(CLOCK_BOOTTIME);
}
