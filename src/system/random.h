/* SPDX-License-Identifier: Apache-2.0 */
/* Randomness from the kernel, fit for keys and tokens, and the ids made of it. Thread-safe. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Fills out with random bytes. Cannot fail: a kernel without randomness ends the process. */
void random_bytes(void *out, size_t len);

/* A number from 0 to bound - 1, every one equally likely; bound must not be 0. */
uint32_t random_below(uint32_t bound);

/* A new UUIDv7 in text (RFC 9562). Ids made by one process sort in the order they were made, also
 * within a millisecond and when the clock steps back. */
str id_new(struct arena *arena);

/* From here on all of the above is a repeatable stream that anybody can compute. For making sample
 * data and nothing else; there is no way back, so that no key can be drawn from it by mistake in a
 * process that serves. */
void random_repeat(uint64_t seed);
