/* SPDX-License-Identifier: Apache-2.0 */
/* The door itself, on both engines, with tables of its own (tests/fixtures/db). */
#include <string.h>

#include "db/db.h"
#include "shelf_sql.h"
#include "system/thread_time.h"
#include "test.h"
#include "testdb.h"

extern const struct migration_list fixture_migrations;

static const document_id first_id = {STR_INIT("01890000-0000-7000-8000-000000000001")};
static const document_id second_id = {STR_INIT("01890000-0000-7000-8000-000000000002")};

static err insert(struct db *tx, void *arg)
{
    return shelf_insert(tx, arg);
}

static err add(struct db *tx, void *arg)
{
    int64_t changed = 0;
    err e = shelf_add_count(tx, arg, &changed);
    return e == ERR_OK && changed == 0 ? ERR_NOT_FOUND : e;
}

static err insert_then_refuse(struct db *tx, void *arg)
{
    err e = shelf_insert(tx, arg);
    return e == ERR_OK ? ERR_DENIED : e;
}

/* Goes on after a failure and claims success. */
static err insert_twice_and_ignore(struct db *tx, void *arg)
{
    struct shelf_insert_in other = *(struct shelf_insert_in *)arg;
    other.id = second_id;
    (void)!shelf_insert(tx, arg);
    (void)!shelf_insert(tx, &other);
    other.label = STR("later");
    (void)!shelf_insert(tx, &other);
    return ERR_OK;
}

static err insert_book(struct db *tx, void *arg)
{
    return book_insert(tx, arg);
}

/* Uses the handle outside, which is another one on SQLite. */
static err read_outside(struct db *tx, void *arg)
{
    struct test_db *t = arg;
    struct shelf_count_row row;
    err e = shelf_count_one(t->db, &t->arena, &row);
    return tx == t->db ? ERR_INTERNAL : e;
}

static err delete_book(struct db *tx, void *arg)
{
    return book_delete(tx, arg);
}

struct closing {
    struct arena *arena;
    struct shelf_close_row *rows;
    size_t count;
};

static err close_all(struct db *tx, void *arg)
{
    struct closing *closing = arg;
    return shelf_close_all(tx, closing->arena, &(struct shelf_close_in){.is_open = false},
                           &closing->rows, &closing->count);
}

static int64_t count_of(struct test_db *t)
{
    struct shelf_count_row row = {-1};
    return shelf_count_one(t->db, &t->arena, &row) == ERR_OK ? row.count : -1;
}

static err work_hard(struct db *tx, void *arg)
{
    (void)tx;
    int64_t *rounds = arg;
    int64_t begun_us = thread_time_us();
    while (thread_time_us() - begun_us < 20000) {
        *rounds += 1;
    }
    return ERR_OK;
}

static void time_is_the_askers(struct test_db *t)
{
    test ("the time of a transaction is that of whoever asked for it, on whatever thread it ran") {
        int64_t rounds = 0;
        int64_t begun_us = thread_time_us();
        expect(test_db_do(t, work_hard, &rounds));
        int64_t spent_us = thread_time_us() - begun_us;
        expect(spent_us >= 20000 && spent_us < 200000);
    }
}

