/* SPDX-License-Identifier: Apache-2.0 */
#include "testdb.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"

#define ARENA_LIMIT ((size_t)64 << 20)

static bool wants_postgres(void)
{
    const char *engine = getenv("KABINET_TEST_DB");
    return engine != NULL && strcmp(engine, "postgres") == 0;
}

static NORETURN void give_up(const char *what, const char *story)
{
    printf("Bail out! %s: %s\n", what, story);
    exit(1);
}

/* One statement on the server itself, outside of the databases under test. */
static void on_server(const char *sql)
{
    PGconn *link = PQconnectdb(getenv("KABINET_TEST_POSTGRES_URL"));
    PGresult *result = PQexec(link, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        give_up(sql, PQerrorMessage(link));
    }
    PQclear(result);
    PQfinish(link);
}

/* The server's address with another database in it, as libpq's "key='value' …". */
static void address_of(struct test_db *t)
{
    char *fault = NULL;
    PQconninfoOption *options = PQconninfoParse(getenv("KABINET_TEST_POSTGRES_URL"), &fault);
    if (options == NULL) {
        give_up("KABINET_TEST_POSTGRES_URL", fault == NULL ? "cannot be read" : fault);
    }
    size_t len = (size_t)snprintf(t->url, sizeof(t->url), "dbname='%s'", t->database);
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
        if (o->val != NULL && strcmp(o->keyword, "dbname") != 0 && len < sizeof(t->url)) {
            len += (size_t)snprintf(t->url + len, sizeof(t->url) - len, " %s='%s'", o->keyword,
                                    o->val);
        }
    }
    PQconninfoFree(options);
    CHECK(len < sizeof(t->url));
    t->options.url = str_from_z(t->url);
}

static void make_database(struct test_db *t)
{
    static int number;
    char sql[128];
    snprintf(t->database, sizeof(t->database), "kabinet_test_%ld_%d", (long)getpid(), ++number);
    snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE template0", t->database);
    on_server(sql);
    address_of(t);
}

static void make_folder(struct test_db *t)
{
    const char *parent = getenv("TMPDIR");
    int len = snprintf(t->folder, sizeof(t->folder), "%s/kabinet-test-XXXXXX",
                       parent == NULL ? "/tmp" : parent);
    CHECK(len > 0 && (size_t)len < sizeof(t->folder) && mkdtemp(t->folder) != NULL);
    t->options.data_dir = str_from_z(t->folder);
}

bool test_db_open_with(struct test_db *out, const struct migration_list *migrations)
{
    *out = (struct test_db){0};
    arena_init(&out->arena, ARENA_LIMIT);
    if (wants_postgres()) {
        if (getenv("KABINET_TEST_POSTGRES_URL") == NULL) {
            arena_done(&out->arena);
            return false;
        }
        make_database(out);
    } else {
        make_folder(out);
    }
    struct buf story = buf_in(&out->arena);
    out->options.story = &story;
    err e = db_engine_open(&out->options, &out->arena, &out->engine);
    if (e == ERR_OK) {
        e = db_migrate(out->engine, &out->arena, migrations, (when){0}, &story);
    }
    if (e == ERR_OK) {
        e = db_open(out->engine, &out->db);
    }
    out->options.story = NULL;
    if (e != ERR_OK) {
        give_up(err_word(e), str_z(&out->arena, buf_str(&story)));
    }
    return true;
}

bool test_db_open(struct test_db *out)
{
    return test_db_open_with(out, &db_migrations);
}

struct db *test_db_handle(struct test_db *t)
{
    struct db *db = NULL;
    if (db_open(t->engine, &db) != ERR_OK) {
        give_up("handle", "cannot be opened");
    }
    return db;
}

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
    (void)rmdir(path);
}

void test_db_close(struct test_db *t)
{
    db_close(&t->db);
    db_engine_close(&t->engine);
    if (t->folder[0] != '\0') {
        remove_folder(t->folder);
    }
    if (t->database[0] != '\0') {
        char sql[128];
        snprintf(sql, sizeof(sql), "DROP DATABASE %s WITH (FORCE)", t->database);
        on_server(sql);
    }
    arena_done(&t->arena);
}

void test_db_cut(struct test_db *t)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
             "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'",
             t->database);
    on_server(sql);
}

bool test_db_do(struct test_db *t, db_fn *fn, void *arg)
{
    err e = db_transaction(t->db, fn, arg);
    if (e != ERR_OK) {
        str story = db_story(t->db);
        printf("# %s: %" STR_FMT "\n", err_word(e), STR_ARG(story));
    }
    return e == ERR_OK;
}
