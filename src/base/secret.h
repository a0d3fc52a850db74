/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets are a type: a password, code or key travels as struct secret, so it has no way into a log
 * or a page (no formatter takes it) and is compared only in constant time. It borrows its bytes;
 * secret_wipe clears them. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

struct secret {
    char *ptr;
    size_t len;
};

/* A copy in the arena of text that must be treated as a secret from here on. */
struct secret secret_copy(struct arena *arena, str s);

/* Equal, in time that depends on the lengths alone. */
bool secret_eq(struct secret a, struct secret b);
/* The same for digests and tokens held as plain text. */
bool str_eq_constant_time(str a, str b);

/* Overwrites the bytes in a way the compiler keeps; for CLEANUP too. */
void secret_wipe(struct secret *secret);

/* The bytes, for the one library call that needs them. */
str secret_reveal(struct secret secret);
