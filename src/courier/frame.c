/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/frame.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "system/clock.h"

/* Waits until the socket is ready; false when the deadline passed first. */
static bool wait_ready(int fd, short events, int64_t deadline_us)
{
    for (;;) {
        int timeout = -1;
        if (deadline_us != 0) {
            int64_t left = deadline_us - clock_monotonic_us();
            if (left <= 0) {
                return false;
            }
            timeout = (int)(left / 1000) + 1;
        }
        struct pollfd wanted = {.fd = fd, .events = events};
        int ready = poll(&wanted, 1, timeout);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return true; /* the read or write that follows names the fault */
        }
    }
}

static bool may_repeat(ssize_t moved)
{
    return moved < 0 && (errno == EAGAIN || errno == EINTR);
}

static enum frame_result write_all(int fd, str bytes, int64_t deadline_us)
{
    while (bytes.len > 0) {
        if (!wait_ready(fd, POLLOUT, deadline_us)) {
            return FRAME_LATE;
        }
        ssize_t moved = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (moved > 0) {
            bytes = str_skip(bytes, (size_t)moved);
        } else if (!may_repeat(moved)) {
            return FRAME_CLOSED;
        }
    }
    return FRAME_OK;
}

static enum frame_result read_all(int fd, char *to, size_t len, int64_t deadline_us)
{
    while (len > 0) {
        if (!wait_ready(fd, POLLIN, deadline_us)) {
            return FRAME_LATE;
        }
        ssize_t moved = recv(fd, to, len, MSG_DONTWAIT);
        if (moved > 0) {
            to += moved;
            len -= (size_t)moved;
        } else if (!may_repeat(moved)) {
            return FRAME_CLOSED;
        }
    }
    return FRAME_OK;
}

enum frame_result frame_write(int fd, str payload, int64_t deadline_us)
{
    if (payload.len > FRAME_MAX) {
        return FRAME_BROKEN;
    }
    uint32_t len = (uint32_t)payload.len;
    char head[4] = {(char)(len >> 24), (char)(len >> 16), (char)(len >> 8), (char)len};
    enum frame_result result = write_all(fd, (str){head, sizeof(head)}, deadline_us);
    return result == FRAME_OK ? write_all(fd, payload, deadline_us) : result;
}

enum frame_result frame_read(int fd, struct arena *arena, int64_t deadline_us, str *out)
{
    unsigned char head[4];
    enum frame_result result = read_all(fd, (char *)head, sizeof(head), deadline_us);
    if (result != FRAME_OK) {
        return result;
    }
    size_t len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (len > FRAME_MAX) {
        return FRAME_BROKEN;
    }
    char *payload = arena_alloc(arena, len + 1);
    result = read_all(fd, payload, len, deadline_us);
    if (result == FRAME_OK) {
        *out = (str){payload, len};
    }
    return result;
}
