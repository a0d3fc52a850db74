/* SPDX-License-Identifier: Apache-2.0 */
#include "app/clock_guard.h"
#include "app/jobs_private.h"
#include "app/steady_clock.h"

#include <pthread.h>
#include <string.h>

#include "base/check.h"
#include "base/id.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/random.h"
#include "web/holder.h"
#include "web/job_queue.h"
#include "web/outbox_queue.h"

#define JOB_LEASE (5 * WHEN_MINUTE)
#define HOLDER_MEMORY ((size_t)64 << 10)
#define HELD_FOR WHEN_MINUTE /* a job that waits for the clock */
#define STRANGER_DELAY                                                                             \
    WHEN_HOUR /* a kind this version does not know: perhaps another node does                      \
               */

/* Pauses after the first, second, … failure; after the last one the job is dead. */
static const int64_t pauses[] = {WHEN_MINUTE,   5 * WHEN_MINUTE, 30 * WHEN_MINUTE, 2 * WHEN_HOUR,
                                 6 * WHEN_HOUR, 6 * WHEN_HOUR,   6 * WHEN_HOUR};

int64_t jittered(int64_t span_us)
{
    return span_us + (int64_t)random_below((uint32_t)(span_us / 10 / 1000) + 1) * 1000;
}

static const struct job_kind *kind_of(const struct jobs_options *options, str name)
{
    for (const struct job_kind *const *table = options->kinds; *table != NULL; table++) {
        for (const struct job_kind *kind = *table; kind->name != NULL; kind++) {
            if (str_eq(str_from_z(kind->name), name)) {
                return kind;
            }
        }
    }
    return NULL;
}

static when next_due(const struct job_kind *kind, when due, when now)
{
    int64_t missed =
        kind->catch_up == JOB_RUN_ONCE && now.us > due.us ? (now.us - due.us) / kind->period_us : 0;
    return when_add(due, (missed + 1) * kind->period_us);
}

struct attempt {
    enum job_line line;
    const struct job_kind *kind;
    struct job_item item;
    struct job_run run;
    when lease_end;
    err failure;
};

/* Errands this process is at. When the clock jumps, leases run out before their time; what is
 * under way outside must not be begun a second time beside it. */
static struct {
    pthread_mutex_t lock;
    char ids[ERRANDS_AT_ONCE][ID_TEXT_LEN]; /* a zero first: free */
} errands = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The place of an id, or of the first free one for an empty id; -1 when there is none. */
static int errand_place(str id)
{
    for (int i = 0; i < ERRANDS_AT_ONCE; i++) {
        const char *there = errands.ids[i];
        if (id.len == 0 ? there[0] == '\0' : str_eq((str){there, ID_TEXT_LEN}, id)) {
            return i;
        }
    }
    return -1;
}

static bool errand_is_under_way(job_id id)
{
    pthread_mutex_lock(&errands.lock);
    bool found = errand_place(id.text) >= 0;
    pthread_mutex_unlock(&errands.lock);
    return found;
}

static int errand_begin(job_id id)
{
    pthread_mutex_lock(&errands.lock);
    int place = errand_place(STR(""));
    CHECK(place >= 0 && id.text.len == ID_TEXT_LEN);
    memcpy(errands.ids[place], id.text.ptr, ID_TEXT_LEN);
    pthread_mutex_unlock(&errands.lock);
    return place;
}

static void errand_end(int place)
{
    pthread_mutex_lock(&errands.lock);
    errands.ids[place][0] = '\0';
    pthread_mutex_unlock(&errands.lock);
}

static err claim(struct db *tx, void *arg)
{
    struct attempt *attempt = arg;
    err e = job_queue_claim(tx, attempt->run.arena, attempt->line, attempt->run.now,
                            attempt->lease_end, &attempt->item);
    return e == ERR_OK && errand_is_under_way(attempt->item.id) ? ERR_CONFLICT : e;
}

/* The job's effects and its end are one commit. */
static err run_and_end(struct db *tx, void *arg)
{
    struct attempt *attempt = arg;
    struct arena_mark mark = arena_mark(attempt->run.arena);
    err e = attempt->kind->run(tx, &attempt->run);
    if (e == ERR_OK && arena_is_exhausted(attempt->run.arena)) {
        e = ERR_INTERNAL; /* what it wrote may be cut */
    }
    arena_rewind(attempt->run.arena, mark);
    if (e != ERR_OK) {
        return e;
    }
    if (attempt->kind->period_us == 0) {
        return job_queue_done(tx, &attempt->item);
    }
    when due = next_due(attempt->kind, attempt->item.due, attempt->run.now);
    return job_queue_again(tx, &attempt->item, due, STR(""));
}

static err end_failed(struct db *tx, void *arg)
{
    struct attempt *attempt = arg;
    const struct job_item *item = &attempt->item;
    when now = attempt->run.now;
    str error = str_from_z(err_word(attempt->failure));
    if (attempt->kind == NULL) {
        when later = when_add(now, STRANGER_DELAY);
        return job_queue_delay(tx, item, later, STR("this version does not know the kind"));
    }
    if (item->attempt <= (int64_t)ARRAY_LEN(pauses)) {
        when later = when_add(now, jittered(pauses[item->attempt - 1]));
        return job_queue_delay(tx, item, later, error);
    }
    return attempt->kind->period_us == 0
               ? job_queue_bury(tx, item, error)
               : job_queue_again(tx, item, next_due(attempt->kind, item->due, now), error);
}

static err hold(struct db *tx, void *arg)
{
    struct attempt *attempt = arg;
    return job_queue_hold(tx, &attempt->item, when_add(attempt->run.now, HELD_FOR));
}

