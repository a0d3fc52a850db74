/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a server that is to die at a flush to the disk: the file that DYING_FLUSH names
 * has two numbers of eight bytes, which may change while the server runs. The first counts down,
 * flush by flush; when it comes to nothing, the process is gone as after kill -9, before the flush
 * or, if the second is not 0, right behind it. 0 and below: it lives. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct plan {
    _Atomic int64_t left;
    _Atomic int64_t behind;
} * plan;

__attribute__((constructor)) static void open_plan(void)
{
    const char *path = getenv("DYING_FLUSH");
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    void *map = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    plan = map == MAP_FAILED ? NULL : map;
    close(fd);
}

static int flush(long call, int fd)
{
    bool dies = plan != NULL && plan->left > 0 && atomic_fetch_sub(&plan->left, 1) == 1;
    if (dies && plan->behind == 0) {
        _exit(137);
    }
    int result = (int)syscall(call, fd);
    if (dies) {
        _exit(137);
    }
    return result;
}

int fsync(int fd)
{
    return flush(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return flush(SYS_fdatasync, fd);
}
