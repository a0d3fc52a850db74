/* SPDX-License-Identifier: Apache-2.0 */
/* Budgets. Those that guard accounts are rows of the database, taken inside a transaction before
 * the costly work, so that parallel requests, other doors and other nodes share them. The coarse
 * one per network that every route has is a table in memory: it protects this process only. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"
#include "web/route.h"

struct rate_budget {
    str key;           /* what is limited and for whom: "login:account:…" */
    int64_t limit;     /* takes in a window */
    int64_t window_us; /* the window begins with its first take */
    int64_t refill_us; /* instead of a window: after limit takes one comes back each so long, so
                        * that it is never closed for longer than that; 0: a window */
};

/* Takes one from the budget. ERR_LIMITED when it is used up; *out_retry_us (may be NULL) then tells
 * in how long there is a take again. The take is kept only if the caller's transaction commits:
 * return ERR_OK from the transaction also when refusing, and pass the verdict out. */
err rate_take(struct db *tx, struct arena *arena, const struct rate_budget *budget, when now,
              int64_t *out_retry_us);

/* Takes one from each of several budgets, or from none: ERR_LIMITED when one is used up, and then
 * *out_retry_us tells in how long all have a take. */
err rate_admit(struct db *tx, struct arena *arena, const struct rate_budget *budgets, size_t count,
               when now, int64_t *out_retry_us);

/* Undoes one take from a budget that refills: as if the caller had never come. */
err rate_give_back(struct db *tx, struct arena *arena, const struct rate_budget *budget, when now);

/* In how long there is a take: 0 at once. Takes nothing: for failures, which are counted after the
 * work, and for asking several budgets before one is taken from. */
err rate_wait(struct db *db, struct arena *arena, const struct rate_budget *budget, when now,
              int64_t *out_us);
/* Is the budget used up? */
err rate_is_spent(struct db *db, struct arena *arena, const struct rate_budget *budget, when now,
                  bool *out);

/* Gives the whole budget back (a success clears the counter of an identity). */
err rate_clear(struct db *tx, str key);

/* Forgets windows that have passed. */
err rate_purge(struct db *tx, when now);

/* The coarse budget of a network for a class of routes; false when it is used up. */
bool rate_network_allows(enum rate class, str network, when now);
