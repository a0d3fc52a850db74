/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

#define FIRST_CAP ((size_t)256)

struct buf buf_in(struct arena *arena)
{
    return (struct buf){.arena = arena};
}

static void take_room(struct buf *buf, size_t cap)
{
    buf->ptr = arena_grow(buf->arena, buf->ptr, buf->cap, cap);
    buf->cap = cap;
}

/* Texts grow by doubling, so they are the first to run an arena over and would be the first beyond
 * its reserve: a text that cannot grow is no longer kept. */
static bool may_grow(struct arena *arena, size_t cap)
{
    if (arena->end == arena->limit) {
        return true; /* no reserve: going on is the arena's own broken invariant */
    }
    arena->exhausted = arena->exhausted || cap > arena->limit || arena->used > arena->limit - cap;
    return !arena->exhausted;
}

void buf_grow(struct buf *buf, size_t more)
{
    size_t cap = buf->cap == 0 ? FIRST_CAP : buf->cap * 2;
    while (cap - buf->len < more) {
        CHECK(!__builtin_mul_overflow(cap, (size_t)2, &cap));
    }
    if (may_grow(buf->arena, cap)) {
        take_room(buf, cap);
        return;
    }
    if (buf->cap < more) {
        take_room(buf, more < FIRST_CAP ? FIRST_CAP : more);
    }
    buf->len = buf->len < buf->cap - more ? buf->len : buf->cap - more;
}

void buf_put_i64(struct buf *buf, int64_t n)
{
    char digits[24];
    char *end = digits + sizeof digits;
    char *at = end;
    uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (n < 0) {
        *--at = '-';
    }
    buf_put(buf, (str){at, (size_t)(end - at)});
}

void buf_put_digits(struct buf *buf, int n, size_t count)
{
    char *at = buf_reserve(buf, count);
    for (size_t i = count; i > 0; i--) {
        at[i - 1] = (char)('0' + n % 10);
        n /= 10;
    }
    buf->len += count;
}

/* Most texts fit the room that is there: they are printed once. */
void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args;
    va_list again;
    va_start(args, fmt);
    va_copy(again, args);
    size_t room = buf->cap - buf->len;
    int len = vsnprintf(room > 0 ? buf->ptr + buf->len : NULL, room, fmt, args);
    va_end(args);
    CHECK(len >= 0);
    if ((size_t)len >= room) {
        vsnprintf(buf_reserve(buf, (size_t)len + 1), (size_t)len + 1, fmt, again);
    }
    va_end(again);
    buf->len += (size_t)len;
}
