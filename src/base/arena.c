/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define BLOCK_MIN ((size_t)16 * 1024)
#define BLOCK_MAX ((size_t)1024 * 1024)

struct arena_block {
    struct arena_block *older;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){.limit = limit, .end = limit};
}

void arena_init_with_reserve(struct arena *arena, size_t limit)
{
    CHECK(limit <= SIZE_MAX / (ARENA_RESERVES + 1));
    *arena = (struct arena){.limit = limit, .end = limit * (ARENA_RESERVES + 1)};
}

static void free_blocks(struct arena_block *block, const struct arena_block *until)
{
    while (block != until) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
}

void arena_done(struct arena *arena)
{
    free_blocks(arena->block, NULL);
    arena->block = NULL;
    arena->used = 0;
    arena->exhausted = false;
}

/* Everything but the first block, and what is known of the limit, goes. */
static void forget_all(struct arena *arena)
{
    struct arena_block *first = arena->block;
    if (first == NULL) {
        return;
    }
    while (first->older != NULL) {
        struct arena_block *older = first->older;
        free(first);
        first = older;
    }
    first->used = 0;
    arena->block = first;
    arena->used = 0;
}

void arena_reset(struct arena *arena)
{
    forget_all(arena);
    arena->exhausted = false;
}

static struct arena_block *block_new(struct arena_block *older, size_t need)
{
    size_t size = older == NULL ? BLOCK_MIN : older->size * 2;
    if (size > BLOCK_MAX) {
        size = BLOCK_MAX;
    }
    if (size < need) {
        size = need;
    }
    struct arena_block *block = malloc(sizeof *block + size);
    CHECK(block != NULL);
    block->older = older;
    block->size = size;
    block->used = 0;
    return block;
}

static size_t rounded(size_t size)
{
    const size_t align = alignof(max_align_t);
    CHECK(size <= SIZE_MAX - align);
    return (size + align - 1) & ~(align - 1);
}

static void *take(struct arena *arena, size_t need)
{
    CHECK(need <= arena->end - arena->used);
    arena->exhausted = arena->exhausted || need + arena->used > arena->limit;
    if (arena->block == NULL || arena->block->size - arena->block->used < need) {
        arena->block = block_new(arena->block, need);
    }
    void *memory = arena->block->data + arena->block->used;
    arena->block->used += need;
    arena->used += need;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t need = rounded(size);
    return memset(take(arena, need), 0, need);
}

void *arena_grow(struct arena *arena, void *ptr, size_t old_size, size_t new_size)
{
    size_t old_need = rounded(old_size);
    size_t more = rounded(new_size) - old_need;
    struct arena_block *block = arena->block;
    bool is_last = ptr != NULL && block != NULL && block->used >= old_need &&
                   (unsigned char *)ptr == block->data + block->used - old_need;
    if (is_last && block->size - block->used >= more) {
        (void)take(arena, more);
        return ptr;
    }
    void *moved = take(arena, rounded(new_size));
    return old_size == 0 ? moved : memcpy(moved, ptr, old_size);
}

void *arena_array_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t total = 0;
    CHECK(!__builtin_mul_overflow(count, size, &total));
    return arena_alloc(arena, total);
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){
        .block = arena->block,
        .block_used = arena->block == NULL ? 0 : arena->block->used,
        .used = arena->used,
    };
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    if (mark.block == NULL) {
        forget_all(arena);
        return;
    }
    free_blocks(arena->block, mark.block);
    arena->block = mark.block;
    arena->block->used = mark.block_used;
    arena->used = mark.used;
}

void arena_begin_again(struct arena *arena, struct arena_mark mark)
{
    arena_rewind(arena, mark);
    arena->exhausted = false;
}
