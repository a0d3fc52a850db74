/* SPDX-License-Identifier: Apache-2.0 */
#include "web/rate.h"

#include <pthread.h>

#include "base/hash.h"
#include "web/network.h"
#include "web/rate_sql.h"

/* How a budget stands: what counts as taken, and since when the next one to come back is on its
 * way. */
struct level {
    int64_t taken;
    when since;
    int64_t wait_us; /* until there is a take; 0: there is one */
};

static struct level refilled(const struct rate_budget *budget, int64_t taken, when since, when now)
{
    int64_t most = taken < budget->limit ? taken : budget->limit;
    int64_t passed = now.us > since.us ? now.us - since.us : 0;
    int64_t back = passed / budget->refill_us;
    if (back >= most) {
        return (struct level){.since = now};
    }
    struct level level = {.taken = most - back, .since = when_add(since, back * budget->refill_us)};
    if (level.taken >= budget->limit) {
        level.wait_us = budget->refill_us - passed % budget->refill_us;
    }
    return level;
}

static err level_of(struct db *db, struct arena *arena, const struct rate_budget *budget, when now,
                    struct level *out)
{
    struct rate_budget_find_in in = {.budget_key = budget->key, .now = now};
    struct rate_budget_find_row row;
    err e = rate_budget_find_one(db, arena, &in, &row);
    if (e == ERR_NOT_FOUND) {
        *out = (struct level){.since = now};
        return ERR_OK;
    }
    if (e == ERR_OK && budget->refill_us > 0) {
        *out = refilled(budget, row.taken, row.started_at, now);
    } else if (e == ERR_OK) {
        *out = (struct level){.taken = row.taken, .since = row.started_at};
        out->wait_us = row.taken >= budget->limit ? row.ends_at.us - now.us : 0;
    }
    return e;
}

err rate_wait(struct db *db, struct arena *arena, const struct rate_budget *budget, when now,
              int64_t *out_us)
{
    struct level level;
    err e = level_of(db, arena, budget, now, &level);
    if (e == ERR_OK) {
        *out_us = level.wait_us;
    }
    return e;
}

err rate_is_spent(struct db *db, struct arena *arena, const struct rate_budget *budget, when now,
                  bool *out)
{
    int64_t wait_us = 0;
    err e = rate_wait(db, arena, budget, now, &wait_us);
    if (e == ERR_OK) {
        *out = wait_us > 0;
    }
    return e;
}

static err put_refilling(struct db *tx, const struct rate_budget *budget, int64_t taken, when since)
{
    struct rate_budget_put_in in = {
        .budget_key = budget->key,
        .taken = taken,
        .started_at = since,
        .ends_at = when_add(since, taken * budget->refill_us),
    };
    return rate_budget_put(tx, &in);
}

/* A take that is refused is not counted, else whoever keeps asking would keep it closed. */
static err take_refilling(struct db *tx, struct arena *arena, const struct rate_budget *budget,
                          when now, int64_t *out_retry_us)
{
    struct level level;
    err e = level_of(tx, arena, budget, now, &level);
    if (e != ERR_OK) {
        return e;
    }
    if (level.wait_us > 0) {
        if (out_retry_us != NULL) {
            *out_retry_us = level.wait_us;
        }
        return ERR_LIMITED;
    }
    return put_refilling(tx, budget, level.taken + 1, level.since);
}

err rate_give_back(struct db *tx, struct arena *arena, const struct rate_budget *budget, when now)
{
    struct level level;
    err e = level_of(tx, arena, budget, now, &level);
    if (e != ERR_OK || level.taken == 0) {
        return e;
    }
    return level.taken == 1 ? rate_clear(tx, budget->key)
                            : put_refilling(tx, budget, level.taken - 1, level.since);
}

err rate_take(struct db *tx, struct arena *arena, const struct rate_budget *budget, when now,
              int64_t *out_retry_us)
{
    if (budget->refill_us > 0) {
        return take_refilling(tx, arena, budget, now, out_retry_us);
    }
    struct rate_budget_take_in in = {
        .budget_key = budget->key,
        .now = now,
        .ends_at = when_add(now, budget->window_us),
    };
    struct rate_budget_take_row row;
    err e = rate_budget_take_one(tx, arena, &in, &row);
    if (e != ERR_OK) {
        return e;
    }
    if (row.taken <= budget->limit) {
        return ERR_OK;
    }
    if (out_retry_us != NULL) {
        *out_retry_us = row.ends_at.us - now.us;
    }
    return ERR_LIMITED;
}

err rate_admit(struct db *tx, struct arena *arena, const struct rate_budget *budgets, size_t count,
               when now, int64_t *out_retry_us)
{
    *out_retry_us = 0;
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        int64_t wait_us = 0;
        e = rate_wait(tx, arena, &budgets[i], now, &wait_us);
        if (e == ERR_OK && wait_us > *out_retry_us) {
            *out_retry_us = wait_us;
        }
    }
    if (e == ERR_OK && *out_retry_us > 0) {
        e = ERR_LIMITED;
    }
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = rate_take(tx, arena, &budgets[i], now, out_retry_us);
    }
    return e;
}

err rate_clear(struct db *tx, str key)
{
    return rate_budget_clear(tx, &(struct rate_budget_clear_in){.budget_key = key});
}

err rate_purge(struct db *tx, when now)
{
    return rate_budget_purge(tx, &(struct rate_budget_purge_in){.now = now});
}

/* The coarse budgets: a token bucket a network and class, in a fixed table. A network that falls on
 * another's slot takes it over with a full bucket; whoever wants to exploit that has to own many
 * networks, and then one bucket a network would not stop him either. */
#define SLOTS ((size_t)4096)

struct bucket {
    uint64_t owner;
    int64_t tokens_us; /* unspent time; each call costs the class's price */
    int64_t filled_at;
};

static struct {
    pthread_mutex_t lock;
    struct bucket slots[SLOTS];
} coarse = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Calls a second on the long run, and how many may come at once. */
static const struct {
    int64_t per_second, burst;
} class_budget[] = {
    [RATE_READ] = {2000, 8000},
    [RATE_WRITE] = {1000, 4000},
    [RATE_GUESS] = {300, 3000},
};

bool rate_network_allows(enum rate class, str network, when now)
{
    if (network_is_this_machine(network)) {
        return true;
    }
    int64_t price_us = WHEN_SECOND / class_budget[class].per_second;
    int64_t full_us = price_us * class_budget[class].burst;
    uint64_t owner = hash_text((uint64_t) class, network);
    struct bucket *bucket = &coarse.slots[owner % SLOTS];
    pthread_mutex_lock(&coarse.lock);
    if (bucket->owner != owner) {
        *bucket = (struct bucket){.owner = owner, .tokens_us = full_us, .filled_at = now.us};
    }
    if (now.us > bucket->filled_at) {
        bucket->tokens_us += now.us - bucket->filled_at;
        bucket->filled_at = now.us;
    }
    if (bucket->tokens_us > full_us) {
        bucket->tokens_us = full_us;
    }
    bool allowed = bucket->tokens_us >= price_us;
    if (allowed) {
        bucket->tokens_us -= price_us;
    }
    pthread_mutex_unlock(&coarse.lock);
    return allowed;
}
