/* SPDX-License-Identifier: Apache-2.0 */
#include "app/secret_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/codec.h"
#include "crypto/mac.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"

#define KEY_BYTES 32
#define ID_DIGITS 8
#define FILE_MAX_BYTES 2000

static err complain(struct buf *complaint, err e, const char *path, const char *what)
{
    buf_printf(complaint, "%s: %s\n", path, what);
    return e;
}

static const char *path_of(struct arena *arena, str data_dir)
{
    return str_z(arena, str_printf(arena, "%" STR_FMT "/secret.key", STR_ARG(data_dir)));
}

static str id_of(struct arena *arena, struct secret key)
{
    struct secret derived = mac_key_for(arena, key, STR("key id"));
    return str_sub(hex_encode(arena, secret_reveal(derived)), 0, ID_DIGITS);
}

struct secret_key secret_key_new(struct arena *arena, when made)
{
    char bytes[KEY_BYTES];
    random_bytes(bytes, sizeof bytes);
    struct secret_key key = {.bytes = secret_copy(arena, (str){bytes, sizeof bytes}), .made = made};
    explicit_bzero(bytes, sizeof bytes);
    key.id = id_of(arena, key.bytes);
    return key;
}

size_t secret_ring_present(const struct secret_ring *ring)
{
    size_t i = 0;
    while (i < ring->count && ring->keys[i].next) {
        i++;
    }
    return i;
}

/* --- writing ---------------------------------------------------------------------------------- */

static str text_of(struct arena *arena, const struct secret_ring *ring)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < ring->count; i++) {
        const struct secret_key *key = &ring->keys[i];
        buf_put(&text, hex_encode(arena, secret_reveal(key->bytes)));
        if (!when_is_none(key->made)) {
            buf_put_char(&text, ' ');
            buf_put(&text, when_rfc3339(arena, key->made));
        }
        buf_put(&text, key->next ? STR(" next\n") : STR("\n"));
    }
    return buf_str(&text);
}

/* Whoever runs the command, the server's user keeps the file. */
static bool keep_owner(int fd, const char *path)
{
    struct stat st;
    return stat(path, &st) != 0 || geteuid() != 0 || fchown(fd, st.st_uid, st.st_gid) == 0;
}

/* A file nobody else has open, for the owner's eyes alone: what lies there under the name, left by
 * a crash or put there by somebody, is not written into. */
static int open_fresh(const char *fresh)
{
    if (unlink(fresh) != 0 && errno != ENOENT) {
        return -1;
    }
    return open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static bool write_durably(int fd, str text, const char *path)
{
    return fchmod(fd, 0600) == 0 && keep_owner(fd, path) && file_put(fd, text) && fsync(fd) == 0;
}

static bool sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return done;
}

/* Beside its place first, then moved there whole, durably: a crash leaves no half ring. */
err secret_ring_save(struct arena *arena, str data_dir, const struct secret_ring *ring,
                     struct buf *complaint)
{
    const char *path = path_of(arena, data_dir);
    const char *fresh = str_z(arena, str_printf(arena, "%s.new", path));
    str text = text_of(arena, ring);
    int fd = open_fresh(fresh);
    if (fd < 0) {
        return complain(complaint, ERR_UNAVAILABLE, fresh, strerror(errno));
    }
    bool written = write_durably(fd, text, path) && rename(fresh, path) == 0;
    err e = written ? ERR_OK : complain(complaint, ERR_UNAVAILABLE, path, strerror(errno));
    close(fd);
    if (e != ERR_OK) {
        (void)unlink(fresh);
        return e;
    }
    if (!sync_folder(str_z(arena, data_dir))) {
        return complain(complaint, ERR_UNAVAILABLE, path, strerror(errno));
    }
    return ERR_OK;
}

err secret_ring_lock(struct arena *arena, str data_dir, int *out, struct buf *complaint)
{
    const char *folder = str_z(arena, data_dir);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_EX) != 0) {
        err e = complain(complaint, ERR_UNAVAILABLE, folder, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return e;
    }
    *out = fd;
    return ERR_OK;
}

void secret_ring_unlock(int lock)
{
    close(lock);
}

