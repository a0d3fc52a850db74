/* SPDX-License-Identifier: Apache-2.0 */
/* Frames on a socket between processes of ours: four bytes of length, network order, then that many
 * bytes. Reads and writes are whole or failed; a failed stream is never used again. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define FRAME_MAX ((size_t)1 << 20)

enum frame_result {
    FRAME_OK,
    FRAME_CLOSED, /* the other side ended, or the socket failed */
    FRAME_LATE,   /* the deadline passed; half a frame may have moved */
    FRAME_BROKEN, /* a length over FRAME_MAX */
};

/* deadline_us is on the monotonic clock; 0 = wait for ever. */
enum frame_result frame_write(int fd, str payload, int64_t deadline_us);
enum frame_result frame_read(int fd, struct arena *arena, int64_t deadline_us, str *out);
