/* SPDX-License-Identifier: Apache-2.0 */
/* The one thread with the one connection that writes. It takes all that wait, runs each in a
 * savepoint, commits once, then wakes them: the next batch forms while this one reaches the disk.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "db/sqlite.h"
#include "system/thread_time.h"

struct job {
    db_fn *fn;
    void *arg;
    struct db *asker;
    bool alone;
    err result;
    int64_t cost_us; /* of a processor: its own call and its part of the commit */
    sem_t done;
    struct job *next;
};

struct writer {
    struct sqlite_db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct job *first, **last; /* under lock */
    bool stopping;             /* under lock */
    struct sqlite_log log;
    atomic_bool disk_failed; /* set once, by the thread; failure is written before */
    char failure[DB_STORY_MAX];
};

/* After a failed write or flush nobody knows what the disk holds; only opening the database anew
 * tells. Until then nothing more is acknowledged. */
static void note_disk(struct writer *w)
{
    if (sqlite_disk_failed(w->db->link, sqlite3_extended_errcode(w->db->link)) &&
        !atomic_load(&w->disk_failed)) {
        snprintf(w->failure, sizeof(w->failure),
                 "writing stopped after the disk failed, until a restart: %.600s", w->db->db.story);
        atomic_store(&w->disk_failed, true);
    }
}

static err step(struct writer *w, enum sqlite_step which)
{
    err e = sqlite_step(w->db, which);
    if (e != ERR_OK) {
        note_disk(w);
    }
    return e;
}

static bool in_transaction(const struct writer *w)
{
    return sqlite3_get_autocommit(w->db->link) == 0;
}

static void give_up(struct writer *w)
{
    if (in_transaction(w)) {
        sqlite3_exec(w->db->link, "ROLLBACK", NULL, NULL, NULL);
    }
}

static err call(struct writer *w, struct job *job)
{
    struct db *db = &w->db->db;
    db_story_clear(db);
    db->spoilt = ERR_OK;
    db->in_transaction = true;
    db->memory = job->asker->memory;
    db->after = NULL;
    int64_t begun_us = thread_time_us();
    err e = job->fn(db, job->arg);
    job->cost_us += thread_time_us() - begun_us;
    e = e == ERR_OK ? db_memory_left(db, NULL) : e;
    db->memory = NULL;
    db->in_transaction = false;
    job->asker->after = db->after;
    db->after = NULL;
    if (db->spoilt != ERR_OK) {
        note_disk(w);
        e = db->spoilt;
    }
    db->spoilt = ERR_OK;
    return e;
}

/* False when the whole transaction was lost under it. */
static bool run_in_savepoint(struct writer *w, struct job *job)
{
    err e = step(w, STEP_SAVE);
    if (e == ERR_OK) {
        e = call(w, job);
    }
    job->result = e;
    db_story_copy(job->asker, &w->db->db);
    if (!in_transaction(w)) {
        return false;
    }
    if (e != ERR_OK && step(w, STEP_UNDO) != ERR_OK) {
        return false;
    }
    return step(w, STEP_KEEP) == ERR_OK;
}

static void fail_all(struct writer *w, struct job *jobs, err e)
{
    for (struct job *job = jobs; job != NULL; job = job->next) {
        job->result = e;
        db_story_copy(job->asker, &w->db->db);
    }
}

/* One commit for all. ERR_CONFLICT: only a check at the commit stood against it. */
static err run_together(struct writer *w, struct job *jobs)
{
    err e = step(w, STEP_BEGIN_WRITING);
    bool whole = e == ERR_OK;
    for (struct job *job = jobs; whole && job != NULL; job = job->next) {
        whole = run_in_savepoint(w, job);
    }
    if (e == ERR_OK) {
        e = whole ? step(w, STEP_COMMIT) : ERR_UNAVAILABLE;
    }
    if (e == ERR_OK) {
        return ERR_OK;
    }
    bool checked = (sqlite3_extended_errcode(w->db->link) & 0xff) == SQLITE_CONSTRAINT;
    give_up(w);
    /* Also those that were refused: what they saw was never committed. */
    fail_all(w, jobs, whole && checked ? ERR_INTERNAL : ERR_UNAVAILABLE);
    return whole && checked ? ERR_CONFLICT : ERR_UNAVAILABLE;
}

static void run_batch(struct writer *w, struct job *jobs)
{
    if (run_together(w, jobs) != ERR_CONFLICT || jobs->next == NULL) {
        return;
    }
    /* A deferred reference of one would undo all: each for itself. */
    for (struct job *job = jobs, *next; job != NULL; job = next) {
        next = job->next;
        job->next = NULL;
        (void)run_together(w, job);
        job->next = next;
    }
}

static void run_alone(struct writer *w, struct job *job)
{
    job->result = call(w, job);
    give_up(w);
    db_story_copy(job->asker, &w->db->db);
}

/* What a batch cost beside the calls themselves is shared by all of it. */
static void share_cost(struct job *jobs, int64_t total_us)
{
    int64_t count = 0, calls_us = 0;
    for (const struct job *job = jobs; job != NULL; job = job->next) {
        count++;
        calls_us += job->cost_us;
    }
    for (struct job *job = jobs; job != NULL; job = job->next) {
        job->cost_us += (total_us - calls_us) / count;
    }
}

