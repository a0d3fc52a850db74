/* SPDX-License-Identifier: Apache-2.0 */
#include "app/steady_clock.h"

#include <pthread.h>

#include "app/clock_guard.h"
#include "app/steady_clock_sql.h"
#include "system/clock.h"
#include "system/log.h"
#include "web/job_queue.h"

#define KEEP_US (5 * WHEN_SECOND)
#define IDLE_US (5 * WHEN_MINUTE) /* how long nobody has to ask until it is kept all the same */
#define BOOTS_KEPT (400 * WHEN_DAY)
#define TOLD_US (2 * WHEN_HOUR)
#define FOR_EVER ((when){INT64_MAX})

static struct {
    pthread_mutex_t lock;
    int64_t newest_us; /* 0: nothing yet */
    int64_t boot_us;   /* the time since boot when that was */
    bool asked;        /* since it was written down */
    int64_t keep_at_us;
    int64_t confirmed; /* how often a person had, as far as we know; of the thread that keeps */
} own = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Under lock. */
static int64_t read_us(bool believed)
{
    struct clock_pair now = clock_pair_now();
    int64_t machine_us = now.wall_us, boot_us = now.boot_us;
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
static void raise_to(when newest)
{
    pthread_mutex_lock(&own.lock);
    if (own.newest_us < newest.us) {
        own.newest_us = newest.us;
        own.boot_us = clock_boot_us();
    }
    pthread_mutex_unlock(&own.lock);
}

/* From now on this time goes from there. */
static void restart_at(when newest)
{
    pthread_mutex_lock(&own.lock);
    own.newest_us = newest.us;
    own.boot_us = clock_boot_us();
    pthread_mutex_unlock(&own.lock);
}

static err gather(struct db *db, struct arena *arena, struct clock_evidence *out)
{
    struct house_clock_read_row row;
    struct clock_boot_read_in boot = {clock_boot_name()};
    struct clock_boot_read_row known;
    struct clock_boot_any_row any;
    err e = house_clock_read_one(db, arena, &row);
    struct clock_pair now = clock_pair_now();
    *out = (struct clock_evidence){
        .machine = {now.wall_us},
        .boot_us = now.boot_us,
        .newest = e == ERR_OK ? row.newest_at : WHEN_NONE,
        .is_synchronised = clock_is_synchronised(),
    };
    own.confirmed = e == ERR_OK ? row.confirmed : 0;
    e = err_absent_is_fine(e);
    if (e == ERR_OK) {
        e = clock_boot_read_one(db, arena, &boot, &known);
        out->knows_boot = e == ERR_OK && boot.boot.len > 0;
        out->offset_us = e == ERR_OK ? known.offset_us : 0;
        e = err_absent_is_fine(e);
    }
    if (e == ERR_OK) {
        e = clock_boot_any_one(db, arena, &any);
        out->knows_any = e == ERR_OK;
        e = err_absent_is_fine(e);
    }
    db_snapshot_end(db);
    return e;
}

err steady_clock_load(struct db *db, struct arena *arena)
{
    struct clock_evidence evidence;
    err e = gather(db, arena, &evidence);
    if (e == ERR_OK) {
        clock_guard_believe(clock_guard_choose_offset(&evidence));
        raise_to(when_is_none(evidence.newest) ? (when){0} : evidence.newest);
    }
    return e;
}

/* What another process says. A person's word counts for everybody; without it, what is further
 * ahead than a believed step is the fault of whoever wrote it, or ours: nobody goes by it. */
static void adopt_row(const struct house_clock_read_row *row)
{
    static bool told; /* one thread keeps the time */
    if (row->confirmed != own.confirmed) {
        own.confirmed = row->confirmed;
        restart_at(row->newest_at);
        clock_guard_believe(row->newest_at.us - clock_boot_us());
        return;
    }
    int64_t ahead_us = row->newest_at.us - steady_clock_look().us;
    if (ahead_us <= TOLD_US) {
        raise_to(row->newest_at);
        told = false;
    } else if (!told) {
        told = true;
        log_error("the newest time in the database is ahead of this server's and not taken; if it "
                  "is wrong, say `kabinet clock confirm` where the clock is right",
                  LOG_INT("by_seconds", ahead_us / WHEN_SECOND), LOG_END);
    }
}

static err read_row(struct db *db, struct arena *arena)
{
    struct house_clock_read_row row;
    err e = house_clock_read_one(db, arena, &row);
    db_snapshot_end(db);
    if (e == ERR_OK) {
        adopt_row(&row);
    }
    return err_absent_is_fine(e);
}

struct kept {
    when newest;
    int64_t offset_us;
};

static err put(struct db *tx, void *arg)
{
    const struct kept *kept = arg;
    struct clock_boot_put_in boot = {clock_boot_name(), kept->offset_us, kept->newest};
    err e = house_clock_raise(tx, &(struct house_clock_raise_in){kept->newest});
    if (e == ERR_OK && boot.boot.len > 0) {
        e = clock_boot_put(tx, &boot);
    }
    struct clock_boot_forget_in forget = {when_add(kept->newest, -BOOTS_KEPT)};
    return e == ERR_OK ? clock_boot_forget(tx, &forget) : e;
}

/* Somebody has asked for the time, or it is long since; and the time is believed. */
static bool is_due(struct kept *out)
{
    int64_t monotonic_us = clock_monotonic_us();
    bool believed = clock_guard_offset(&out->offset_us);
    pthread_mutex_lock(&own.lock);
    out->newest = (when){own.newest_us};
    bool due = believed && own.newest_us > 0 && monotonic_us >= own.keep_at_us &&
               (own.asked || monotonic_us >= own.keep_at_us + IDLE_US);
    if (due) {
        own.asked = false;
        own.keep_at_us = monotonic_us + KEEP_US;
    }
    pthread_mutex_unlock(&own.lock);
    return due;
}

err steady_clock_keep(struct db *db, struct arena *arena)
{
    struct kept kept;
    err e = db_is_postgres(db) ? read_row(db, arena) : ERR_OK;
    if (e != ERR_OK || !is_due(&kept)) {
        return e;
    }
    e = db_transaction(db, put, &kept);
    if (e != ERR_OK) {
        pthread_mutex_lock(&own.lock);
        own.asked = true; /* it is still to be written */
        pthread_mutex_unlock(&own.lock);
    }
    return e;
}

err steady_clock_confirm_in(struct db *tx)
{
    when now = clock_now();
    err e = house_clock_set(tx, &(struct house_clock_set_in){now});
    e = e == ERR_OK ? clock_boot_forget(tx, &(struct clock_boot_forget_in){FOR_EVER}) : e;
    if (e == ERR_OK) {
        restart_at(now);
        clock_set_ahead(0);
        clock_guard_confirm();
    }
    return e;
}

static err confirm_in(struct db *tx, void *arg)
{
    (void)arg;
    return steady_clock_confirm_in(tx);
}

err steady_clock_confirm(struct db *db)
{
    return db_transaction(db, confirm_in, NULL);
}

err steady_clock_doubt(struct db *db, struct arena *arena, when *out_newest, int64_t *out_by_us)
{
    struct clock_evidence evidence;
    err e = gather(db, arena, &evidence);
    if (e != ERR_OK) {
        return e;
    }
    int64_t by_us = evidence.machine.us - evidence.boot_us - clock_guard_choose_offset(&evidence);
    *out_newest = when_is_none(evidence.newest) ? evidence.machine : evidence.newest;
    *out_by_us = by_us > TOLD_US || by_us < -TOLD_US ? by_us : 0;
    return ERR_OK;
}

static err show(struct db *db, const struct command_run *run)
{
    when newest;
    int64_t by_us = 0;
    err e = steady_clock_doubt(db, run->arena, &newest, &by_us);
    if (e != ERR_OK) {
        return e;
    }
    str machine = when_rfc3339(run->arena, clock_now());
    str recorded = when_rfc3339(run->arena, newest);
    buf_printf(run->out,
               "this machine's clock   %" STR_FMT "\nnewest time recorded   %" STR_FMT "\n",
               STR_ARG(machine), STR_ARG(recorded));
    if (by_us != 0) {
        buf_printf(run->out, "waits for confirmation: it is off by %lld seconds\n",
                   (long long)(by_us / WHEN_SECOND));
    } else {
        buf_put(run->out, STR("believed\n"));
    }
    return ERR_OK;
}

static err confirm(struct db *tx, const struct command_run *run)
{
    err e = steady_clock_confirm_in(tx);
    e = e == ERR_OK ? job_queue_unhold(tx) : e;
    if (e == ERR_OK) {
        str now = when_rfc3339(run->arena, clock_now());
        buf_printf(run->out, "the time is %" STR_FMT "\n", STR_ARG(now));
    }
    return e;
}

const struct room_command clock_commands[] = {
    {.name = "clock show",
     .summary = "what time it is, and whether that waits for confirmation",
     .run = show},
    {.name = "clock confirm",
     .summary = "the machine's clock, which was set, is right: whatever waits for that goes on",
     .writes = true,
     .run = confirm},
    ROOM_COMMANDS_END,
};
