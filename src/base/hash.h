/* SPDX-License-Identifier: Apache-2.0 */
/* A quick hash for tables in memory: FNV-1a with 64 bits. Whoever chooses the texts can make them
 * meet, so such a table only shares a count between them or loses one; for what must not be
 * guessed or met on purpose there is crypto/mac.h. */
#pragma once

#include <stdint.h>

#include "base/str.h"

/* Texts under different seeds are hashed differently; 0 is FNV-1a as published. */
static inline uint64_t hash_text(uint64_t seed, str text)
{
    uint64_t hash = 14695981039346656037U + seed;
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * 1099511628211U;
    }
    return hash;
}
