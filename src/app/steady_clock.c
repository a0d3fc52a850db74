/* SPDX-License-Identifier: Apache-2.0 */
#include "app/steady_clock.h"

#include <pthread.h>

#include "app/clock_guard.h"
#include "app/steady_clock_sql.h"
#include "system/clock.h"
#include "system/log.h"

#define KEEP_US (5 * WHEN_SECOND)
#define TOLD_US (2 * WHEN_HOUR)

static struct {
    pthread_mutex_t lock;
    int64_t newest_us; /* 0: nothing yet */
    int64_t boot_us;   /* the time since boot when that was */
    bool asked;        /* since it was written down */
    int64_t keep_at_us;
} own = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Under lock. */
static int64_t read_us(bool believed)
{
    int64_t machine_us = clock_now().us, boot_us = clock_boot_us();
    int64_t passed_us = boot_us - own.boot_us;
    int64_t least_us =
        own.newest_us == 0 ? 0 : own.newest_us + (believed ? passed_us / 2 : passed_us);
    int64_t now_us = machine_us > least_us ? machine_us : least_us;
    if (believed) {
        own.newest_us = now_us;
        own.boot_us = boot_us;
    }
    clock_set_ahead(now_us - machine_us);
    return now_us;
}

static when read_clock(bool decides)
{
    bool believed = !clock_guard_jumped();
    pthread_mutex_lock(&own.lock);
    int64_t now_us = read_us(believed);
    own.asked = own.asked || (believed && decides);
    pthread_mutex_unlock(&own.lock);
    return (when){now_us};
}

when steady_clock_now(void)
{
    return read_clock(true);
}

when steady_clock_look(void)
{
    return read_clock(false);
}

/* A moment that was reached, here or by another process. */
static void raise_to(int64_t newest_us)
{
    pthread_mutex_lock(&own.lock);
    if (own.newest_us < newest_us) {
        own.newest_us = newest_us;
        own.boot_us = clock_boot_us();
    }
    pthread_mutex_unlock(&own.lock);
}

static err read_row(struct db *db, struct arena *arena)
{
    struct house_clock_read_row row;
    err e = house_clock_read_one(db, arena, &row);
    db_snapshot_end(db);
    if (e == ERR_OK) {
        raise_to(row.newest_at.us);
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err steady_clock_load(struct db *db, struct arena *arena)
{
    err e = read_row(db, arena);
    int64_t ahead_us = steady_clock_look().us - clock_now().us;
    if (e == ERR_OK && ahead_us > TOLD_US) {
        log_error("the clock is behind the newest time that was recorded; if it is right, confirm "
                  "it with `kabinet jobs run --now`",
                  LOG_INT("by_seconds", ahead_us / WHEN_SECOND), LOG_END);
    }
    return e;
}

static err raise(struct db *tx, void *arg)
{
    return house_clock_raise(tx, &(struct house_clock_raise_in){*(const when *)arg});
}

err steady_clock_keep(struct db *db, struct arena *arena)
{
    int64_t monotonic_us = clock_monotonic_us();
    pthread_mutex_lock(&own.lock);
    when newest = {own.newest_us};
    bool due = own.asked && monotonic_us >= own.keep_at_us;
    if (due) {
        own.asked = false;
        own.keep_at_us = monotonic_us + KEEP_US;
    }
    pthread_mutex_unlock(&own.lock);
    if (!due) {
        return ERR_OK;
    }
    err e = db_transaction(db, raise, &newest);
    if (e != ERR_OK) {
        pthread_mutex_lock(&own.lock);
        own.asked = true; /* it is still to be written */
        pthread_mutex_unlock(&own.lock);
    }
    return e == ERR_OK && db_is_postgres(db) ? read_row(db, arena) : e;
}

void steady_clock_trust(void)
{
    pthread_mutex_lock(&own.lock);
    own.newest_us = clock_now().us;
    own.boot_us = clock_boot_us();
    clock_set_ahead(0);
    pthread_mutex_unlock(&own.lock);
}

static err set(struct db *tx, void *arg)
{
    return house_clock_set(tx, &(struct house_clock_set_in){*(const when *)arg});
}

err steady_clock_confirm(struct db *db)
{
    when now = clock_now();
    err e = db_transaction(db, set, &now);
    if (e == ERR_OK) {
        steady_clock_trust();
    }
    return e;
}
