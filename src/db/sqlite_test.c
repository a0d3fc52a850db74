/* SPDX-License-Identifier: Apache-2.0 */
/* What only the file in the data directory can do, or suffer. */
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "db/db.h"
#include "shelf_sql.h"
#include "test.h"
#include "testdb.h"

extern const struct migration_list fixture_migrations;

static err insert(struct db *tx, void *arg)
{
    return shelf_insert(tx, arg);
}

static struct shelf_insert_in shelf(struct test_db *t, int number, str picture)
{
    return (struct shelf_insert_in){
        .id = {str_printf(&t->arena, "01890000-0000-7000-8000-%012d", number)},
        .label = str_printf(&t->arena, "shelf %d", number),
        .picture = picture,
        .emptied_at = WHEN_NONE,
    };
}

static int64_t count_of(struct test_db *t, struct db *db)
{
    struct shelf_count_row row = {-1};
    db_snapshot_end(db);
    (void)!shelf_count_one(db, &t->arena, &row);
    return row.count;
}

static int mode_of(const struct test_db *t, const char *name)
{
    char path[128];
    struct stat about;
    snprintf(path, sizeof(path), "%s/%s", t->folder, name);
    return stat(path, &about) == 0 ? (int)(about.st_mode & 0777) : -1;
}

static void one_process_writes(struct test_db *t)
{
    struct buf story = buf_in(&t->arena);
    struct db_options options = t->options;
    struct db_engine *other = NULL;
    options.story = &story;
    test ("a second writer is refused, and told who is first") {
        expect(db_engine_open(&options, &t->arena, &other) == ERR_UNAVAILABLE);
        expect(other == NULL);
        expect(str_find(buf_str(&story), STR("in use")) >= 0);
        expect(str_find(buf_str(&story), str_printf(&t->arena, "process %ld", (long)getpid())) >=
               0);
    }
    test ("a reader beside a running server reads, and cannot write") {
        struct db *db = NULL;
        struct shelf_insert_in in = shelf(t, 1, (str){0});
        options.mode = DB_READ_ONLY;
        expect(test_db_do(t, insert, &in));
        expect(db_engine_open(&options, &t->arena, &other) == ERR_OK);
        expect(db_open(other, &db) == ERR_OK);
        expect_i64(count_of(t, db), 1);
        expect(db_transaction(db, insert, &in) == ERR_INTERNAL);
        expect(db_ping(db) == ERR_OK);
        db_close(&db);
        db_engine_close(&other);
    }
    test ("reading only does not make what is not there") {
        options.data_dir = str_printf(&t->arena, "%s/none", t->folder);
        expect(db_engine_open(&options, &t->arena, &other) == ERR_NOT_FOUND);
        expect(access(str_z(&t->arena, options.data_dir), F_OK) != 0);
    }
    test ("the files are for the owner alone") {
        expect_i64(mode_of(t, "kabinet.db"), 0600);
        expect_i64(mode_of(t, "kabinet.db-wal"), 0600);
        expect_i64(mode_of(t, "lock"), 0600);
    }
}

static void copies_are_whole(struct test_db *t)
{
    str path = str_printf(&t->arena, "%s/copy/kabinet.db", t->folder);
    str folder = str_printf(&t->arena, "%s/copy", t->folder);
    test ("a copy is a database of its own, and replaces nothing") {
        CHECK(mkdir(str_z(&t->arena, folder), 0700) == 0);
        expect(db_copy_to(t->db, path) == ERR_OK);
        expect(db_copy_to(t->db, path) == ERR_CONFLICT);
        expect_i64(mode_of(t, "copy/kabinet.db"), 0600);
        struct db_options options = {.data_dir = folder};
        struct db_engine *engine = NULL;
        struct db *db = NULL;
        expect(db_engine_open(&options, &t->arena, &engine) == ERR_OK);
        expect(db_open(engine, &db) == ERR_OK);
        expect_i64(count_of(t, db), count_of(t, t->db));
        db_close(&db);
        db_engine_close(&engine);
        unlink(str_z(&t->arena, path));
        unlink(str_z(&t->arena, str_printf(&t->arena, "%s/copy/lock", t->folder)));
        expect(rmdir(str_z(&t->arena, folder)) == 0); /* no -wal is left behind either */
    }
}

/* A limit on the size of files stands for the full disk. */
static void limit_files(rlim_t bytes)
{
    CHECK(setrlimit(RLIMIT_FSIZE, &(struct rlimit){bytes, RLIM_INFINITY}) == 0);
}

static void a_full_disk_heals(struct test_db *t)
{
    test ("on a full disk writes are refused, reads go on, and space brings writes back") {
        str big = {arena_alloc(&t->arena, 1 << 20), 1 << 20};
        struct shelf_insert_in in = shelf(t, 50, big), small = shelf(t, 51, (str){0});
        int64_t before = count_of(t, t->db);
        signal(SIGXFSZ, SIG_IGN);
        limit_files(256 << 10);
        expect(db_transaction(t->db, insert, &in) == ERR_UNAVAILABLE);
        expect(db_story(t->db).len > 0);
        expect_i64(count_of(t, t->db), before);
        limit_files(RLIM_INFINITY);
        expect(db_ping(t->db) == ERR_OK);
        expect(test_db_do(t, insert, &small));
        expect(test_db_do(t, insert, &in));
        expect_i64(count_of(t, t->db), before + 2);
    }
}

/* A disk whose flush of the log fails: SQLite's own files, but for one method. */
static sqlite3_vfs bad_disk;
static sqlite3_io_methods bad_methods;
static const sqlite3_io_methods *good_methods;
static atomic_bool disk_is_bad;