static void values_come_back(struct test_db *t)
{
    static const char bytes[] = {0, 1, (char)0xff, '\'', 0};
    struct shelf_insert_in full = {
        .id = first_id,
        .label = STR("полиця '\"\\ $1"),
        .counter = INT64_MIN + 1,
        .is_open = true,
        .picture = {bytes, sizeof(bytes)},
        .note = STR(""),
        .emptied_at = {INT64_C(1790000000123456)},
    };
    struct shelf_insert_in bare = {
        .id = second_id, .label = STR("bare"), .counter = INT64_MAX, .emptied_at = WHEN_NONE};
    struct shelf_by_id_row row;
    test ("what is written is read back, to the bit") {
        expect(test_db_do(t, insert, &full));
        expect(shelf_by_id_one(t->db, &t->arena, &(struct shelf_by_id_in){first_id}, &row) ==
               ERR_OK);
        expect_str(row.id.text, first_id.text);
        expect_str(row.label, full.label);
        expect_i64(row.counter, full.counter);
        expect(row.is_open);
        expect(row.picture.len == sizeof(bytes) &&
               memcmp(row.picture.ptr, bytes, sizeof(bytes)) == 0);
        expect(row.note.ptr != NULL && row.note.len == 0);
        expect_i64(row.emptied_at.us, full.emptied_at.us);
    }
    test ("NULL is NULL, and an empty text is not") {
        expect(test_db_do(t, insert, &bare));
        expect(shelf_by_id_one(t->db, &t->arena, &(struct shelf_by_id_in){second_id}, &row) ==
               ERR_OK);
        expect(row.picture.ptr == NULL && row.note.ptr == NULL && when_is_none(row.emptied_at));
        expect_i64(row.counter, INT64_MAX);
        expect(!row.is_open);
    }
    test ("a NULL where none is allowed is refused, going in and coming out") {
        struct shelf_insert_in no_id = {.label = STR("nameless"), .emptied_at = WHEN_NONE};
        expect(db_transaction(t->db, insert, &no_id) == ERR_INTERNAL);
        expect(str_find(db_story(t->db), STR("'id' must not be NULL")) >= 0);
        struct shelf_note_wrongly_row wrong;
        expect(shelf_note_wrongly_one(t->db, &t->arena, &wrong) == ERR_INTERNAL);
        expect(str_find(db_story(t->db), STR("'note' is NULL")) >= 0);
    }
}

static void rows_are_found(struct test_db *t)
{
    struct shelf_list_row *rows = NULL;
    size_t count = 99;
    test ("an absent row is not found, and leaves the result alone") {
        struct shelf_by_id_row row = {.counter = 7};
        document_id absent = {STR("01890000-0000-7000-8000-00000000ffff")};
        expect(shelf_by_id_one(t->db, &t->arena, &(struct shelf_by_id_in){absent}, &row) ==
               ERR_NOT_FOUND);
        expect_i64(row.counter, 7);
    }
    test ("parameters keep their numbers, whatever comes first in the text") {
        expect(shelf_list_all(t->db, &t->arena,
                              &(struct shelf_list_in){.below = 0, .at_least = INT64_MIN}, &rows,
                              &count) == ERR_OK);
        expect_i64((int64_t)count, 1);
    }
    test ("a list may be empty, or longer than its first array") {
        expect(shelf_list_all(t->db, &t->arena, &(struct shelf_list_in){.below = 0, .at_least = 0},
                              &rows, &count) == ERR_OK);
        expect_i64((int64_t)count, 0);
        for (int i = 0; i < 40; i++) {
            struct shelf_insert_in in = {
                .id = {str_printf(&t->arena, "01890000-0000-7000-8000-0000000001%02d", i)},
                .label = str_printf(&t->arena, "list %02d", i),
                .counter = 5,
                .emptied_at = WHEN_NONE,
            };
            expect(test_db_do(t, insert, &in));
        }
        expect(shelf_list_all(t->db, &t->arena, &(struct shelf_list_in){.below = 6, .at_least = 5},
                              &rows, &count) == ERR_OK);
        expect_i64((int64_t)count, 40);
        expect(count == 40 && str_eq(rows[39].label, STR("list 39")));
    }
    test ("a change may return rows") {
        struct closing closing = {.arena = &t->arena};
        expect(test_db_do(t, close_all, &closing));
        expect_i64((int64_t)closing.count, 42);
    }
    test ("each engine runs its own text where there is one") {
        struct engine_name_row row;
        expect(engine_name_one(t->db, &t->arena, &row) == ERR_OK);
        expect_str(row.name, db_is_postgres(t->db) ? STR("own") : STR("common"));
    }
}

struct telling {
    struct db_after first, second, undone;
    char said[8];
    err outcome;
};

static void say_first(void *arg)
{
    strcat(((struct telling *)arg)->said, "1");
}

static void say_second(void *arg)
{
    strcat(((struct telling *)arg)->said, "2");
}