static void run(struct writer *w, struct job *jobs)
{
    if (atomic_load(&w->disk_failed)) {
        db_story_set(&w->db->db, "%s", w->failure);
        fail_all(w, jobs, ERR_UNAVAILABLE);
    } else if (jobs->alone) {
        run_alone(w, jobs);
    } else {
        run_batch(w, jobs);
    }
}

/* Sees to the log between two batches, and when nothing happens for a while. */
static void tend_log(struct writer *w, bool idle)
{
    if (!atomic_load(&w->disk_failed) && sqlite_log_tend(&w->log, w->db, idle) != ERR_OK) {
        note_disk(w);
    }
}

/* All that wait; one that runs alone is a batch of its own. Under lock; not empty. */
static struct job *take(struct writer *w)
{
    struct job *jobs = w->first;
    struct job *last = jobs;
    while (!jobs->alone && last->next != NULL && !last->next->alone) {
        last = last->next;
    }
    w->first = last->next;
    last->next = NULL;
    if (w->first == NULL) {
        w->last = &w->first;
    }
    return jobs;
}

static void wake_all(struct job *jobs)
{
    for (struct job *job = jobs, *next; job != NULL; job = next) {
        next = job->next; /* the job lives in its asker's frame, which goes on at once */
        sem_post(&job->done);
    }
}

/* False when it is time to see to the log. Under lock. */
static bool wait_for_work(struct writer *w)
{
    int64_t due = atomic_load(&w->disk_failed) ? INT64_MAX : sqlite_log_due_us(&w->log);
    if (due == INT64_MAX) {
        pthread_cond_wait(&w->wake, &w->lock);
        return true;
    }
    struct timespec until = {.tv_sec = due / 1000000, .tv_nsec = due % 1000000 * 1000};
    return pthread_cond_timedwait(&w->wake, &w->lock, &until) != ETIMEDOUT;
}

static void *work(void *arg)
{
    struct writer *w = arg;
    pthread_setname_np(pthread_self(), "writer");
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (w->first == NULL && !w->stopping && wait_for_work(w)) {
            /* woken, perhaps for nothing */
        }
        if (w->first == NULL && w->stopping) {
            break;
        }
        if (w->first == NULL) {
            pthread_mutex_unlock(&w->lock);
            tend_log(w, true);
            pthread_mutex_lock(&w->lock);
            continue;
        }
        struct job *jobs = take(w);
        pthread_mutex_unlock(&w->lock);
        int64_t begun_us = thread_time_us();
        run(w, jobs);
        share_cost(jobs, thread_time_us() - begun_us);
        wake_all(jobs);
        pthread_mutex_lock(&w->lock);
        bool idle = w->first == NULL;
        pthread_mutex_unlock(&w->lock);
        tend_log(w, idle);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

err writer_run(struct writer *w, struct db *asker, db_fn *fn, void *arg, bool alone)
{
    CHECK(!pthread_equal(pthread_self(), w->thread)); /* a transaction in a transaction */
    struct job job = {.fn = fn, .arg = arg, .asker = asker, .alone = alone};
    CHECK(sem_init(&job.done, 0, 0) == 0);
    pthread_mutex_lock(&w->lock);
    bool was_empty = w->first == NULL;
    *w->last = &job;
    w->last = &job.next;
    if (was_empty) {
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->lock);
    while (sem_wait(&job.done) != 0) {
        /* a signal came between */
    }
    sem_destroy(&job.done);
    thread_time_add(job.cost_us);
    return job.result;
}

bool writer_has_stopped(struct writer *w)
{
    return atomic_load(&w->disk_failed);
}

err writer_state(struct writer *w, struct db *asker)
{
    if (!atomic_load(&w->disk_failed)) {
        return ERR_OK;
    }
    db_story_set(asker, "%s", w->failure);
    return ERR_UNAVAILABLE;
}

err writer_start(struct sqlite_engine *engine, const struct db_options *options)
{
    struct writer *w = calloc(1, sizeof(*w));
    struct sqlite_db *db = calloc(1, sizeof(*db));
    CHECK(w != NULL && db != NULL);
    char what[DB_STORY_MAX];
    err e = sqlite_link_open(engine->path, true, true, &db->link, what);
    if (e != ERR_OK) {
        db_options_story(options, "%s", what);
        free(db);
        free(w);
        return e;
    }
    db->db.engine = &engine->engine;
    db->db.driver = &driver_sqlite;
    db->is_writer = true;
    w->db = db;
    w->last = &w->first;
    sqlite_log_begin(&w->log, db->link);
    pthread_condattr_t steady; /* the wall clock may jump */
    CHECK(pthread_condattr_init(&steady) == 0 &&
          pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0 &&
          pthread_mutex_init(&w->lock, NULL) == 0 && pthread_cond_init(&w->wake, &steady) == 0);
    pthread_condattr_destroy(&steady);
    CHECK(pthread_create(&w->thread, NULL, work, w) == 0);
    engine->writer = w;
    return ERR_OK;
}

void writer_stop(struct sqlite_engine *engine)
{
    struct writer *w = engine->writer;
    if (w == NULL) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    if (atomic_load(&w->disk_failed)) {
        sqlite3_db_config(w->db->link, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    } else {
        sqlite3_wal_checkpoint_v2(w->db->link, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    sqlite_db_done(w->db);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
    engine->writer = NULL;
}
