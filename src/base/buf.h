/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text in an arena.
 * Invariants: ptr points to cap bytes of the arena (or is NULL while cap is 0); the first len of
 * them are the text. Growing moves the text: a str taken from a buf is valid until the next put.
 *
 * When its arena is exhausted (base/arena.h), or would be by growing on, a buf goes on in the room
 * it has, over what was put last: the text is thrown away anyway, and whoever puts need not look.
 */
#pragma once

#include <stddef.h>
#include <string.h>

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

/* Moves the text to where more bytes have room behind it. */
void buf_grow(struct buf *buf, size_t more);

/* Makes room for more bytes and returns where they begin; the caller writes them and adds to len.
 */
static inline char *buf_reserve(struct buf *buf, size_t more)
{
    if (buf->cap - buf->len < more) {
        buf_grow(buf, more);
    }
    return buf->ptr + buf->len;
}

static inline void buf_put(struct buf *buf, str s)
{
    if (s.len > 0) {
        memcpy(buf_reserve(buf, s.len), s.ptr, s.len);
        buf->len += s.len;
    }
}

static inline void buf_put_char(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
    buf->len++;
}

void buf_put_i64(struct buf *buf, int64_t n);
/* The last count digits of n, with zeroes in front: parts of dates. */
void buf_put_digits(struct buf *buf, int n, size_t count);
void buf_printf(struct buf *buf, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* The text so far; valid until the next put. */
static inline str buf_str(const struct buf *buf)
{
    return (str){buf->ptr == NULL ? "" : buf->ptr, buf->len};
}
