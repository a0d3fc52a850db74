/* SPDX-License-Identifier: Apache-2.0 */
/* The one thread with the one connection that writes. It takes all that wait, runs each in a
 * savepoint, commits once, then wakes them: the next batch forms while this one reaches the disk.
 */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "db/sqlite.h"

#define CHECKPOINT_IDLE 4000  /* pages in the log: copy them back when nobody waits */
#define CHECKPOINT_BUSY 16000 /* pages in the log: copy them back though somebody waits */
#define CHECKPOINT_AGAIN                                                                           \
    1000               /* more pages before the next attempt, when readers stood in the way */
#define RESTART_MS 100 /* how long a checkpoint may wait for readers */
#define BUSY_MS 2000

struct job {
    db_fn *fn;
    void *arg;
    struct db *asker;
    bool alone;
    err result;
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
    int log_pages;             /* in the write-ahead log after the last commit */
    int checkpoint_at;
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

static err call(struct writer *w, const struct job *job)
{
    struct db *db = &w->db->db;
    db_story_clear(db);
    db->spoilt = ERR_OK;
    db->in_transaction = true;
    db->memory = job->asker->memory;
    err e = job->fn(db, job->arg);
    e = e == ERR_OK ? db_memory_left(db, NULL) : e;
    db->memory = NULL;
    db->in_transaction = false;
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

static int on_commit(void *arg, sqlite3 *link, const char *name, int pages)
{
    (void)link;
    (void)name;
    ((struct writer *)arg)->log_pages = pages;
    return SQLITE_OK;
}

/* Copies the log back into the file. PASSIVE waits for nobody; when the log has grown long, RESTART
 * waits a little for readers, so that the log can begin anew. */
static void checkpoint(struct writer *w, bool idle)
{
    if (w->log_pages < CHECKPOINT_IDLE) {
        w->checkpoint_at = CHECKPOINT_IDLE; /* the log has begun anew */
    }
    bool too_long = w->log_pages >= CHECKPOINT_BUSY;
    if (w->log_pages < w->checkpoint_at || (!idle && !too_long) || atomic_load(&w->disk_failed)) {
        return;
    }
    sqlite3_busy_timeout(w->db->link, RESTART_MS);
    int result = sqlite3_wal_checkpoint_v2(
        w->db->link, NULL, too_long ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, NULL,
        NULL);
    sqlite3_busy_timeout(w->db->link, BUSY_MS);
    if (result != SQLITE_OK) {
        (void)sqlite_failed(w->db, "checkpoint");
        note_disk(w);
    }
    w->checkpoint_at = w->log_pages + CHECKPOINT_AGAIN;
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

static void *work(void *arg)
{
    struct writer *w = arg;
    pthread_setname_np(pthread_self(), "writer");
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (w->first == NULL && !w->stopping) {
            pthread_cond_wait(&w->wake, &w->lock);
        }
        if (w->first == NULL) {
            break;
        }
        struct job *jobs = take(w);
        pthread_mutex_unlock(&w->lock);
        run(w, jobs);
        wake_all(jobs);
        pthread_mutex_lock(&w->lock);
        bool idle = w->first == NULL;
        pthread_mutex_unlock(&w->lock);
        checkpoint(w, idle);
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
    return job.result;
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
    w->checkpoint_at = CHECKPOINT_IDLE;
    sqlite3_wal_hook(db->link, on_commit, w);
    CHECK(pthread_mutex_init(&w->lock, NULL) == 0 && pthread_cond_init(&w->wake, NULL) == 0);
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
