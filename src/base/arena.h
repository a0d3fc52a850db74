/* SPDX-License-Identifier: Apache-2.0 */
/* Memory by lifetime: everything allocated from an arena lives until the arena is reset, rewound or
 * done. The caller picks the lifetime (app, request, scratch, job) by the arena it passes. Memory
 * is zeroed; allocation never returns NULL. Not thread-safe: an arena belongs to one thread at a
 * time.
 *
 * What a request or a job allocates follows from what others sent, so its arena has a reserve: over
 * the limit it is exhausted, which is an outcome and no fault of ours. Allocation goes on in the
 * reserve, so that nobody meets a NULL, while everything that could go on for long ends: parsers,
 * queries, commits, loops of pages and growing texts look at arena_is_exhausted, and whoever owns
 * the arena throws the work away and answers 413 or 500. Beyond the reserve, and beyond the limit
 * of an arena without one, is a broken invariant (docs/decisions/0200-arenas.md). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *block; /* newest block; older ones hang behind it */
    size_t used;               /* bytes handed out since init or reset */
    size_t limit;              /* over so many bytes it is exhausted */
    size_t end;                /* most bytes it may ever hand out between resets */
    bool exhausted;            /* was over its limit once; stays so until it is reset */
};

struct arena_mark {
    struct arena_block *block;
    size_t block_used;
    size_t used;
};

/* Prepares an arena that may hand out up to limit bytes; allocates nothing yet. */
void arena_init(struct arena *arena, size_t limit);

/* The same for work whose size others decide: over the limit it is exhausted, and as much again as
 * ARENA_RESERVES limits is left to end in order. */
#define ARENA_RESERVES 3
void arena_init_with_reserve(struct arena *arena, size_t limit);

/* True when the limit was passed since the arena was reset, even if that was rewound: what was made
 * since may be cut and must not leave the house. */
static inline bool arena_is_exhausted(const struct arena *arena)
{
    return arena->exhausted;
}

/* Gives all memory back to the system. Harmless on a done or zeroed arena. */
void arena_done(struct arena *arena);

/* Forgets everything but keeps the first block for reuse. */
void arena_reset(struct arena *arena);

/* size zeroed bytes, aligned for any type; size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* ptr, an allocation of old_size bytes, made new_size bytes long: in place when it was the last
 * one, else as a copy. What is new is not zeroed: for builders that write before they read. */
void *arena_grow(struct arena *arena, void *ptr, size_t old_size, size_t new_size);

/* Remembers a point; arena_rewind gives back everything allocated since. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Rewinds and is no longer exhausted: for whoever owns the arena and has thrown away all that was
 * made of what lay behind the mark. */
void arena_begin_again(struct arena *arena, struct arena_mark mark);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array_alloc((arena), (count), sizeof(type)))

/* count × size zeroed bytes; overflow is a broken invariant. */
void *arena_array_alloc(struct arena *arena, size_t count, size_t size);
