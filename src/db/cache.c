/* SPDX-License-Identifier: Apache-2.0 */
#include "db/cache.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/check.h"

/* cap is a power of two; at most half of the slots are taken, so a free one ends every search. */
static struct cache_slot *slot_of(const struct cache *cache, const void *key)
{
    uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = (size_t)(hash >> 32);; i++) {
        struct cache_slot *slot = &cache->slots[i & (cache->cap - 1)];
        if (slot->key == key || slot->key == NULL) {
            return slot;
        }
    }
}

void *cache_get(const struct cache *cache, const void *key)
{
    return cache->cap == 0 ? NULL : slot_of(cache, key)->value;
}

static void grow(struct cache *cache)
{
    struct cache bigger = {.cap = cache->cap == 0 ? 64 : cache->cap * 2, .count = cache->count};
    bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
    CHECK(bigger.slots != NULL);
    for (size_t i = 0; i < cache->cap; i++) {
        if (cache->slots[i].key != NULL) {
            *slot_of(&bigger, cache->slots[i].key) = cache->slots[i];
        }
    }
    free(cache->slots);
    *cache = bigger;
}

void cache_put(struct cache *cache, const void *key, void *value)
{
    if (cache->count * 2 >= cache->cap) {
        grow(cache);
    }
    struct cache_slot *slot = slot_of(cache, key);
    CHECK(slot->key == NULL && value != NULL);
    *slot = (struct cache_slot){key, value};
    cache->count++;
}

void cache_done(struct cache *cache, void (*each)(void *value))
{
    for (size_t i = 0; i < cache->cap; i++) {
        if (each != NULL && cache->slots[i].value != NULL) {
            each(cache->slots[i].value);
        }
    }
    free(cache->slots);
    *cache = (struct cache){0};
}
