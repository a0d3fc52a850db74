/* SPDX-License-Identifier: Apache-2.0 */
/* Text inside the program: a read-only slice, two machine words passed by value, not NUL-terminated
 * and not owned. It lives as long as the memory it points into. Only str_z makes a NUL-terminated
 * copy, at the door of a library. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"

typedef struct str {
    const char *ptr;
    size_t len;
} str;

/* A slice of a string literal. */
#define STR(literal) ((str){"" literal, sizeof(literal) - 1})
/* The same for static initialisers. */
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
/* printf("%" STR_FMT, STR_ARG(s)) */
#define STR_FMT ".*s"
#define STR_ARG(s) (int)(s).len, (s).ptr

/* The smallest functions stand here, so that they vanish into their callers: they are called
 * hundreds of times a request, and str_from_z("literal") then costs nothing. */

/* A slice of NUL-terminated text; NULL gives the empty slice. */
static inline str str_from_z(const char *z)
{
    return z == NULL ? (str){"", 0} : (str){z, strlen(z)};
}

/* A NUL-terminated copy for a library's door. */
char *str_z(struct arena *arena, str s);

/* A copy that lives in the arena. */
str str_dup(struct arena *arena, str s);

/* printf into the arena. */
str str_printf(struct arena *arena, const char *fmt, ...) ATTR_PRINTF(2, 3);

static inline bool str_eq(str a, str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* The same for two texts of one length, without the cases of ASCII letters. */
bool str_same_letters(const char *a, const char *b, size_t len);

/* ASCII letters compare without case. */
static inline bool str_eq_nocase(str a, str b)
{
    return a.len == b.len && str_same_letters(a.ptr, b.ptr, a.len);
}

static inline bool str_starts(str s, str prefix)
{
    return s.len >= prefix.len && str_eq((str){s.ptr, prefix.len}, prefix);
}

bool str_ends(str s, str suffix);
/* Bytewise order: < 0, 0, > 0. */
int str_cmp(str a, str b);

/* Position of the first byte c, or -1. */
static inline ptrdiff_t str_index(str s, char c)
{
    const char *at = s.len == 0 ? NULL : (const char *)memchr(s.ptr, c, s.len);
    return at == NULL ? -1 : at - s.ptr;
}

/* Position of the first occurrence of part, or -1. */
ptrdiff_t str_find(str s, str part);

/* len bytes from start (both clamped), and from start to the end. */
static inline str str_sub(str s, size_t start, size_t len)
{
    if (start > s.len) {
        start = s.len;
    }
    if (len > s.len - start) {
        len = s.len - start;
    }
    return (str){s.ptr + start, len};
}

static inline str str_skip(str s, size_t start)
{
    return str_sub(s, start, s.len);
}

/* Cuts s at the first byte c: returns what stands before it and leaves the rest in *rest (empty
 * when there is no c). */
str str_cut(str s, char c, str *rest);

/* Without ASCII space, tab, CR and LF at both ends. */
str str_trim(str s);

/* ASCII letters to lower case, in the arena. */
str str_lower(struct arena *arena, str s);

/* A whole decimal number, optional minus, nothing else; false when it is not one or does not fit.
 */
bool str_to_i64(str s, int64_t *out);

/* True when s is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
 */
bool str_is_utf8(str s);

/* Takes the code point at *pos and moves *pos behind it. s must be well-formed; at its end gives 0.
 */
uint32_t str_next_char(str s, size_t *pos);

/* Number of code points; s must be well-formed. */
size_t str_char_count(str s);