/* --- reading ---------------------------------------------------------------------------------- */

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

static const char *line_fault(struct arena *arena, str line, struct secret_key *out)
{
    str bytes, rest, word;
    *out = (struct secret_key){.made = WHEN_NONE};
    if (!hex_decode(arena, str_cut(line, ' ', &rest), &bytes) || bytes.len != KEY_BYTES) {
        return "has a line that is not a key of 64 hexadecimal digits";
    }
    if (!is_random_looking(bytes)) {
        return "has a weak secret key; remove it and serve makes a good one";
    }
    str made = str_cut(rest, ' ', &word);
    if (made.len > 0 && !when_from_rfc3339(made, &out->made)) {
        return "has a key whose time cannot be read";
    }
    if (word.len > 0 && !str_eq(word, STR("next"))) {
        return "has more after a key than its time and the word next";
    }
    out->next = word.len > 0;
    out->bytes = secret_copy(arena, bytes);
    out->id = id_of(arena, out->bytes);
    return NULL;
}

static const char *ring_fault(struct arena *arena, str text, struct secret_ring *out)
{
    *out = (struct secret_ring){.count = 0};
    while (text.len > 0) {
        str line = str_trim(str_cut(text, '\n', &text));
        if (line.len == 0) {
            continue;
        }
        if (out->count == SECRET_KEYS_MAX) {
            return "has more than 8 keys; retire some";
        }
        const char *fault = line_fault(arena, line, &out->keys[out->count++]);
        if (fault != NULL) {
            return fault;
        }
    }
    return secret_ring_present(out) < out->count ? NULL : "has no key that signs";
}

static err read_ring(struct arena *arena, int fd, const char *path, struct secret_ring *out,
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
    char text[FILE_MAX_BYTES];
    ssize_t len = read(fd, text, sizeof text);
    const char *fault = len < 0 || (size_t)len == sizeof text
                            ? "is not a key ring"
                            : ring_fault(arena, (str){text, (size_t)len}, out);
    explicit_bzero(text, sizeof text);
    return fault == NULL ? ERR_OK : complain(complaint, ERR_INVALID, path, fault);
}

/* Half a ring is nobody's: its keys are wiped, and *out stays as it was. */
static err hand_out(err e, struct secret_ring *ring, struct secret_ring *out)
{
    if (e == ERR_OK) {
        *out = *ring;
        return ERR_OK;
    }
    for (size_t i = 0; i < ring->count; i++) {
        secret_wipe(&ring->keys[i].bytes);
    }
    return e;
}

static err read_file(struct arena *arena, const char *path, int fd, struct secret_ring *out,
                     struct buf *complaint)
{
    struct secret_ring ring = {.count = 0};
    err e = read_ring(arena, fd, path, &ring, complaint);
    close(fd);
    return hand_out(e, &ring, out);
}

/* Two servers that start at once have one ring: the second reads what the first has made. */
static err make_first(struct arena *arena, str data_dir, struct secret_ring *out,
                      struct buf *complaint)
{
    int lock = -1;
    err e = secret_ring_lock(arena, data_dir, &lock, complaint);
    if (e != ERR_OK) {
        return e;
    }
    const char *path = path_of(arena, data_dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        e = read_file(arena, path, fd, out, complaint);
    } else {
        struct secret_ring first = {.keys = {secret_key_new(arena, clock_now())}, .count = 1};
        e = hand_out(secret_ring_save(arena, data_dir, &first, complaint), &first, out);
    }
    secret_ring_unlock(lock);
    return e;
}

err secret_ring_load(struct arena *arena, str data_dir, enum secret_key_use use,
                     struct secret_ring *out, struct buf *complaint)
{
    const char *path = path_of(arena, data_dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return use == SECRET_KEY_MAY_CREATE
                   ? make_first(arena, data_dir, out, complaint)
                   : complain(complaint, ERR_NOT_FOUND, path, "does not exist yet");
    }
    if (fd < 0) {
        return complain(complaint, ERR_UNAVAILABLE, path, strerror(errno));
    }
    return read_file(arena, path, fd, out, complaint);
}