static err unhold(struct db *tx, void *arg)
{
    (void)arg;
    return job_queue_unhold(tx);
}

err jobs_unhold(struct db *db)
{
    return db_transaction(db, unhold, NULL);
}

err jobs_confirm_clock(struct db *db)
{
    err e = steady_clock_confirm(db);
    return e == ERR_OK ? jobs_unhold(db) : e;
}

err jobs_read_clock(struct db *db, struct arena *arena)
{
    return steady_clock_load(db, arena);
}

static void log_failure(const struct attempt *attempt)
{
    const char *error = attempt->kind == NULL                    ? "unknown kind"
                        : arena_is_exhausted(attempt->run.arena) ? "too much memory"
                                                                 : err_word(attempt->failure);
    log_error("job failed", LOG_STR("kind", attempt->item.kind), LOG_STR("ref", attempt->item.ref),
              LOG_STR("job", attempt->item.id.text), LOG_INT("attempt", attempt->item.attempt),
              LOG_Z("error", error), LOG_END);
}

/* Outside first, when it is an errand; then its effects. */
static err run_job(struct db *db, const struct outside *outside, struct attempt *attempt)
{
    bool is_errand = attempt->kind->go != NULL;
    if (is_errand != (attempt->line == JOB_LINE_ERRANDS)) {
        return ERR_INTERNAL; /* job_put for an errand, or the other way round */
    }
    if (is_errand) {
        attempt->run.outside = outside;
        int64_t begun_us = clock_monotonic_us();
        int place = errand_begin(attempt->item.id);
        err e = attempt->kind->go(db, &attempt->run, &attempt->run.found);
        errand_end(place);
        attempt->run.outside = NULL;
        attempt->run.now = when_add(attempt->run.now, clock_monotonic_us() - begun_us);
        db_snapshot_end(db);
        if (e == ERR_OK && arena_is_exhausted(attempt->run.arena)) {
            e = ERR_INTERNAL;
        }
        if (e != ERR_OK) {
            return e;
        }
    }
    return db_transaction(db, run_and_end, attempt);
}

err job_step(const struct jobs_options *options, const struct outside *outside, struct db *db,
             struct arena *arena, when now, struct jobs_summary *summary)
{
    enum job_line line = outside == NULL ? JOB_LINE_PLAIN : JOB_LINE_ERRANDS;
    err e = clock_guard_is_back() ? jobs_unhold(db) : ERR_OK;
    if (e != ERR_OK) {
        return e;
    }
    e = job_queue_is_due(db, arena, line, now);
    db_snapshot_end(db);
    if (e != ERR_OK) {
        return e;
    }
    struct attempt attempt = {
        .line = line,
        .run = {.site = options->site, .arena = arena, .now = now},
        .lease_end = when_add(now, JOB_LEASE),
    };
    e = db_transaction(db, claim, &attempt);
    if (e != ERR_OK) {
        return e == ERR_CONFLICT ? ERR_NOT_FOUND : e;
    }
    attempt.kind = kind_of(options, attempt.item.kind);
    attempt.run.ref = attempt.item.ref;
    attempt.run.due = attempt.item.due;
    attempt.run.attempt = attempt.item.attempt;
    if (attempt.kind != NULL && !attempt.kind->on_any_clock && clock_guard_jumped()) {
        e = db_transaction(db, hold, &attempt);
        return e == ERR_CONFLICT ? ERR_OK : e;
    }
    struct arena_mark mark = arena_mark(arena);
    if (attempt.kind != NULL) {
        attempt.failure = run_job(db, outside, &attempt);
        if (attempt.failure == ERR_OK) {
            summary->jobs_done++;
            return ERR_OK;
        }
    }
    summary->jobs_failed++;
    log_failure(&attempt);
    arena_begin_again(arena, mark); /* that it failed is still to be written down */
    e = db_transaction(db, end_failed, &attempt);
    return e == ERR_CONFLICT ? ERR_OK : e; /* the lease ran out: whoever has it now goes on */
}

struct preparation {
    const struct jobs_options *options;
    when now;
};

static err put_periodic(struct db *tx, void *arg)
{
    const struct preparation *work = arg;
    err e = ERR_OK;
    for (const struct job_kind *const *table = work->options->kinds; *table != NULL; table++) {
        for (const struct job_kind *kind = *table; e == ERR_OK && kind->name != NULL; kind++) {
            str name = str_from_z(kind->name);
            if (kind->period_us > 0) {
                e = job_put(tx, work->now, name, STR(""), work->now, name);
            }
        }
    }
    return e;
}

err jobs_put_periodic(const struct jobs_options *options, struct db *db, when now)
{
    struct preparation work = {options, now};
    return db_transaction(db, put_periodic, &work);
}

static err release(struct db *tx, void *arg)
{
    const struct preparation *work = arg;
    err e = job_queue_release(tx, work->now);
    return e == ERR_OK ? outbox_release(tx, work->now) : e;
}

err jobs_take_over(const struct jobs_options *options, struct db *db, when now)
{
    struct preparation work = {options, now};
    struct arena arena;
    arena_init(&arena, HOLDER_MEMORY);
    err e = holder_stands(db, &arena);
    arena_done(&arena);
    if (e != ERR_OK) {
        return e;
    }
    e = db_is_postgres(db) ? ERR_OK : db_transaction(db, release, &work);
    e = e == ERR_OK && !clock_guard_jumped() ? jobs_unhold(db) : e;
    return e == ERR_OK ? jobs_put_periodic(options, db, now) : e;
}
