/* SPDX-License-Identifier: Apache-2.0 */
#include "web/recent.h"

#include <pthread.h>

#include "base/attr.h"
#include "base/hash.h"

#define WAYS 4
#define SETS ((size_t)8192)

struct slot {
    uint64_t owner;
    uint64_t detail; /* of the last one counted */
    int64_t count;
    when ends_at;
};

static struct {
    pthread_mutex_t lock;
    struct slot slots[SETS][WAYS];
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const int64_t windows[] = {
    [RECENT_PROMO_WRONG] = WHEN_HOUR,        [RECENT_LOGIN_ASKED] = WHEN_HOUR,
    [RECENT_NAME_WRONG] = 15 * WHEN_MINUTE,  [RECENT_DEVICE_WRONG] = 15 * WHEN_MINUTE,
    [RECENT_DEVICE_CAME] = 10 * WHEN_MINUTE, [RECENT_NETWORK_WRONG] = 15 * WHEN_MINUTE,
};

static uint64_t hash_of(uint64_t seed, str text)
{
    return hash_text(seed, text) | 1; /* 0 is an empty slot, and no detail */
}

/* Under lock. A clock that was set back starts anew: nothing lasts longer than its window. */
static bool is_live(const struct slot *slot, int64_t window_us, when now)
{
    return when_before(now, slot->ends_at) && slot->ends_at.us - now.us <= window_us;
}

/* Under lock. The owner's slot, or NULL. */
static struct slot *find(uint64_t owner, int64_t window_us, when now)
{
    struct slot *set = table.slots[owner / 2 % SETS];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].owner == owner && is_live(&set[i], window_us, now)) {
            return &set[i];
        }
    }
    return NULL;
}

/* Under lock. A slot that is over, else the one with the least in it. */
static struct slot *give_up_one(uint64_t owner, when now)
{
    struct slot *set = table.slots[owner / 2 % SETS];
    struct slot *least = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (!when_before(now, set[i].ends_at)) {
            return &set[i];
        }
        least = set[i].count < least->count ? &set[i] : least;
    }
    return least;
}

int64_t recent_count(enum recent what, str key, when now)
{
    uint64_t owner = hash_of((uint64_t)what, key);
    pthread_mutex_lock(&table.lock);
    const struct slot *slot = find(owner, windows[what], now);
    int64_t count = slot == NULL ? 0 : slot->count;
    pthread_mutex_unlock(&table.lock);
    return count;
}

void recent_add(enum recent what, str key, str detail, when now)
{
    uint64_t owner = hash_of((uint64_t)what, key);
    uint64_t last = detail.len == 0 ? 0 : hash_of(0, detail);
    pthread_mutex_lock(&table.lock);
    struct slot *slot = find(owner, windows[what], now);
    if (slot == NULL) {
        slot = give_up_one(owner, now);
        *slot = (struct slot){.owner = owner, .ends_at = when_add(now, windows[what])};
    }
    if (last == 0 || last != slot->detail) {
        slot->count++;
    }
    slot->detail = last;
    pthread_mutex_unlock(&table.lock);
}
