/* SPDX-License-Identifier: Apache-2.0 */
/* Kills a writing process again and again: what it was told is durable must be there. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "db/db.h"
#include "shelf_sql.h"
#include "test.h"
#include "testdb.h"

#define KILLS 30
#define THREADS 4

extern const struct migration_list fixture_migrations;

struct writing {
    struct db_engine *engine;
    int kill, thread; /* make up the names of rows */
    int pipe;
};

struct acknowledged {
    int kill, thread, number;
};

static str label_of(struct arena *arena, struct acknowledged a)
{
    return str_printf(arena, "%d.%d.%d", a.kill, a.thread, a.number);
}

static err insert(struct db *tx, void *arg)
{
    return shelf_insert(tx, arg);
}

static void *write_until_killed(void *arg)
{
    const struct writing *writing = arg;
    struct arena arena;
    struct db *db = NULL;
    arena_init(&arena, 1 << 20);
    CHECK(db_open(writing->engine, &db) == ERR_OK);
    for (int number = 0;; number++) {
        struct acknowledged a = {writing->kill, writing->thread, number};
        arena_reset(&arena);
        struct shelf_insert_in in = {
            .id = {str_printf(&arena, "%08d-0000-7000-%04d-%012d", a.kill, a.thread, number)},
            .label = label_of(&arena, a),
            .emptied_at = WHEN_NONE,
        };
        CHECK(db_transaction(db, insert, &in) == ERR_OK);
        CHECK(write(writing->pipe, &a, sizeof(a)) == sizeof(a)); /* atomic: less than PIPE_BUF */
    }
    return NULL;
}

static NORETURN void write_in_child(struct test_db *t, int number, int pipe)
{
    static struct writing writings[THREADS];
    struct db_engine *engine = NULL;
    pthread_t threads[THREADS];
    CHECK(db_engine_open(&t->options, &t->arena, &engine) == ERR_OK);
    for (int i = 0; i < THREADS; i++) {
        writings[i] = (struct writing){engine, number, i, pipe};
        CHECK(pthread_create(&threads[i], NULL, write_until_killed, &writings[i]) == 0);
    }
    for (;;) {
        pause();
    }
}

/* Reads what was acknowledged until the writer is dead and the pipe empty. */
static size_t kill_after(pid_t child, int pipe, long ms, struct acknowledged *out, size_t room)
{
    size_t count = 0;
    CHECK(read(pipe, &out[count++], sizeof(*out)) == sizeof(*out)); /* it has begun */
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000 * 1000}, NULL);
    kill(child, SIGKILL);
    while (count < room && read(pipe, &out[count], sizeof(*out)) == sizeof(*out)) {
        count++;
    }
    waitpid(child, NULL, 0);
    return count;
}

static size_t missing_of(struct test_db *t, const struct acknowledged *list, size_t count)
{
    size_t missing = 0;
    struct arena_mark mark = arena_mark(&t->arena);
    for (size_t i = 0; i < count; i++) {
        struct shelf_read_row row;
        missing +=
            shelf_read_one(t->db, &t->arena, &(struct shelf_read_in){label_of(&t->arena, list[i])},
                           &row) != ERR_OK;
        arena_rewind(&t->arena, mark);
    }
    return missing;
}

static void open_again(struct test_db *t)
{
    CHECK(db_engine_open(&t->options, &t->arena, &t->engine) == ERR_OK);
    CHECK(db_open(t->engine, &t->db) == ERR_OK);
}

static void close_for_now(struct test_db *t)
{
    db_close(&t->db);
    db_engine_close(&t->engine);
}

int main(void)
{
    static struct acknowledged list[4096]; /* more than a pipe of 64 kB holds */
    struct test_db t;
    size_t acknowledged = 0, missing = 0;
    CHECK(setenv("KABINET_TEST_DB", "sqlite", 1) == 0);
    CHECK(test_db_open_with(&t, &fixture_migrations));
    test ("what was acknowledged is there after the process was killed") {
        for (int i = 0; i < KILLS; i++) {
            int ends[2];
            close_for_now(&t);
            CHECK(pipe(ends) == 0);
            pid_t child = fork();
            if (child == 0) {
                write_in_child(&t, i, ends[1]);
            }
            close(ends[1]);
            size_t count = kill_after(child, ends[0], 1 + i, list, ARRAY_LEN(list));
            close(ends[0]);
            open_again(&t);
            acknowledged += count;
            missing += missing_of(&t, list, count);
        }
        printf("# %d kills, %zu acknowledged, %zu missing\n", KILLS, acknowledged, missing);
        expect(acknowledged > KILLS);
        expect_i64((int64_t)missing, 0);
    }
    test_db_close(&t);
    return tests_done();
}
