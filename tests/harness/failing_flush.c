/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a server by the journeys: while the file that FAILING_FLUSH names begins with a
 * byte that is not 0, every flush fails as on a dying disk, and counts that byte down. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic unsigned char *failures;

__attribute__((constructor)) static void open_failures(void)
{
    const char *path = getenv("FAILING_FLUSH");
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    void *map = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    failures = map == MAP_FAILED ? NULL : map;
    close(fd);
}

static int flush(long call, int fd)
{
    if (failures != NULL && *failures > 0) {
        --*failures;
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, fd);
}

int fdatasync(int fd)
{
    return flush(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return flush(SYS_fsync, fd);
}
