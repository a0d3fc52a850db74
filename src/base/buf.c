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

char *buf_reserve(struct buf *buf, size_t more)
{
    if (buf->cap - buf->len < more) {
        size_t cap = buf->cap == 0 ? FIRST_CAP : buf->cap * 2;
        while (cap - buf->len < more) {
            CHECK(!__builtin_mul_overflow(cap, (size_t)2, &cap));
        }
        buf->ptr = arena_grow(buf->arena, buf->ptr, buf->cap, cap);
        buf->cap = cap;
    }
    return buf->ptr + buf->len;
}

void buf_put(struct buf *buf, str s)
{
    if (s.len == 0) {
        return;
    }
    memcpy(buf_reserve(buf, s.len), s.ptr, s.len);
    buf->len += s.len;
}

void buf_put_char(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
    buf->len++;
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

void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    CHECK(len >= 0);
    vsnprintf(buf_reserve(buf, (size_t)len + 1), (size_t)len + 1, fmt, again);
    va_end(again);
    buf->len += (size_t)len;
}

str buf_str(const struct buf *buf)
{
    return (str){buf->ptr == NULL ? "" : buf->ptr, buf->len};
}