static int flush(sqlite3_file *file, int flags)
{
    return atomic_load(&disk_is_bad) ? SQLITE_IOERR_FSYNC : good_methods->xSync(file, flags);
}

static int open_on_bad_disk(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                            int *out_flags)
{
    sqlite3_vfs *good = vfs->pAppData;
    int result = good->xOpen(good, name, file, flags, out_flags);
    if (result == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) { /* that is where commits go */
        good_methods = file->pMethods;
        bad_methods = *good_methods;
        bad_methods.xSync = flush;
        file->pMethods = &bad_methods;
    }
    return result;
}

static void a_failed_disk_is_not_trusted(void)
{
    test ("after a failed flush nothing is acknowledged until a restart, and reads go on") {
        struct test_db t;
        bad_disk = *sqlite3_vfs_find(NULL);
        bad_disk.zName = "bad disk";
        bad_disk.pAppData = sqlite3_vfs_find(NULL);
        bad_disk.xOpen = open_on_bad_disk;
        CHECK(sqlite3_vfs_register(&bad_disk, 1) == SQLITE_OK);
        CHECK(test_db_open_with(&t, &fixture_migrations));
        struct shelf_insert_in first = shelf(&t, 1, (str){0}), second = shelf(&t, 2, (str){0});
        expect(test_db_do(&t, insert, &first));
        atomic_store(&disk_is_bad, true);
        expect(db_transaction(t.db, insert, &second) == ERR_UNAVAILABLE);
        atomic_store(&disk_is_bad, false);
        expect(db_transaction(t.db, insert, &second) == ERR_UNAVAILABLE);
        expect(str_find(db_story(t.db), STR("until a restart")) >= 0);
        expect(db_ping(t.db) == ERR_UNAVAILABLE);
        expect_i64(count_of(&t, t.db), 1);
        db_close(&t.db);
        db_engine_close(&t.engine);
        CHECK(db_engine_open(&t.options, &t.arena, &t.engine) == ERR_OK);
        CHECK(db_open(t.engine, &t.db) == ERR_OK);
        err e = db_transaction(t.db, insert, &second); /* the failed one may have been kept */
        expect(e == ERR_OK || e == ERR_CONFLICT);
        expect_i64(count_of(&t, t.db), 2);
        test_db_close(&t);
        sqlite3_vfs_unregister(&bad_disk);
    }
}

static bool file_has(const struct test_db *t, const char *name, const char *word)
{
    char command[300];
    snprintf(command, sizeof(command), "grep -qaF '%s' %s/%s", word, t->folder, name);
    return system(command) == 0;
}

static err wipe(struct db *tx, void *arg)
{
    return shelf_wipe(tx, arg);
}

static void what_is_wiped_is_gone(struct test_db *t)
{
    test ("what was wiped stands neither in the file nor in the log after a quarter of a minute") {
        /* A long one and a short one: pages of their own, and a piece of a page. */
        str picture = {arena_alloc(&t->arena, 20000), 20000};
        memset((char *)(uintptr_t)picture.ptr, 'x', picture.len);
        memcpy((char *)(uintptr_t)picture.ptr + 15000, "link-907315", 11);
        struct shelf_insert_in in = shelf(t, 60, picture);
        in.note = STR("code-482915");
        expect(test_db_do(t, insert, &in));
        expect(file_has(t, "kabinet.db-wal", "code-482915"));
        expect(file_has(t, "kabinet.db-wal", "link-907315"));
        struct shelf_wipe_in gone = {in.label};
        expect(test_db_do(t, wipe, &gone));
        db_snapshot_end(t->db);
        bool there = true;
        for (int i = 0; there && i < 300; i++) {
            usleep(50000);
            there = file_has(t, "kabinet.db", "code-482915") ||
                    file_has(t, "kabinet.db-wal", "code-482915") ||
                    file_has(t, "kabinet.db", "link-907315") ||
                    file_has(t, "kabinet.db-wal", "link-907315");
        }
        expect(!there);
    }
}

static void the_log_is_copied_back(struct test_db *t)
{
    test ("the log is copied back before it grows without bound") {
        str big = {arena_alloc(&t->arena, 1 << 20), 1 << 20};
        struct stat about;
        for (int i = 0; i < 100; i++) { /* some 25,000 pages */
            struct shelf_insert_in in = shelf(t, 100 + i, big);
            expect(test_db_do(t, insert, &in));
        }
        CHECK(stat(str_z(&t->arena, str_printf(&t->arena, "%s/kabinet.db-wal", t->folder)),
                   &about) == 0);
        expect(about.st_size < 80 << 20);
    }
    test ("what was written is there after closing and opening, without a log") {
        int64_t before = count_of(t, t->db);
        db_close(&t->db);
        db_engine_close(&t->engine);
        expect_i64(mode_of(t, "kabinet.db-wal"), -1);
        CHECK(db_engine_open(&t->options, &t->arena, &t->engine) == ERR_OK);
        CHECK(db_open(t->engine, &t->db) == ERR_OK);
        expect_i64(count_of(t, t->db), before);
    }
}

int main(void)
{
    struct test_db t;
    CHECK(setenv("KABINET_TEST_DB", "sqlite", 1) == 0);
    CHECK(test_db_open_with(&t, &fixture_migrations));
    one_process_writes(&t);
    copies_are_whole(&t);
    a_full_disk_heals(&t);
    what_is_wiped_is_gone(&t);
    the_log_is_copied_back(&t);
    test_db_close(&t);
    a_failed_disk_is_not_trusted();
    return tests_done();
}
