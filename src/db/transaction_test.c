/* SPDX-License-Identifier: Apache-2.0 */
/* Many threads at once, on both engines: group commit on SQLite, serializable on PostgreSQL. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "base/check.h"
#include "db/db.h"
#include "shelf_sql.h"
#include "test.h"
#include "testdb.h"

#define THREADS 8
#define TIMES 500

extern const struct migration_list fixture_migrations;

static const document_id shelf_id = {STR_INIT("01890000-0000-7000-8000-000000000001")};

static err insert(struct db *tx, void *arg)
{
    return shelf_insert(tx, arg);
}

static err insert_book(struct db *tx, void *arg)
{
    return book_insert(tx, arg);
}

static bool put_shelf(struct test_db *t, const char *label)
{
    struct shelf_insert_in in = {
        .id = shelf_id, .label = str_from_z(label), .emptied_at = WHEN_NONE};
    return test_db_do(t, insert, &in);
}

static int64_t counter_of(struct test_db *t, const char *label)
{
    struct shelf_read_row row = {-1};
    db_snapshot_end(t->db);
    (void)!shelf_read_one(t->db, &t->arena, &(struct shelf_read_in){str_from_z(label)}, &row);
    return row.counter;
}

/* Reads, then writes what it read plus one: a lost update would show. */
struct increment {
    struct arena arena;
};

static err read_and_write(struct db *tx, void *arg)
{
    struct increment *increment = arg;
    struct shelf_read_row row;
    arena_reset(&increment->arena); /* it may run twice */
    err e = shelf_read_one(tx, &increment->arena, &(struct shelf_read_in){STR("busy")}, &row);
    if (e != ERR_OK) {
        return e;
    }
    return shelf_write(tx, &(struct shelf_write_in){STR("busy"), row.counter + 1});
}

struct worker {
    pthread_t thread;
    struct test_db *t;
    int done, refused;
};

static void *increment_many(void *arg)
{
    struct worker *worker = arg;
    struct db *db = test_db_handle(worker->t);
    struct increment increment = {0};
    arena_init(&increment.arena, 1 << 20);
    for (int i = 0; i < TIMES; i++) {
        err e = db_transaction(db, read_and_write, &increment);
        worker->done += e == ERR_OK;
        worker->refused += e != ERR_OK;
    }
    arena_done(&increment.arena);
    db_close(&db);
    return NULL;
}

static void nothing_is_lost(struct test_db *t)
{
    test ("8 threads that add 500 times each add exactly 4000") {
        struct worker workers[THREADS] = {0};
        int done = 0, refused = 0;
        expect(put_shelf(t, "busy"));
        for (int i = 0; i < THREADS; i++) {
            workers[i].t = t;
            CHECK(pthread_create(&workers[i].thread, NULL, increment_many, &workers[i]) == 0);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(workers[i].thread, NULL);
            done += workers[i].done;
            refused += workers[i].refused;
        }
        expect_i64(refused, 0);
        expect_i64(counter_of(t, "busy"), done);
        expect_i64(done, THREADS * TIMES);
    }
}

/* One of several that must share a commit: the first holds the writer until all others wait. */
struct member {
    pthread_t thread;
    struct test_db *t;
    db_fn *fn;
    void *arg;
    err result;
};

static sem_t inside, go_on;

static err hold(struct db *tx, void *arg)
{
    (void)tx;
    (void)arg;
    sem_post(&inside);
    while (sem_wait(&go_on) != 0) {
        /* a signal came between */
    }
    return ERR_OK;
}

static void *take_part(void *arg)
{
    struct member *member = arg;
    struct db *db = test_db_handle(member->t);
    member->result = db_transaction(db, member->fn, member->arg);
    db_close(&db);
    return NULL;
}

/* Runs them so that on SQLite all but the first are one batch. */
static void run_together(struct test_db *t, struct member *members, int count)
{
    struct member holder = {.t = t, .fn = hold};
    CHECK(sem_init(&inside, 0, 0) == 0 && sem_init(&go_on, 0, 0) == 0);
    CHECK(pthread_create(&holder.thread, NULL, take_part, &holder) == 0);
    sem_wait(&inside);
    for (int i = 0; i < count; i++) {
        members[i].t = t;
        CHECK(pthread_create(&members[i].thread, NULL, take_part, &members[i]) == 0);
    }
    nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL); /* for all to queue */
    sem_post(&go_on);
    for (int i = 0; i < count; i++) {
        pthread_join(members[i].thread, NULL);
    }
    pthread_join(holder.thread, NULL);
    sem_destroy(&inside);
    sem_destroy(&go_on);
}

static err refuse_after_writing(struct db *tx, void *arg)
{
    err e = shelf_insert(tx, arg);
    return e == ERR_OK ? ERR_DENIED : e;
}

static struct shelf_insert_in shelf_named(struct test_db *t, int number, const char *label)
{
    return (struct shelf_insert_in){
        .id = {str_printf(&t->arena, "01890000-0000-7000-8000-%012d", number)},
        .label = str_from_z(label),
        .emptied_at = WHEN_NONE,
    };
}

