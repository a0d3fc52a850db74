/* SPDX-License-Identifier: Apache-2.0 */
/* A fresh, migrated database for a test of a store, on the engine named by KABINET_TEST_DB (sqlite,
 * the default, or postgres; the latter on the server of KABINET_TEST_POSTGRES_URL). Nothing of it
 * stays behind.
 *
 *     struct test_db t;
 *     if (!test_db_open(&t)) {
 *         return tests_skipped("no PostgreSQL at hand");
 *     }
 *     test("…") { expect(thing_put(t.db, …) == ERR_OK); }
 *     test_db_close(&t);
 *     return tests_done();
 */
#pragma once

#include "base/arena.h"
#include "db/db.h"
#include "db/migrate.h"

struct test_db {
    struct arena arena; /* 64 MB for whatever the test needs */
    struct db_engine *engine;
    struct db *db;
    struct db_options options; /* to open it again */
    char folder[64];           /* SQLite: the data directory */
    char database[64];         /* PostgreSQL: the name of the database */
    char url[600];
};

/* With the program's own migrations. False: this engine is not at hand, skip. Any other trouble
 * ends the test program. */
bool test_db_open(struct test_db *out);

/* With other migrations; an empty list gives an empty database. */
bool test_db_open_with(struct test_db *out, const struct migration_list *migrations);

/* Another handle, for another thread. */
struct db *test_db_handle(struct test_db *t);

void test_db_close(struct test_db *t);

/* PostgreSQL: ends every connection to the database, as a restart of the server does. */
void test_db_cut(struct test_db *t);

/* A transaction that must succeed: prints the story when it does not. */
bool test_db_do(struct test_db *t, db_fn *fn, void *arg);
