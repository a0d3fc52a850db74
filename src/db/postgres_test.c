/* SPDX-License-Identifier: Apache-2.0 */
/* What only a server can do: refuse, disappear, come back. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "db/db.h"
#include "db/postgres.h"
#include "shelf_sql.h"
#include "system/clock.h"
#include "test.h"
#include "testdb.h"

extern const struct migration_list fixture_migrations;

struct trial {
    struct test_db *t;
    struct db *other;
    int runs;
    bool disturb_always;
};

static int64_t counter_of(struct test_db *t, struct db *db)
{
    struct shelf_read_row row = {-1};
    (void)!shelf_read_one(db, &t->arena, &(struct shelf_read_in){STR("one")}, &row);
    return row.counter;
}

static err insert(struct db *tx, void *arg)
{
    return shelf_insert(tx, arg);
}

static err add_hundred(struct db *tx, void *arg)
{
    (void)arg;
    return shelf_add(tx, &(struct shelf_add_in){STR("one"), 100});
}

/* Reads, lets somebody else change what was read, then writes. */
static err collide(struct db *tx, void *arg)
{
    struct trial *trial = arg;
    int64_t seen = counter_of(trial->t, tx);
    if (trial->runs++ == 0 || trial->disturb_always) {
        if (db_transaction(trial->other, add_hundred, NULL) != ERR_OK) {
            return ERR_INTERNAL;
        }
    }
    return shelf_write(tx, &(struct shelf_write_in){STR("one"), seen + 1});
}

static err lose_in_the_middle(struct db *tx, void *arg)
{
    struct trial *trial = arg;
    int64_t seen = counter_of(trial->t, tx);
    if (trial->runs++ == 0 || trial->disturb_always) {
        test_db_cut(trial->t);
    }
    return shelf_write(tx, &(struct shelf_write_in){STR("one"), seen + 1});
}

static err lose_at_the_end(struct db *tx, void *arg)
{
    struct trial *trial = arg;
    trial->runs++;
    err e = shelf_add(tx, &(struct shelf_add_in){STR("one"), 1});
    test_db_cut(trial->t);
    return e;
}

static void refusals(struct test_db *t)
{
    struct trial trial = {.t = t, .other = test_db_handle(t)};
    test ("a transaction that the server refuses is run again") {
        int64_t before = counter_of(t, t->db);
        expect(test_db_do(t, collide, &trial));
        expect_i64(trial.runs, 2);
        expect_i64(counter_of(t, t->db), before + 101);
    }
    test ("one that is refused every time ends as unavailable, with the story") {
        trial.disturb_always = true;
        trial.runs = 0;
        expect(db_transaction(t->db, collide, &trial) == ERR_UNAVAILABLE);
        expect(trial.runs > 5 && trial.runs < 50);
        expect(str_find(db_story(t->db), STR("40001")) >= 0);
    }
    test ("a story does not repeat what customers wrote") {
        struct shelf_insert_in in = {.id = {STR("01890000-0000-7000-8000-000000000009")},
                                     .label = STR("one"),
                                     .emptied_at = WHEN_NONE};
        expect(db_transaction(t->db, insert, &in) == ERR_CONFLICT);
        expect(str_find(db_story(t->db), STR("23505")) >= 0);
        expect(str_find(db_story(t->db), STR("(one)")) < 0);
    }
    db_close(&trial.other);
}

static void losses(struct test_db *t)
{
    struct trial trial = {.t = t};
    test ("a read whose connection was cut is asked again, unseen") {
        int64_t before = counter_of(t, t->db);
        test_db_cut(t);
        expect_i64(counter_of(t, t->db), before);
    }
    test ("a transaction that loses its connection before the commit is run again") {
        int64_t before = counter_of(t, t->db);
        expect(test_db_do(t, lose_in_the_middle, &trial));
        expect_i64(trial.runs, 2);
        expect_i64(counter_of(t, t->db), before + 1);
    }
    test ("one that loses it twice ends as unavailable") {
        int64_t before = counter_of(t, t->db);
        trial.disturb_always = true;
        trial.runs = 0;
        expect(db_transaction(t->db, lose_in_the_middle, &trial) == ERR_UNAVAILABLE);
        expect_i64(trial.runs, 2);
        expect_i64(counter_of(t, t->db), before);
    }
    test ("one that loses it at the commit is not run again: nobody knows") {
        trial.runs = 0;
        expect(db_transaction(t->db, lose_at_the_end, &trial) == ERR_UNAVAILABLE);
        expect_i64(trial.runs, 1);
        expect(str_find(db_story(t->db), STR("nobody knows")) >= 0);
    }
    test ("what libpq itself reports, without a state of the server's, is a connection lost") {
        expect(db_ping(t->db) == ERR_OK);
        struct postgres_db *own = postgres_own(t->db);
        PGresult *empty = PQmakeEmptyPGresult(own->link, PGRES_FATAL_ERROR);
        expect(postgres_failed(own, empty, "trial") == ERR_UNAVAILABLE);
        expect(own->setback == SETBACK_LOST);
    }
    test ("a snapshot that loses its connection fails until it is ended") {
        struct shelf_count_row row;
        expect(db_snapshot_begin(t->db) == ERR_OK);
        test_db_cut(t);
        expect(shelf_count_one(t->db, &t->arena, &row) == ERR_UNAVAILABLE);
        db_snapshot_end(t->db);
        expect(shelf_count_one(t->db, &t->arena, &row) == ERR_OK);
        expect(db_ping(t->db) == ERR_OK);
    }
}