static void one_does_not_hurt_others(struct test_db *t)
{
    test ("of transactions that share a commit, those that fail do not hurt the others") {
        struct shelf_insert_in good = shelf_named(t, 101, "good"),
                               twin = shelf_named(t, 102, "good"),
                               refused = shelf_named(t, 103, "refused"),
                               late = shelf_named(t, 104, "late");
        struct member members[] = {
            {.fn = insert, .arg = &good},
            {.fn = insert, .arg = &twin},
            {.fn = refuse_after_writing, .arg = &refused},
            {.fn = insert, .arg = &late},
        };
        run_together(t, members, 4);
        expect((members[0].result == ERR_OK) != (members[1].result == ERR_OK));
        expect(members[0].result == ERR_CONFLICT || members[1].result == ERR_CONFLICT);
        expect(members[2].result == ERR_DENIED);
        expect(members[3].result == ERR_OK);
        expect_i64(counter_of(t, "good"), 0);
        expect_i64(counter_of(t, "refused"), -1);
        expect_i64(counter_of(t, "late"), 0);
    }
    test ("a check that fails at the commit hurts only the one it is about") {
        struct book_insert_in kept = {shelf_id, 1}, also = {shelf_id, 2},
                              lost = {{STR("01890000-0000-7000-8000-00000000dead")}, 3};
        struct member members[] = {
            {.fn = insert_book, .arg = &kept},
            {.fn = insert_book, .arg = &lost},
            {.fn = insert_book, .arg = &also},
        };
        struct book_count_row books = {-1};
        run_together(t, members, 3);
        expect(members[0].result == ERR_OK && members[2].result == ERR_OK);
        expect(members[1].result == ERR_INTERNAL);
        db_snapshot_end(t->db);
        expect(book_count_one(t->db, &t->arena, &books) == ERR_OK);
        expect_i64(books.count, 2);
    }
}

/* A transaction in a transaction: what the inner one does is arg->inner, how the outer ends. */
struct nest {
    struct shelf_insert_in before, inner;
    db_fn *fn;
    err inner_says, end;
    int runs;
};

static err outer(struct db *tx, void *arg)
{
    struct nest *nest = arg;
    nest->runs++;
    err e = shelf_insert(tx, &nest->before);
    if (e == ERR_OK) {
        nest->inner_says = db_transaction(tx, nest->fn, &nest->inner);
    }
    return e == ERR_OK ? nest->end : e;
}

static err insert_deeper(struct db *tx, void *arg)
{
    return db_transaction(tx, insert, arg);
}

static err null_id(struct db *tx, void *arg)
{
    (void)arg;
    return shelf_insert(tx, &(struct shelf_insert_in){.label = STR("no id")});
}

static struct nest nest_of(struct test_db *t, int number, const char *before, const char *inner)
{
    return (struct nest){.before = shelf_named(t, number, before),
                         .inner = shelf_named(t, number + 1, inner),
                         .fn = insert};
}

static void one_in_another(struct test_db *t)
{
    test ("a transaction in a transaction lasts with it, and is gone with it") {
        struct nest kept = nest_of(t, 201, "kept", "kept within"),
                    lost = nest_of(t, 203, "lost", "lost within");
        kept.fn = insert_deeper;
        lost.end = ERR_DENIED;
        expect(db_transaction(t->db, outer, &kept) == ERR_OK && kept.inner_says == ERR_OK);
        expect(db_transaction(t->db, outer, &lost) == ERR_DENIED && lost.inner_says == ERR_OK);
        expect_i64(counter_of(t, "kept"), 0);
        expect_i64(counter_of(t, "kept within"), 0);
        expect_i64(counter_of(t, "lost"), -1);
        expect_i64(counter_of(t, "lost within"), -1);
    }
    test ("one that refuses, or meets a value that is there, is undone alone") {
        struct nest refused = nest_of(t, 205, "stays", "goes"),
                    twin = nest_of(t, 207, "stays too", "kept");
        refused.fn = refuse_after_writing;
        expect(db_transaction(t->db, outer, &refused) == ERR_OK);
        expect(refused.inner_says == ERR_DENIED);
        expect_i64(refused.runs, 1);
        expect(db_transaction(t->db, outer, &twin) == ERR_OK);
        expect(twin.inner_says == ERR_CONFLICT);
        expect_i64(twin.runs, db_is_postgres(t->db) ? 2 : 1);
        expect_i64(counter_of(t, "stays"), 0);
        expect_i64(counter_of(t, "goes"), -1);
        expect_i64(counter_of(t, "stays too"), 0);
    }
    test ("a statement that cannot be carried out takes the whole transaction with it") {
        struct nest broken = nest_of(t, 209, "gone", "nothing");
        broken.fn = null_id;
        expect(db_transaction(t->db, outer, &broken) == ERR_INTERNAL);
        expect_i64(counter_of(t, "gone"), -1);
    }
}

int main(void)
{
    struct test_db t;
    if (!test_db_open_with(&t, &fixture_migrations)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    nothing_is_lost(&t);
    test_db_close(&t);
    CHECK(test_db_open_with(&t, &fixture_migrations) && put_shelf(&t, "first"));
    one_does_not_hurt_others(&t);
    one_in_another(&t);
    test_db_close(&t);
    return tests_done();
}
