/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a server by the journeys: moves its wall clock, and the time since boot, by as
 * many microseconds as stand in the file that SHIFTED_CLOCK names, eight bytes each that may change
 * while the server runs. Time that passes moves both, a clock that is set the first alone. What
 * sleeps and measures goes by the other ones. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift_us; /* of the wall clock, since boot */

__attribute__((constructor)) static void open_shift(void)
{
    const char *path = getenv("SHIFTED_CLOCK");
    int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    void *map = mmap(NULL, 2 * sizeof *shift_us, PROT_READ, MAP_SHARED, fd, 0);
    shift_us = map == MAP_FAILED ? NULL : map;
    close(fd);
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    int result = (int)syscall(SYS_clock_gettime, id, out);
    if (result == 0 && shift_us != NULL && (id == CLOCK_REALTIME || id == CLOCK_BOOTTIME)) {
        out->tv_sec += shift_us[id == CLOCK_BOOTTIME] / 1000000;
    }
    return result;
}
