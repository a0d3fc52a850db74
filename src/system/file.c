/* SPDX-License-Identifier: Apache-2.0 */
#include "system/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static err from_errno(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EEXIST:
        return ERR_CONFLICT;
    default:
        return ERR_UNAVAILABLE;
    }
}

static err read_all(int fd, char *into, size_t size, size_t *out_len)
{
    size_t len = 0;
    while (len < size) {
        ssize_t got = read(fd, into + len, size - len);
        if (got < 0 && errno != EINTR) {
            return from_errno();
        }
        if (got == 0) {
            break;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    *out_len = len;
    return ERR_OK;
}

err file_read(struct arena *arena, const char *path, size_t max, str *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return from_errno();
    }
    struct stat st;
    err e = ERR_INVALID;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 0 &&
        (size_t)st.st_size <= max) {
        /* One byte more than it had: a file that grows meanwhile is noticed. */
        char *text = arena_alloc(arena, (size_t)st.st_size + 1);
        size_t len = 0;
        e = read_all(fd, text, (size_t)st.st_size + 1, &len);
        if (e == ERR_OK && len > max) {
            e = ERR_INVALID;
        }
        if (e == ERR_OK) {
            *out = (str){text, len};
        }
    }
    close(fd);
    return e;
}

bool file_put(int fd, str content)
{
    while (content.len > 0) {
        ssize_t put = write(fd, content.ptr, content.len);
        if (put == 0) {
            errno = ENOSPC;
            return false;
        }
        if (put < 0 && errno != EINTR) {
            return false;
        }
        content = str_skip(content, put > 0 ? (size_t)put : 0);
    }
    return true;
}

err file_write_new(const char *path, str content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return from_errno();
    }
    err e = file_put(fd, content) && fsync(fd) == 0 ? ERR_OK : from_errno();
    if (close(fd) != 0 && e == ERR_OK) {
        e = from_errno();
    }
    if (e != ERR_OK) {
        unlink(path);
    }
    return e;
}

int file_mode(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (int)(st.st_mode & 07777) : -1;
}
