/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords at rest: Argon2id in the usual text form ("$argon2id$v=19$m=…"). One hasher serves the
 * process: it knows the cost and lets only so many hashes run at once, because each takes megabytes
 * and tens of milliseconds. They run on threads of its own while the caller waits, so only the hash
 * lane calls it. Whoever has no account costs the same work: verify against an empty hash. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"

#define PASSWORD_BYTES_MAX 1024

struct password_cost {
    uint32_t memory_kib; /* settings: hash memory, at least 8 */
    uint32_t passes;     /* settings: hash passes, at least 1 */
    uint32_t slots;      /* hashes that may run at once, 1 to 64; each is a thread */
    int nice;            /* priority of these threads, 19 in service */
};

struct password_hasher;

/* ERR_INTERNAL when a cost is out of range. Close it after the last thread that uses it has ended.
 */
MUST_CHECK err password_hasher_open(const struct password_cost *cost, struct password_hasher **out);
void password_hasher_close(struct password_hasher **hasher);

/* ERR_INVALID over 1024 bytes; ERR_UNAVAILABLE when memory is short just now. */
MUST_CHECK err password_hash(struct password_hasher *hasher, struct arena *arena,
                             struct secret password, str *out);

/* Is it the password of this hash? An empty or unreadable hash takes the same time and is never
 * matched. ERR_UNAVAILABLE when memory is short just now: not an answer. */
MUST_CHECK err password_verify(struct password_hasher *hasher, str hash, struct secret password,
                               bool *out_matches);

/* True when the hash was made at another cost than today's: hash again after a good sign-in. */
bool password_needs_rehash(const struct password_hasher *hasher, str hash);
