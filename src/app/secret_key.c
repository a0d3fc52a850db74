/* SPDX-License-Identifier: Apache-2.0 */
#include "app/secret_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/codec.h"
#include "system/random.h"

#define KEY_BYTES 32
#define KEY_DIGITS (KEY_BYTES * 2)

static err complain(struct buf *complaint, err e, const char *path, const char *what)
{
    buf_printf(complaint, "%s: %s\n", path, what);
    return e;
}

/* Writes a new key beside its place and moves it there whole, durably: a crash leaves no half key.
 */
static err create(struct arena *arena, const char *dir, const char *path, struct buf *complaint)
{
    char bytes[KEY_BYTES];
    random_bytes(bytes, sizeof bytes);
    str digits = hex_encode(arena, (str){bytes, sizeof bytes});
    explicit_bzero(bytes, sizeof bytes);
    const char *fresh = str_z(arena, str_printf(arena, "%s.new", path));
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return complain(complaint, ERR_UNAVAILABLE, fresh, strerror(errno));
    }
    bool written = write(fd, digits.ptr, digits.len) == (ssize_t)digits.len && fsync(fd) == 0;
    close(fd);
    if (!written || rename(fresh, path) != 0) {
        return complain(complaint, ERR_UNAVAILABLE, path, strerror(errno));
    }
    int dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd >= 0) {
        (void)fsync(dir_fd);
        close(dir_fd);
    }
    return ERR_OK;
}

/* 32 random bytes have more than 20 different values for all practical purposes. */
static bool is_random_looking(str bytes)
{
    bool seen[256] = {false};
    int different = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        different += !seen[c];
        seen[c] = true;
    }
    return different >= 16;
}

static err read_key(struct arena *arena, int fd, const char *path, struct secret *out,
                    struct buf *complaint)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return complain(complaint, ERR_INVALID, path, "is not a regular file");
    }
    if ((st.st_mode & 077) != 0) {
        return complain(complaint, ERR_INVALID, path,
                        "others can read the secret key; run: chmod 600 on it");
    }
    char text[KEY_DIGITS + 2];
    ssize_t len = read(fd, text, sizeof text);
    str bytes;
    bool whole = len >= 0 && hex_decode(arena, str_trim((str){text, (size_t)len}), &bytes) &&
                 bytes.len == KEY_BYTES;
    explicit_bzero(text, sizeof text);
    if (!whole) {
        return complain(complaint, ERR_INVALID, path, "is not a key of 64 hexadecimal digits");
    }
    if (!is_random_looking(bytes)) {
        return complain(complaint, ERR_INVALID, path,
                        "is a weak secret key; remove it and serve makes a good one");
    }
    *out = secret_copy(arena, bytes);
    return ERR_OK;
}

err secret_key_load(struct arena *arena, str data_dir, enum secret_key_use use, struct secret *out,
                    struct buf *complaint)
{
    const char *dir = str_z(arena, data_dir);
    const char *path = str_z(arena, str_printf(arena, "%s/secret.key", dir));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        if (use == SECRET_KEY_MUST_EXIST) {
            return complain(complaint, ERR_NOT_FOUND, path, "does not exist yet");
        }
        err e = create(arena, dir, path, complaint);
        if (e != ERR_OK) {
            return e;
        }
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0) {
        return complain(complaint, ERR_UNAVAILABLE, path, strerror(errno));
    }
    err e = read_key(arena, fd, path, out, complaint);
    close(fd);
    return e;
}