static err name_and_refuse(struct db *tx, void *arg)
{
    struct telling *telling = arg;
    telling->undone = (struct db_after){.run = say_second, .arg = telling};
    db_after_commit(tx, &telling->undone);
    return ERR_DENIED;
}

static err name_both(struct db *tx, void *arg)
{
    struct telling *telling = arg;
    telling->first = (struct db_after){.run = say_first, .arg = telling};
    telling->second = (struct db_after){.run = say_second, .arg = telling};
    db_after_commit(tx, &telling->first);
    if (db_transaction(tx, name_and_refuse, telling) != ERR_DENIED) {
        return ERR_INTERNAL;
    }
    db_after_commit(tx, &telling->second);
    return telling->said[0] == '\0' ? telling->outcome : ERR_INTERNAL;
}

static void after_the_commit(struct test_db *t)
{
    struct telling telling = {.outcome = ERR_OK};
    test ("what is named for after the commit is done then, in order, and not if it was undone") {
        expect(db_transaction(t->db, name_both, &telling) == ERR_OK);
        expect_str(str_from_z(telling.said), STR("12"));
    }
    telling = (struct telling){.outcome = ERR_DENIED};
    test ("after a refusal nothing of it is done, nor with the next transaction") {
        expect(db_transaction(t->db, name_both, &telling) == ERR_DENIED);
        struct shelf_insert_in in = {.id = {STR("01890000-0000-7000-8000-00000000aaac")},
                                     .label = STR("after a refusal"),
                                     .emptied_at = WHEN_NONE};
        expect(test_db_do(t, insert, &in));
        expect_str(str_from_z(telling.said), STR(""));
    }
}

static void transactions_keep_their_word(struct test_db *t)
{
    int64_t before = count_of(t);
    struct shelf_insert_in again = {.id = {STR("01890000-0000-7000-8000-00000000aaaa")},
                                    .label = STR("bare"),
                                    .emptied_at = WHEN_NONE};
    test ("a second of what must be unique is a conflict, with a story") {
        expect(db_transaction(t->db, insert, &again) == ERR_CONFLICT);
        expect(db_story(t->db).len > 0);
        again.id = first_id;
        again.label = STR("other label, same id");
        expect(db_transaction(t->db, insert, &again) == ERR_CONFLICT);
        expect_i64(count_of(t), before);
    }
    again = (struct shelf_insert_in){.id = {STR("01890000-0000-7000-8000-00000000aaab")},
                                     .label = STR("refused"),
                                     .emptied_at = WHEN_NONE};
    test ("what the function refuses is rolled back, with its own code and no story") {
        expect(db_transaction(t->db, insert_then_refuse, &again) == ERR_DENIED);
        expect_i64((int64_t)db_story(t->db).len, 0);
        expect_i64(count_of(t), before);
    }
    test ("a failed statement loses the transaction, whatever the function says") {
        expect(db_transaction(t->db, insert_twice_and_ignore, &again) == ERR_CONFLICT);
        expect_i64(count_of(t), before);
    }
    test ("a change of nothing is no failure, and is counted") {
        struct shelf_add_in nobody = {.label = STR("nobody"), .more = 1};
        expect(db_transaction(t->db, add, &nobody) == ERR_NOT_FOUND);
    }
    test ("outside a transaction nothing is written") {
        expect(shelf_insert(t->db, &again) == ERR_INTERNAL);
        expect(str_find(db_story(t->db), STR("db_transaction")) >= 0);
        expect_i64(count_of(t), before);
    }
    test ("a transaction that reads on the handle outside is told so") {
        expect(db_transaction(t->db, read_outside, t) == ERR_INTERNAL);
    }
    test ("a reference to nothing is refused at the commit") {
        struct book_insert_in lost = {{STR("01890000-0000-7000-8000-00000000dead")}, 1};
        struct book_insert_in kept = {first_id, 1};
        expect(db_transaction(t->db, insert_book, &lost) == ERR_INTERNAL);
        expect(db_story(t->db).len > 0);
        expect(test_db_do(t, insert_book, &kept));
    }
    test ("a trigger of the engine speaks through the story") {
        struct book_delete_in in = {1};
        expect(db_transaction(t->db, delete_book, &in) == ERR_INTERNAL);
        expect(str_find(db_story(t->db), STR("never thrown away")) >= 0);
    }
}

