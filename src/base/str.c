/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

static char lower_ascii(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

char *str_z(struct arena *arena, str s)
{
    char *copy = arena_grow(arena, NULL, 0, s.len + 1); /* written at once: need not be zeroed */
    if (s.len > 0) {
        memcpy(copy, s.ptr, s.len);
    }
    copy[s.len] = '\0';
    return copy;
}

str str_dup(struct arena *arena, str s)
{
    return (str){str_z(arena, s), s.len};
}

/* Short texts, which most are, are printed once and copied. */
str str_printf(struct arena *arena, const char *fmt, ...)
{
    char little[256];
    va_list args;
    va_list again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(little, sizeof little, fmt, args);
    va_end(args);
    CHECK(len >= 0);
    char *text = arena_alloc(arena, (size_t)len + 1);
    if ((size_t)len < sizeof little) {
        memcpy(text, little, (size_t)len);
    } else {
        vsnprintf(text, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    return (str){text, (size_t)len};
}

bool str_same_letters(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (lower_ascii(a[i]) != lower_ascii(b[i])) {
            return false;
        }
    }
    return true;
}

bool str_ends(str s, str suffix)
{
    return s.len >= suffix.len && str_eq(str_skip(s, s.len - suffix.len), suffix);
}

int str_cmp(str a, str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter == 0 ? 0 : memcmp(a.ptr, b.ptr, shorter);
    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

ptrdiff_t str_find(str s, str part)
{
    if (part.len == 0) {
        return 0;
    }
    const char *at = s.len < part.len ? NULL : memmem(s.ptr, s.len, part.ptr, part.len);
    return at == NULL ? -1 : at - s.ptr;
}

str str_cut(str s, char c, str *rest)
{
    ptrdiff_t at = str_index(s, c);
    if (at < 0) {
        *rest = str_skip(s, s.len);
        return s;
    }
    *rest = str_skip(s, (size_t)at + 1);
    return str_sub(s, 0, (size_t)at);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

str str_trim(str s)
{
    while (s.len > 0 && is_blank(s.ptr[0])) {
        s = str_skip(s, 1);
    }
    while (s.len > 0 && is_blank(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}

str str_lower(struct arena *arena, str s)
{
    char *copy = str_z(arena, s);
    for (size_t i = 0; i < s.len; i++) {
        copy[i] = lower_ascii(copy[i]);
    }
    return (str){copy, s.len};
}

bool str_to_i64(str s, int64_t *out)
{
    bool minus = s.len > 0 && s.ptr[0] == '-';
    size_t at = minus ? 1 : 0;
    if (at == s.len) {
        return false;
    }
    int64_t value = 0;
    for (; at < s.len; at++) {
        char c = s.ptr[at];
        if (c < '0' || c > '9') {
            return false;
        }
        int64_t digit = c - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, minus ? -digit : digit, &value)) {
            return false;
        }
    }
    *out = value;
    return true;
}

/* Length of the well-formed sequence at s[pos], or 0. Table 3-7 of the Unicode Standard. */
static size_t sequence_length(str s, size_t pos)
{
    const unsigned char *p = (const unsigned char *)s.ptr + pos;
    size_t left = s.len - pos;
    if (p[0] < 0x80) {
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        return left >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    }
    if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        unsigned char low = p[0] == 0xE0 ? 0xA0 : 0x80;
        unsigned char high = p[0] == 0xED ? 0x9F : 0xBF;
        return left >= 3 && p[1] >= low && p[1] <= high && (p[2] & 0xC0) == 0x80 ? 3 : 0;
    }
    if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        unsigned char low = p[0] == 0xF0 ? 0x90 : 0x80;
        unsigned char high = p[0] == 0xF4 ? 0x8F : 0xBF;
        bool whole = left >= 4 && p[1] >= low && p[1] <= high && (p[2] & 0xC0) == 0x80 &&
                     (p[3] & 0xC0) == 0x80;
        return whole ? 4 : 0;
    }
    return 0;
}

bool str_is_utf8(str s)
{
    for (size_t pos = 0; pos < s.len;) {
        size_t step = sequence_length(s, pos);
        if (step == 0) {
            return false;
        }
        pos += step;
    }
    return true;
}

uint32_t str_next_char(str s, size_t *pos)
{
    if (*pos >= s.len) {
        return 0;
    }
    size_t step = sequence_length(s, *pos);
    CHECK(step > 0);
    const unsigned char *p = (const unsigned char *)s.ptr + *pos;
    *pos += step;
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = p[0] & first_bits[step];
    for (size_t i = 1; i < step; i++) {
        c = c << 6 | (p[i] & 0x3FU);
    }
    return c;
}

size_t str_char_count(str s)
{
    size_t count = 0;
    for (size_t pos = 0; pos < s.len; count++) {
        (void)str_next_char(s, &pos);
    }
    return count;
}
