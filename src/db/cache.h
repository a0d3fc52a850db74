/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements of one handle, found by the address of their constant query. Grows with the
 * number of queries in the program, which is small; nothing is ever pushed out. */
#pragma once

#include <stddef.h>

struct cache_slot {
    const void *key;
    void *value;
};

struct cache {
    struct cache_slot *slots;
    size_t cap, count;
};

/* The value, or NULL. */
void *cache_get(const struct cache *cache, const void *key);

/* key must not be in the cache yet; value is not NULL. */
void cache_put(struct cache *cache, const void *key, void *value);

/* Calls each on every value (each may be NULL) and empties the cache. */
void cache_done(struct cache *cache, void (*each)(void *value));
