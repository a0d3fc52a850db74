/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/tzif.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/check.h"

#define ZONEINFO "/usr/share/zoneinfo/"
#define NAME_MAX_LEN 64
#define FILE_MAX ((size_t)64 * 1024)
#define HEADER_LEN ((size_t)44)
#define OFFSET_MAX (26 * 3600) /* RFC 8536: beyond -25 h to +26 h nothing need be understood */

bool tzif_name_is_sane(str name)
{
    static const str foreign[] = {
        STR_INIT("right/"),    STR_INIT("posix/"),  STR_INIT("posixrules"),
        STR_INIT("localtime"), STR_INIT("Factory"),
    };
    for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
        if (str_starts(name, foreign[i])) {
            return false;
        }
    }
    char before = '/';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_letter && c != '_' && c != '+' && c != '-' && (c != '/' || before == '/')) {
            return false;
        }
        before = c;
    }
    return name.len > 0 && name.len <= NAME_MAX_LEN && before != '/';
}

/* How many of each thing a data block holds. */
struct counts {
    size_t utc_flags, standard_flags, leaps, changes, types, name_bytes;
};

static uint32_t big32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t big64(const char *p)
{
    return (int64_t)((uint64_t)big32(p) << 32 | big32(p + 4));
}

static bool take_header(str *bytes, struct counts *out)
{
    if (bytes->len < HEADER_LEN || !str_starts(*bytes, STR("TZif")) || bytes->ptr[4] < '2') {
        return false;
    }
    size_t n[6];
    for (size_t i = 0; i < ARRAY_LEN(n); i++) {
        n[i] = big32(bytes->ptr + 20 + 4 * i);
        if (n[i] > FILE_MAX) {
            return false;
        }
    }
    *out = (struct counts){n[0], n[1], n[2], n[3], n[4], n[5]};
    *bytes = str_skip(*bytes, HEADER_LEN);
    return true;
}

static size_t block_len(const struct counts *n, size_t time_size)
{
    return n->changes * (time_size + 1) + n->types * 6 + n->name_bytes +
           n->leaps * (time_size + 4) + n->standard_flags + n->utc_flags;
}

static bool type_offset(const char *types, size_t count, size_t index, int *out)
{
    if (index >= count) {
        return false;
    }
    int32_t offset = (int32_t)big32(types + 6 * index);
    *out = offset;
    return offset > -OFFSET_MAX && offset < OFFSET_MAX;
}

static bool take_changes(const char *block, const struct counts *n, struct tzif *out)
{
    const char *indexes = block + 8 * n->changes;
    const char *types = indexes + n->changes;
    if (!type_offset(types, n->types, 0, &out->first_offset)) {
        return false;
    }
    for (size_t i = 0; i < n->changes; i++) {
        struct tzif_change *change = &out->changes[i];
        change->at = big64(block + 8 * i);
        if (!type_offset(types, n->types, (unsigned char)indexes[i], &change->offset) ||
            (i > 0 && change->at <= out->changes[i - 1].at)) {
            return false;
        }
    }
    out->count = n->changes;
    return true;
}

static bool take_footer(str rest, struct tzif_rule *out)
{
    if (rest.len < 2 || rest.ptr[0] != '\n') {
        return false;
    }
    rest = str_skip(rest, 1);
    str after;
    str text = str_cut(rest, '\n', &after);
    if (text.len == rest.len) {
        return false;
    }
    return text.len == 0 || tzif_parse_rule(text, out);
}

bool tzif_parse(str bytes, struct tzif *out)
{
    struct counts n;
    /* The first block repeats the second in 32 bits for readers of long ago. */
    if (!take_header(&bytes, &n) || block_len(&n, 4) > bytes.len) {
        return false;
    }
    bytes = str_skip(bytes, block_len(&n, 4));
    if (!take_header(&bytes, &n) || block_len(&n, 8) > bytes.len || n.leaps > 0) {
        return false;
    }
    struct tzif found = {.changes = calloc(n.changes + 1, sizeof *found.changes)};
    CHECK(found.changes != NULL);
    if (!take_changes(bytes.ptr, &n, &found) ||
        !take_footer(str_skip(bytes, block_len(&n, 8)), &found.rule)) {
        free(found.changes);
        return false;
    }
    *out = found;
    return true;
}

static bool read_file(const char *path, char *bytes, size_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    struct stat info;
    bool is_file = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    ssize_t got = 1;
    for (*len = 0; is_file && got > 0 && *len<FILE_MAX; *len += got> 0 ? (size_t)got : 0) {
        got = read(fd, bytes + *len, FILE_MAX - *len);
    }
    close(fd);
    return is_file && got == 0;
}

bool tzif_read(str name, struct tzif *out)
{
    char path[sizeof ZONEINFO + NAME_MAX_LEN];
    if (!tzif_name_is_sane(name)) {
        return false;
    }
    snprintf(path, sizeof path, ZONEINFO "%" STR_FMT, STR_ARG(name));
    char *bytes = malloc(FILE_MAX);
    CHECK(bytes != NULL);
    size_t len = 0;
    bool found = read_file(path, bytes, &len) && tzif_parse((str){bytes, len}, out);
    free(bytes);
    return found;
}
