/* SPDX-License-Identifier: Apache-2.0 */
/* Serializable transactions, run again when the server refuses them. */
#include <string.h>
#include <time.h>

#include "db/postgres.h"
#include "system/clock.h"
#include "system/random.h"

#define ATTEMPTS 20
#define FREE_ATTEMPTS 2    /* those before one has to queue */
#define PAUSE_UNIT_US 1000 /* doubled with every attempt */
#define PAUSE_DOUBLINGS 6

/* A random wait, so that those who collided do not collide again. */
static void pause_before(int attempt)
{
    int doublings = attempt < PAUSE_DOUBLINGS ? attempt : PAUSE_DOUBLINGS;
    uint32_t us = random_below((uint32_t)PAUSE_UNIT_US << doublings);
    struct timespec wait = {.tv_nsec = (long)us * 1000};
    nanosleep(&wait, NULL);
}

/* A COMMIT without an answer (its standby hangs) leaves a process of the server waiting behind,
 * with its locks. When all go on trying, the server soon has no place for a reader: so after one, a
 * single transaction at a time tries whether it is over, with growing pauses. */
#define DOUBT_FIRST_US (INT64_C(1) * 1000 * 1000)
#define DOUBT_MOST_US (INT64_C(60) * 1000 * 1000)

static struct postgres_engine *engine_of(const struct postgres_db *db)
{
    return (struct postgres_engine *)(void *)db->db.engine;
}

static void doubt_commits(struct postgres_engine *engine)
{
    int64_t pause = atomic_load(&engine->doubt_pause_us) * 2;
    pause = pause == 0 ? DOUBT_FIRST_US : pause > DOUBT_MOST_US ? DOUBT_MOST_US : pause;
    atomic_store(&engine->doubt_pause_us, pause);
    atomic_store(&engine->doubt_until_us, clock_monotonic_us() + pause);
}

static void trust_commits(struct postgres_engine *engine)
{
    if (atomic_load(&engine->doubt_until_us) != 0) {
        atomic_store(&engine->doubt_pause_us, 0);
        atomic_store(&engine->doubt_until_us, 0);
    }
}

/* *out_turn is not 0 for the one that tries for all; give it back with end_turn. */
static bool may_begin(struct postgres_engine *engine, int64_t *out_turn)
{
    int64_t until = atomic_load(&engine->doubt_until_us), now = clock_monotonic_us();
    int64_t turn = now + 2 * engine->patience_us;
    *out_turn = 0;
    if (until == 0) {
        return true;
    }
    if (now < until || !atomic_compare_exchange_strong(&engine->doubt_until_us, &until, turn)) {
        return false;
    }
    *out_turn = turn;
    return true;
}

/* When it did not come to a COMMIT, the next one may try at once. */
static void end_turn(struct postgres_engine *engine, int64_t turn)
{
    if (turn != 0) {
        (void)atomic_compare_exchange_strong(&engine->doubt_until_us, &turn, 1);
    }
}

static err commit(struct postgres_db *db)
{
    PGresult *result = postgres_ask(db, "COMMIT");
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        bool done = strcmp(PQcmdStatus(result), "COMMIT") == 0;
        PQclear(result);
        if (!done) {
            db_story_set(&db->db, "the server rolled back at COMMIT");
        }
        trust_commits(engine_of(db));
        return done ? ERR_OK : ERR_INTERNAL;
    }
    err e = postgres_failed(db, result, "COMMIT");
    if (db->setback == SETBACK_LOST) {
        if (db->is_silent) {
            doubt_commits(engine_of(db));
        }
        db->db.in_doubt = true;
        db->setback = SETBACK_NONE; /* it may have arrived: running it again could do it twice */
        db_story_set(&db->db,
                     "the connection was lost during COMMIT; nobody knows whether it arrived");
        postgres_disconnect(db);
    }
    return e;
}

static void roll_back(struct postgres_db *db)
{
    if (PQstatus(db->link) != CONNECTION_OK || db->setback == SETBACK_LOST) {
        postgres_disconnect(db);
        return;
    }
    PGresult *result = postgres_ask(db, "ROLLBACK"); /* not postgres_exec: the story stays */
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!done) {
        postgres_disconnect(db);
    }
}

static err begin(struct postgres_db *db)
{
    err e = postgres_connect(db);
    if (e == ERR_OK) {
        db->setback = SETBACK_NONE;
        e = postgres_exec(db, "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE");
        if (e != ERR_OK) { /* a standby says so here: look for another server */
            db->setback = SETBACK_LOST;
            e = ERR_UNAVAILABLE;
            postgres_disconnect(db);
        }
    }
    return e;
}

/* One run. db->setback tells whether another one makes sense. */
static err attempt_once(struct postgres_db *db, db_fn *fn, void *arg)
{
    db->setback = SETBACK_NONE;
    db->db.after = NULL;
    db_story_clear(&db->db);
    err e = begin(db);
    if (e != ERR_OK) {
        return e;
    }
    db->db.spoilt = ERR_OK;
    db->db.in_transaction = true;
    e = fn(&db->db, arg);
    e = e == ERR_OK ? db_memory_left(&db->db, NULL) : e;
    db->db.in_transaction = false;
    if (db->db.spoilt != ERR_OK) {
        e = db->db.spoilt;
        db->db.spoilt = ERR_OK;
    }
    if (e == ERR_OK) {
        e = commit(db);
        if (e != ERR_OK && db->link != NULL && PQtransactionStatus(db->link) == PQTRANS_IDLE) {
            return e;
        }
    }
    if (e != ERR_OK && db->link != NULL) {
        roll_back(db);
    }
    return e;
}

err postgres_save(struct db *db)
{
    return postgres_exec(postgres_own(db), "SAVEPOINT one");
}

err postgres_save_keep(struct db *db)
{
    return postgres_exec(postgres_own(db), "RELEASE SAVEPOINT one");
}

/* The row that stood against a value may have been committed after this transaction began, and then
 * no read of it shows that row. So the first time the whole is run again, on a newer state; what is
 * met there, is there to be seen. */
err postgres_save_undo(struct db *base, err why)
{
    struct postgres_db *db = postgres_own(base);
    if (why == ERR_CONFLICT && !db->met_twin) {
        db->met_twin = true;
        db->setback = SETBACK_REFUSED;
        return ERR_UNAVAILABLE;
    }
    return postgres_exec(db, "ROLLBACK TO SAVEPOINT one; RELEASE SAVEPOINT one");
}

err postgres_transaction(struct db *base, db_fn *fn, void *arg)
{
    struct postgres_db *db = postgres_own(base);
    struct postgres_engine *engine = engine_of(db);
    bool queued = false, lost_before = false;
    int64_t turn = 0;
    db->met_twin = false;
    err e = ERR_UNAVAILABLE;
    if (!may_begin(engine, &turn)) {
        db_story_set(base, "the database did not answer a COMMIT; the next attempt comes soon");
        return e;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (attempt >= FREE_ATTEMPTS && !queued) {
            pthread_mutex_lock(&engine->turnstile);
            queued = true;
        }
        e = attempt_once(db, fn, arg);
        if (e == ERR_OK || db->setback == SETBACK_NONE ||
            (db->setback == SETBACK_LOST && lost_before)) {
            break;
        }
        lost_before = lost_before || db->setback == SETBACK_LOST;
        pause_before(attempt);
    }
    if (queued) {
        pthread_mutex_unlock(&engine->turnstile);
    }
    end_turn(engine, turn);
    return e;
}
