/* SPDX-License-Identifier: Apache-2.0 */
/* What a parser may take: memory in proportion to its input. A target that takes more ends in a
 * CHECK, so the fuzzer keeps what made it so. */
#pragma once

#include "base/arena.h"
#include "base/check.h"

#define BOUND_PER_BYTE ((size_t)16)
#define BOUND_AT_REST ((size_t)64 * 1024)

/* An arena that may be used up to the bound for an input of size bytes. */
static inline struct arena bounded_arena(size_t size)
{
    struct arena arena;
    arena_init_with_reserve(&arena, BOUND_PER_BYTE * size + BOUND_AT_REST);
    return arena;
}

/* The parser is done: it kept within the bound, and the next one begins with an empty arena. */
static inline void bounded_next(struct arena *arena)
{
    CHECK(!arena_is_exhausted(arena));
    arena_reset(arena);
}

static inline void bounded_end(struct arena *arena)
{
    bounded_next(arena);
    arena_done(arena);
}
