/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a server by the journeys: while the first byte of the file that FAILING_DISK names
 * is not zero, nothing can be read from the database's files (EIO), as from a disk whose cable
 * hangs loose. Nothing else is touched: what is written meanwhile arrives. */
#undef _FILE_OFFSET_BITS /* it would give the pairs below one name */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES_MAX 8192

static const volatile char *failing;
static atomic_bool is_database[FILES_MAX];

__attribute__((constructor)) static void open_switch(void)
{
    const char *path = getenv("FAILING_DISK");
    int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    void *map = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);
    failing = map == MAP_FAILED ? NULL : map;
    close(fd);
}

static int note(const char *path, int fd)
{
    if (fd >= 0 && fd < FILES_MAX) {
        is_database[fd] = strstr(path, "/kabinet.db") != NULL && strstr(path, "-shm") == NULL;
    }
    return fd;
}

static bool fails(int fd)
{
    return failing != NULL && *failing != 0 && fd >= 0 && fd < FILES_MAX && is_database[fd];
}

/* Each under both names that SQLite may have been built with. */
#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;             \
        va_end(rest);                                                                              \
        return note(path, (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode));                  \
    }
OPEN(open)
OPEN(open64)

#define PREAD(name, offset)                                                                        \
    ssize_t name(int fd, void *into, size_t size, offset at)                                       \
    {                                                                                              \
        if (fails(fd)) {                                                                           \
            errno = EIO;                                                                           \
            return -1;                                                                             \
        }                                                                                          \
        return (ssize_t)syscall(SYS_pread64, fd, into, size, at);                                  \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)
