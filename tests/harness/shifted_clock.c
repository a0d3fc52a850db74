/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a server by the journeys: moves its wall clock by as many microseconds as stand in
 * the file that SHIFTED_CLOCK names, eight bytes that may change while the server runs. Eight more
 * move the time since boot: both together are time that passes, the first alone is a clock that is
 * set. What sleeps and measures goes by the other clocks. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift_us;

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
    if (result == 0 && id == CLOCK_REALTIME && shift_us != NULL) {
        out->tv_sec += shift_us[0] / 1000000;
    }
    if (result == 0 && id == CLOCK_BOOTTIME && shift_us != NULL) {
        out->tv_sec += shift_us[1] / 1000000;
    }
    return result;
}