static void snapshots_hold_still(struct test_db *t)
{
    struct db *other = test_db_handle(t);
    test ("a snapshot holds still until it is ended") {
        int64_t before = count_of(t);
        struct shelf_count_row seen;
        db_snapshot_end(other);
        expect(db_snapshot_begin(other) == ERR_OK);
        expect(shelf_count_one(other, &t->arena, &seen) == ERR_OK);
        struct shelf_insert_in in = {.id = {STR("01890000-0000-7000-8000-00000000bbbb")},
                                     .label = STR("meanwhile"),
                                     .emptied_at = WHEN_NONE};
        expect(test_db_do(t, insert, &in));
        expect(shelf_count_one(other, &t->arena, &seen) == ERR_OK);
        expect_i64(seen.count, before);
        db_snapshot_end(other);
        expect(shelf_count_one(other, &t->arena, &seen) == ERR_OK);
        expect_i64(seen.count, before + 1);
        db_snapshot_end(other);
    }
    test ("a transaction ends the handle's own snapshot, so that it reads what it wrote") {
        int64_t before = count_of(t);
        struct shelf_insert_in in = {.id = {STR("01890000-0000-7000-8000-00000000bbbc")},
                                     .label = STR("own"),
                                     .emptied_at = WHEN_NONE};
        expect(test_db_do(t, insert, &in));
        expect_i64(count_of(t), before + 1);
    }
    test ("the database answers for itself") {
        struct db_facts facts;
        expect(db_ping(t->db) == ERR_OK);
        expect(db_facts_of(t->db, &t->arena, &facts) == ERR_OK);
        expect(facts.version.len > 0 && facts.size_bytes > 0);
    }
    db_close(&other);
}

struct hungry {
    struct arena *arena;
    const char *label;
};

/* Writes, then uses up the memory of whoever asked, and does not look. */
static err insert_and_take_much(struct db *tx, void *arg)
{
    struct hungry *hungry = arg;
    struct shelf_insert_in in = {.id = {STR("01890000-0000-7000-8000-00000000cccc")},
                                 .label = str_from_z(hungry->label),
                                 .emptied_at = WHEN_NONE};
    err e = shelf_insert(tx, &in);
    (void)arena_alloc(hungry->arena, 5000);
    return e;
}

static void memory_ends(struct test_db *t)
{
    test ("rows end with an error when the arena they are read into is exhausted") {
        struct arena arena;
        struct shelf_list_row *rows = NULL;
        size_t count = 0;
        arena_init_with_reserve(&arena, 2048);
        expect(shelf_list_all(t->db, &arena, &(struct shelf_list_in){.below = 100, .at_least = 0},
                              &rows, &count) == ERR_INTERNAL);
        expect(rows == NULL && str_find(db_story(t->db), STR("memory")) >= 0);
        expect(arena.used < 4 * 2048);
        arena_done(&arena);
    }
    test ("nothing is committed once the memory of the asker is exhausted") {
        struct arena arena;
        arena_init_with_reserve(&arena, 4096);
        int64_t before = count_of(t);
        struct hungry hungry = {&arena, "hungry"};
        db_lives_in(t->db, &arena);
        expect(db_transaction(t->db, insert_and_take_much, &hungry) == ERR_INTERNAL);
        struct shelf_count_row seen;
        expect(shelf_count_one(t->db, &t->arena, &seen) == ERR_INTERNAL);
        db_lives_in(t->db, NULL);
        expect_i64(count_of(t), before);
        arena_done(&arena);
    }
}

int main(void)
{
    struct test_db t;
    if (!test_db_open_with(&t, &fixture_migrations)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    time_is_the_askers(&t);
    values_come_back(&t);
    rows_are_found(&t);
    transactions_keep_their_word(&t);
    after_the_commit(&t);
    snapshots_hold_still(&t);
    memory_ends(&t);
    test_db_close(&t);
    return tests_done();
}
