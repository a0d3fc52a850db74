/* SPDX-License-Identifier: Apache-2.0 */
#include "app/fairness.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* A third of the queue. Networks that fall on one counter share it; with this many counters that
 * is rare and costs a wait, not an error of substance. */
#define SHARE 24
#define COUNTERS ((size_t)8192)

static atomic_int counters[COUNTERS];

static atomic_int *counter_of(str peer)
{
    /* IPv6 customers usually own a /64: half of the address stands for the network. */
    size_t len = str_index(peer, ':') >= 0 && peer.len > 19 ? 19 : peer.len;
    uint64_t hash = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (unsigned char)peer.ptr[i]) * 1099511628211U;
    }
    return &counters[hash % COUNTERS];
}

bool fairness_enter(str peer)
{
    atomic_int *counter = counter_of(peer);
    if (atomic_fetch_add(counter, 1) < SHARE) {
        return true;
    }
    atomic_fetch_sub(counter, 1);
    return false;
}

void fairness_leave(str peer)
{
    atomic_fetch_sub(counter_of(peer), 1);
}
