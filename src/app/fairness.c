/* SPDX-License-Identifier: Apache-2.0 */
#include "app/fairness.h"

#include <stdatomic.h>
#include <stddef.h>

#include "base/hash.h"

/* Three quarters of the queue: a busy office still gets in, and there is always room for others.
 * Networks that fall on one counter share it; with this many counters that is rare and costs a
 * wait, not an error of substance. */
#define SHARE 48
#define COUNTERS ((size_t)8192)

static atomic_int counters[COUNTERS];

static atomic_int *counter_of(str network)
{
    return &counters[hash_text(0, network) % COUNTERS];
}

bool fairness_enter(str network, int *out_others)
{
    atomic_int *counter = counter_of(network);
    *out_others = atomic_fetch_add(counter, 1);
    if (*out_others < SHARE) {
        return true;
    }
    atomic_fetch_sub(counter, 1);
    return false;
}

void fairness_leave(str network)
{
    atomic_fetch_sub(counter_of(network), 1);
}
