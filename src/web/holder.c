/* SPDX-License-Identifier: Apache-2.0 */
#include "web/holder.h"

#include <stdatomic.h>

#include "system/log.h"
#include "system/random.h"
#include "web/holder_sql.h"

#define NUMBERS INT32_MAX
#define TRIES 8
#define LOOKS 3 /* without a sign of life */
#define SUSPECTS_MAX 16

static _Atomic int64_t own;

struct suspect {
    int64_t holder;
    int looks;
};

/* Of the last look; one thread. */
static struct suspect suspects[SUSPECTS_MAX];

err holder_stands(struct db *db, struct arena *arena)
{
    err e = ERR_OK;
    int64_t number = atomic_load(&own);
    for (int tries = 0; tries < TRIES && e == ERR_OK; tries++) {
        number = number > 0 ? number : 1 + (int64_t)random_below(NUMBERS - 1);
        struct holder_stand_row row = {0};
        e = holder_stand_one(db, arena, &(struct holder_stand_in){number}, &row);
        if (e == ERR_OK && row.stands) {
            atomic_store(&own, number);
            return ERR_OK;
        }
        number = 0; /* our own old connection may still hold it: the server has not noticed */
    }
    return e == ERR_OK ? ERR_UNAVAILABLE : e;
}

int64_t holder_number(void)
{
    return atomic_load(&own);
}

static int looks_before(int64_t holder)
{
    for (int i = 0; i < SUSPECTS_MAX; i++) {
        if (suspects[i].holder == holder) {
            return suspects[i].looks;
        }
    }
    return 0;
}

struct freeing {
    int64_t holder;
    when now;
};

static err free_claims(struct db *tx, void *arg)
{
    const struct freeing *freeing = arg;
    struct holder_jobs_free_in jobs = {freeing->holder, freeing->now};
    err e = holder_jobs_free(tx, &jobs);
    struct holder_messages_free_in messages = {freeing->holder, freeing->now};
    return e == ERR_OK ? holder_messages_free(tx, &messages) : e;
}

err holder_free_orphans(struct db *db, struct arena *arena, when now)
{
    struct holders_gone_row *rows = NULL;
    size_t count = 0;
    struct suspect seen[SUSPECTS_MAX] = {0};
    err e = holders_gone_all(db, arena, &(struct holders_gone_in){now}, &rows, &count);
    for (size_t i = 0; e == ERR_OK && i < count && i < SUSPECTS_MAX; i++) {
        seen[i] = (struct suspect){rows[i].holder, looks_before(rows[i].holder) + 1};
        if (seen[i].looks >= LOOKS && rows[i].holder != holder_number()) {
            struct freeing freeing = {rows[i].holder, now};
            e = db_transaction(db, free_claims, &freeing);
            if (e == ERR_OK) {
                log_info("work of a process that is gone begins again",
                         LOG_INT("holder", rows[i].holder), LOG_END);
            }
        }
    }
    for (size_t i = 0; i < SUSPECTS_MAX; i++) {
        suspects[i] = seen[i];
    }
    return e;
}
