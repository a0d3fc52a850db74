/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/breached.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/sha1.h"

#define DIGITS 40
#define DIGITS_MIN 10
/* A line is shorter than this; more is read than a digest needs, to find where the line ends. */
#define LINE_MAX_BYTES 128

struct list {
    int fd;
    off_t size;
};

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads the line that begins at start: its digest, and where the next line begins. */
static err read_line(const struct list *list, off_t start, str *out_digest, char *buffer,
                     off_t *out_next)
{
    ssize_t got = pread(list->fd, buffer, LINE_MAX_BYTES, start);
    if (got <= 0) {
        return ERR_UNAVAILABLE;
    }
    const char *end = memchr(buffer, '\n', (size_t)got);
    if (end == NULL && (start + got < list->size || got == LINE_MAX_BYTES)) {
        return ERR_INVALID;
    }
    size_t digits = 0;
    while (digits < (size_t)got && digit_of(buffer[digits]) >= 0) {
        digits++;
    }
    if (digits < DIGITS_MIN || digits > DIGITS) {
        return ERR_INVALID;
    }
    *out_digest = (str){buffer, digits};
    *out_next = end == NULL ? list->size : start + (end - buffer) + 1;
    return ERR_OK;
}

/* Where the line that the byte at belongs to begins. */
static err line_start(const struct list *list, off_t at, off_t *out)
{
    char buffer[LINE_MAX_BYTES];
    off_t from = at > LINE_MAX_BYTES ? at - LINE_MAX_BYTES : 0;
    ssize_t got = pread(list->fd, buffer, (size_t)(at - from), from);
    if (got != at - from) {
        return ERR_UNAVAILABLE;
    }
    for (ssize_t i = got; i > 0; i--) {
        if (buffer[i - 1] == '\n') {
            *out = from + i;
            return ERR_OK;
        }
    }
    *out = 0;
    return from == 0 ? ERR_OK : ERR_INVALID;
}

/* How the digest compares with that of a line, which may have only its first digits. */
static int compare(const int *digest, str line)
{
    for (size_t i = 0; i < line.len; i++) {
        int difference = digest[i] - digit_of(line.ptr[i]);
        if (difference != 0) {
            return difference;
        }
    }
    return 0;
}

static err search(const struct list *list, const int *digest, bool *out)
{
    char buffer[LINE_MAX_BYTES];
    off_t low = 0, high = list->size;
    while (low < high) {
        off_t start = 0, next = 0;
        str line;
        err e = line_start(list, low + (high - low) / 2, &start);
        if (e == ERR_OK) {
            e = read_line(list, start, &line, buffer, &next);
        }
        if (e != ERR_OK) {
            return e;
        }
        int order = compare(digest, line);
        if (order == 0) {
            *out = true;
            return ERR_OK;
        }
        if (order < 0) {
            high = start;
        } else {
            low = next;
        }
    }
    *out = false;
    return ERR_OK;
}

err breached_has(const char *path, struct secret password, bool *out)
{
    struct list list = {.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    struct stat about;
    if (list.fd < 0) {
        return ERR_UNAVAILABLE;
    }
    err e = ERR_UNAVAILABLE;
    if (fstat(list.fd, &about) == 0 && S_ISREG(about.st_mode)) {
        unsigned char bytes[SHA1_BYTES];
        int digest[DIGITS];
        sha1(secret_reveal(password), bytes);
        for (size_t i = 0; i < DIGITS; i++) {
            digest[i] = bytes[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
        }
        list.size = about.st_size;
        e = search(&list, digest, out);
        explicit_bzero(bytes, sizeof bytes);
        explicit_bzero(digest, sizeof digest);
    }
    close(list.fd);
    return e;
}