/* The server's process behind a handle. Only for a server on this machine. */
static pid_t backend_of(struct db *db)
{
    CHECK(db_ping(db) == ERR_OK);
    return PQbackendPID(postgres_own(db)->link);
}

static err freeze_at_the_end(struct db *tx, void *arg)
{
    pid_t *frozen = arg;
    err e = shelf_add(tx, &(struct shelf_add_in){STR("one"), 1});
    *frozen = PQbackendPID(postgres_own(tx)->link);
    CHECK(kill(*frozen, SIGSTOP) == 0);
    return e;
}

static err do_nothing(struct db *tx, void *arg)
{
    (void)tx, (void)arg;
    return ERR_OK;
}

#define PATIENCE_US (WHEN_SECOND / 2)
#define BOUND_US (5 * WHEN_SECOND)

static void silent_reads(struct test_db *t)
{
    struct shelf_count_row row;
    test ("a read whose server does not answer is asked anew elsewhere, within its time") {
        int64_t begun = clock_monotonic_us();
        pid_t frozen = backend_of(t->db);
        CHECK(kill(frozen, SIGSTOP) == 0);
        expect(shelf_count_one(t->db, &t->arena, &row) == ERR_OK);
        CHECK(kill(frozen, SIGCONT) == 0);
        expect(clock_monotonic_us() - begun < BOUND_US);
    }
    test ("in a process that ends nobody waits any more") {
        int64_t begun = clock_monotonic_us();
        pid_t frozen = backend_of(t->db);
        CHECK(kill(frozen, SIGSTOP) == 0);
        ((struct postgres_engine *)(void *)t->engine)->patience_us = WHEN_MINUTE;
        db_engine_give_up_at(t->engine, begun + PATIENCE_US);
        expect(shelf_count_one(t->db, &t->arena, &row) == ERR_UNAVAILABLE);
        CHECK(kill(frozen, SIGCONT) == 0);
        expect(clock_monotonic_us() - begun < BOUND_US);
        db_engine_give_up_at(t->engine, 0);
        expect(db_ping(t->db) == ERR_OK);
    }
}

static void silent_commits(struct test_db *t)
{
    pid_t frozen = 0;
    test ("a COMMIT without an answer ends in time, and nobody knows whether it arrived") {
        int64_t begun = clock_monotonic_us();
        expect(db_transaction(t->db, freeze_at_the_end, &frozen) == ERR_UNAVAILABLE);
        expect(str_find(db_story(t->db), STR("nobody knows")) >= 0);
        expect(clock_monotonic_us() - begun < BOUND_US);
    }
    test ("after it others do not leave more of the server's processes waiting behind") {
        expect(db_transaction(t->db, do_nothing, NULL) == ERR_UNAVAILABLE);
        expect(str_find(db_story(t->db), STR("the next attempt")) >= 0);
    }
    test ("and go on when one of them was answered") {
        CHECK(kill(frozen, SIGCONT) == 0);
        usleep((useconds_t)(WHEN_SECOND + WHEN_SECOND / 2));
        expect(db_transaction(t->db, do_nothing, NULL) == ERR_OK);
        expect(db_transaction(t->db, do_nothing, NULL) == ERR_OK);
    }
}

static void silences(struct test_db *t)
{
    struct postgres_engine *engine = (struct postgres_engine *)(void *)t->engine;
    int64_t usual = engine->patience_us;
    if (str_find(str_from_z(getenv("KABINET_TEST_POSTGRES_URL")), STR("host=/")) < 0) {
        return; /* its processes are on another machine */
    }
    engine->patience_us = PATIENCE_US;
    silent_reads(t);
    engine->patience_us = PATIENCE_US;
    silent_commits(t);
    engine->patience_us = usual;
}

static void addresses(struct test_db *t)
{
    struct buf story = buf_in(&t->arena);
    struct db_options options = {.story = &story};
    struct db_engine *engine = NULL;
    test ("a server that is away is told at the start, without the password") {
        options.url = STR("postgresql://user:sesame@/x?host=/nonexistent");
        expect(db_engine_open(&options, &t->arena, &engine) == ERR_UNAVAILABLE);
        expect(buf_str(&story).len > 0);
        options.url = STR("postgresql://user:sesame@[/x");
        expect(db_engine_open(&options, &t->arena, &engine) == ERR_INVALID);
        expect(str_find(buf_str(&story), STR("sesame")) < 0);
    }
    test ("of several hosts the one that answers is taken") {
        struct db *db = NULL;
        const char *home = getenv("KABINET_TEST_POSTGRES_URL");
        str host = str_skip(str_from_z(home), (size_t)str_find(str_from_z(home), STR("host=")) + 5);
        host = str_cut(host, '&', &(str){0});
        options.url =
            str_printf(&t->arena, "postgresql://postgres@/%s?host=/nonexistent,%.*s&port=5432",
                       t->database, STR_ARG(host));
        expect(db_engine_open(&options, &t->arena, &engine) == ERR_OK);
        expect(engine != NULL && db_open(engine, &db) == ERR_OK);
        expect(db != NULL && counter_of(t, db) >= 0);
        db_close(&db);
        db_engine_close(&engine);
    }
}

int main(void)
{
    struct test_db t;
    CHECK(setenv("KABINET_TEST_DB", "postgres", 1) == 0);
    if (!test_db_open_with(&t, &fixture_migrations)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    struct shelf_insert_in in = {.id = {STR("01890000-0000-7000-8000-000000000001")},
                                 .label = STR("one"),
                                 .emptied_at = WHEN_NONE};
    CHECK(test_db_do(&t, insert, &in));
    refusals(&t);
    losses(&t);
    silences(&t);
    addresses(&t);
    test_db_close(&t);
    return tests_done();
}
