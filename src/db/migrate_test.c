/* SPDX-License-Identifier: Apache-2.0 */
/* Forward, once, all or nothing, and never over a database of somebody newer. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/check.h"
#include "db/migrate.h"
#include "shelf_sql.h"
#include "test.h"
#include "testdb.h"

extern const struct migration_list fixture_migrations;

static const struct migration_list nothing = {0};

static const struct migration steps[] = {
    {1, "0001_a", "aa", "CREATE TABLE a (x INTEGER) STRICT", "CREATE TABLE a (x BIGINT)"},
    {2, "0002_b", "bb", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO a (x) VALUES (1)",
     "CREATE TABLE b (x BIGINT); INSERT INTO a (x) VALUES (1)"},
    {5, "0005_c", "cc", "CREATE TABLE c (x INTEGER) STRICT; CREATE TABLE a (x INTEGER)",
     "CREATE TABLE c (x BIGINT); CREATE TABLE a (x BIGINT)"},
};
static const struct migration_list first = {steps, 1}, second = {steps, 2}, broken = {steps, 3};
static const struct migration edited_steps[] = {{1, "0001_a", "ab", "", ""}};
static const struct migration_list edited = {edited_steps, 1};

static err migrate(struct test_db *t, const struct migration_list *list, str *out_report)
{
    struct buf report = buf_in(&t->arena);
    err e = db_migrate(t->engine, &t->arena, list, (when){7}, &report);
    *out_report = buf_str(&report);
    return e;
}

static err check(struct test_db *t, const struct migration_list *list, str *out_report)
{
    struct buf report = buf_in(&t->arena);
    err e = db_migrate_check(t->engine, &t->arena, list, &report);
    *out_report = buf_str(&report);
    return e;
}

static bool has_copy(const struct test_db *t, const char *name)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", t->folder, name);
    return access(path, F_OK) == 0;
}

static void steps_are_taken_once(struct test_db *t)
{
    str report;
    test ("an empty database says what is pending, and then takes it") {
        expect(check(t, &first, &report) == ERR_NOT_FOUND);
        expect_str(report, STR("pending 0001_a\n"));
        expect(migrate(t, &first, &report) == ERR_OK);
        expect_str(report, STR("applied 0001_a\n"));
        expect(check(t, &first, &report) == ERR_OK);
        expect_str(report, STR(""));
    }
    test ("a step is taken once") {
        expect(migrate(t, &first, &report) == ERR_OK);
        expect_str(report, STR(""));
    }
    test ("a database with content is copied before it is changed, on SQLite") {
        expect(!has_copy(t, "backup-before-0001.db"));
        expect(migrate(t, &second, &report) == ERR_OK);
        expect(has_copy(t, "backup-before-0002.db") == !db_is_postgres(t->db));
    }
    test ("a step that fails leaves nothing behind, and says why") {
        expect(migrate(t, &broken, &report) == ERR_INTERNAL);
        expect(str_find(report, STR("step 0005_c failed")) >= 0);
        expect(str_find(report, STR("already exists")) >= 0);
        expect(check(t, &broken, &report) == ERR_NOT_FOUND);
        expect(str_find(report, STR("pending 0005_c")) >= 0);
        expect(migrate(t, &broken, &report) == ERR_INTERNAL); /* c is not in its way */
        expect(str_find(report, STR("table c")) < 0);
    }
}

static void strangers_are_refused(struct test_db *t)
{
    str report;
    test ("a database newer than the program is refused") {
        expect(migrate(t, &first, &report) == ERR_CONFLICT);
        expect(str_find(report, STR("newer than this program")) >= 0);
        expect(str_find(report, STR("0002_b")) >= 0);
        expect(check(t, &first, &report) == ERR_CONFLICT);
    }
    test ("a step that was edited after it had been taken is refused") {
        expect(migrate(t, &edited, &report) == ERR_CONFLICT);
        expect(str_find(report, STR("checksums differ")) >= 0);
    }
}

struct node {
    pthread_t thread;
    struct test_db *t;
    err result;
};

static void *migrate_too(void *arg)
{
    struct node *node = arg;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    node->result = db_migrate(node->t->engine, &arena, &fixture_migrations, (when){7}, NULL);
    arena_done(&arena);
    return NULL;
}

static void several_may_try(struct test_db *t)
{
    test ("several that migrate at once do not disturb each other") {
        struct node nodes[4] = {0};
        for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
            nodes[i].t = t;
            CHECK(pthread_create(&nodes[i].thread, NULL, migrate_too, &nodes[i]) == 0);
        }
        for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
            pthread_join(nodes[i].thread, NULL);
            expect(nodes[i].result == ERR_OK);
        }
    }
}

int main(void)
{
    struct test_db t;
    if (!test_db_open_with(&t, &nothing)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    steps_are_taken_once(&t);
    strangers_are_refused(&t);
    test_db_close(&t);
    CHECK(test_db_open_with(&t, &nothing));
    several_may_try(&t);
    test_db_close(&t);
    return tests_done();
}
