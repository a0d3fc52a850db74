/* SPDX-License-Identifier: Apache-2.0 */
#include "system/thread_time.h"

#include <time.h>

#include "base/when.h"

static _Thread_local int64_t done_for_us;

int64_t thread_time_us(void)
{
    struct timespec spent;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent) != 0) {
        return done_for_us;
    }
    return (int64_t)spent.tv_sec * WHEN_SECOND + spent.tv_nsec / 1000 + done_for_us;
}

void thread_time_add(int64_t us)
{
    done_for_us += us;
}
