/* SPDX-License-Identifier: Apache-2.0 */
/* Text inside the program: a read-only slice, two machine words passed by value, not NUL-terminated
 * and not owned. It lives as long as the memory it points into. Only str_z makes a NUL-terminated
 * copy, at the door of a library. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* A slice of NUL-terminated text; NULL gives the empty slice. */
str str_from_z(const char *z);

/* A NUL-terminated copy for a library's door. */
char *str_z(struct arena *arena, str s);

/* A copy that lives in the arena. */
str str_dup(struct arena *arena, str s);

/* printf into the arena. */
str str_printf(struct arena *arena, const char *fmt, ...) ATTR_PRINTF(2, 3);

bool str_eq(str a, str b);
/* ASCII letters compare without case. */
bool str_eq_nocase(str a, str b);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
/* Bytewise order: < 0, 0, > 0. */
int str_cmp(str a, str b);

/* Position of the first byte c, or -1. */
ptrdiff_t str_index(str s, char c);
/* Position of the first occurrence of part, or -1. */
ptrdiff_t str_find(str s, str part);

/* From start (clamped) to the end, and len bytes (clamped) from start. */
str str_skip(str s, size_t start);
str str_sub(str s, size_t start, size_t len);

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
