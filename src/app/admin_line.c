/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/admin_private.h"
#include "system/clock.h"

/* Waits until the socket can move bytes; false when the deadline passes first. */
static bool is_ready(int fd, short event, int64_t deadline_us)
{
    for (;;) {
        int64_t left_ms = (deadline_us - clock_monotonic_us()) / 1000;
        if (left_ms <= 0) {
            return false;
        }
        struct pollfd one = {.fd = fd, .events = event};
        int ready = poll(&one, 1, left_ms > 1000 ? 1000 : (int)left_ms);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

static bool is_passing(ssize_t moved)
{
    return moved < 0 && (errno == EINTR || errno == EAGAIN);
}

bool admin_line_read(int fd, struct arena *arena, int64_t deadline_us, str *out)
{
    char *line = arena_alloc(arena, ADMIN_LINE_MAX);
    size_t len = 0;
    while (len < ADMIN_LINE_MAX && is_ready(fd, POLLIN, deadline_us)) {
        ssize_t moved = recv(fd, line + len, ADMIN_LINE_MAX - len, MSG_DONTWAIT);
        if (is_passing(moved)) {
            continue;
        }
        if (moved <= 0) {
            return false;
        }
        const char *end = memchr(line + len, '\n', (size_t)moved);
        len += (size_t)moved;
        if (end != NULL) {
            *out = (str){line, (size_t)(end - line)};
            return true;
        }
    }
    return false;
}

bool admin_line_write(int fd, str line, int64_t deadline_us)
{
    bool ended = false;
    while (is_ready(fd, POLLOUT, deadline_us)) {
        str part = line.len > 0 ? line : STR("\n");
        ssize_t moved = send(fd, part.ptr, part.len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (is_passing(moved)) {
            continue;
        }
        if (moved < 0) {
            return false;
        }
        ended = line.len == 0;
        if (ended) {
            return true;
        }
        line = str_skip(line, (size_t)moved);
    }
    return ended;
}

bool admin_address(struct arena *arena, str data_dir, struct sockaddr_un *out, int *out_dir)
{
    int dir = open(str_z(arena, data_dir), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) {
        return false;
    }
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(out->sun_path, sizeof(out->sun_path), "/proc/self/fd/%d/admin.sock", dir);
    *out_dir = dir;
    return true;
}
