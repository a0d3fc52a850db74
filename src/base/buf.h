/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text in an arena.
 * Invariants: ptr points to cap bytes of the arena (or is NULL while cap is 0); the first len of
 * them are the text. Growing moves the text: a str taken from a buf is valid until the next put. */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

struct buf {
    struct arena *arena;
    char *ptr;
    size_t len;
    size_t cap;
};

/* An empty buf that grows in the arena. */
struct buf buf_in(struct arena *arena);

/* Makes room for more bytes and returns where they begin; the caller writes them and adds to len.
 */
char *buf_reserve(struct buf *buf, size_t more);

void buf_put(struct buf *buf, str s);
void buf_put_char(struct buf *buf, char c);
void buf_put_i64(struct buf *buf, int64_t n);
void buf_printf(struct buf *buf, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* The text so far; valid until the next put. */
str buf_str(const struct buf *buf);
