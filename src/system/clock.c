/* SPDX-License-Identifier: Apache-2.0 */
#include "system/clock.h"

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

int64_t clock_monotonic_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_boot_us(void)
{
    return read_us(CLOCK_BOOTTIME);
}
