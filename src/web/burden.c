/* SPDX-License-Identifier: Apache-2.0 */
#include "web/burden.h"

#include <pthread.h>

#include "base/hash.h"
#include "web/network.h"

#define SLOTS ((size_t)4096)
#define SAVED_MAX (10 * WHEN_SECOND) /* of a core */
#define DEBT_MAX (2 * WHEN_SECOND)   /* so that nobody waits for long */

struct account_of_time {
    uint64_t owner;
    int64_t left_us;
    int64_t filled_at;
};

/* As in rate.c: whoever falls on another's slot takes it over whole. */
static struct {
    pthread_mutex_t lock;
    struct account_of_time slots[SLOTS];
} shares = {.lock = PTHREAD_MUTEX_INITIALIZER};

bool burden_allows(str network, int64_t share_percent, when now)
{
    if (network_is_this_machine(network)) {
        return true;
    }
    uint64_t owner = hash_text(0, network);
    struct account_of_time *slot = &shares.slots[owner % SLOTS];
    pthread_mutex_lock(&shares.lock);
    if (slot->owner != owner) {
        *slot = (struct account_of_time){owner, SAVED_MAX, now.us};
    }
    int64_t passed = now.us - slot->filled_at;
    if (passed > 0) {
        /* Longer than it takes to fill is as good as that. */
        passed = passed > 100 * SAVED_MAX ? 100 * SAVED_MAX : passed;
        slot->left_us += passed * share_percent / 100;
        slot->left_us = slot->left_us > SAVED_MAX ? SAVED_MAX : slot->left_us;
    }
    slot->filled_at = now.us;
    bool allowed = slot->left_us > 0;
    pthread_mutex_unlock(&shares.lock);
    return allowed;
}

void burden_add(str network, int64_t cpu_us)
{
    uint64_t owner = hash_text(0, network);
    struct account_of_time *slot = &shares.slots[owner % SLOTS];
    pthread_mutex_lock(&shares.lock);
    if (slot->owner == owner) {
        slot->left_us -= cpu_us;
        slot->left_us = slot->left_us < -DEBT_MAX ? -DEBT_MAX : slot->left_us;
    }
    pthread_mutex_unlock(&shares.lock);
}
