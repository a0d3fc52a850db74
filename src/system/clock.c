/* SPDX-License-Identifier: Apache-2.0 */
#include "system/clock.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

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

/* A step that is believed, and what this house's time may be ahead after one. */
#define BELIEVED_MOST (4 * WHEN_HOUR)

static _Atomic bool is_waiting;
static _Atomic int64_t believed_us; /* 0: nobody watches */

void clock_set_waiting(bool waiting, int64_t believed_offset_us)
{
    atomic_store(&believed_us, believed_offset_us);
    atomic_store(&is_waiting, waiting);
}

bool clock_is_waiting(void)
{
    return atomic_load(&is_waiting);
}

bool clock_believes(when ours)
{
    int64_t offset_us = atomic_load(&believed_us);
    int64_t by_us = offset_us == 0 ? 0 : ours.us - clock_boot_us() - offset_us;
    return !clock_is_waiting() && by_us <= BELIEVED_MOST && by_us >= -BELIEVED_MOST;
}

bool clock_is_synchronised(void)
{
    struct timex state = {0};
    return adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

str clock_boot_name(void)
{
    static char name[64];
    static size_t len;
    if (len == 0) {
        int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
        ssize_t got = fd < 0 ? 0 : read(fd, name, sizeof name);
        len = got > 0 ? (size_t)got : 0;
        if (fd >= 0) {
            close(fd);
        }
    }
    return str_trim((str){name, len});
}

int64_t clock_monotonic_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_boot_us(void)
{
    return read_us(CLOCK_BOOTTIME);
}

struct clock_pair clock_pair_now(void)
{
    struct clock_pair pair;
    do {
        pair.boot_us = clock_boot_us();
        pair.wall_us = clock_now().us;
    } while (clock_boot_us() - pair.boot_us > WHEN_MINUTE);
    return pair;
}
