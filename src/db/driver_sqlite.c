/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/check.h"
#include "db/sqlite.h"

struct sqlite_db *sqlite_own(struct db *db)
{
    return (struct sqlite_db *)(void *)db;
}

struct sqlite_engine *sqlite_engine_of(struct db *db)
{
    return (struct sqlite_engine *)(void *)db->engine;
}

static void engine_close(struct db_engine *base)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)(void *)base;
    writer_stop(engine);
    sqlite_folder_release(engine);
    pthread_mutex_destroy(&engine->alone);
    free(engine->path);
    free(engine->folder);
    free(engine);
}

static err engine_open(const struct db_options *options, struct arena *arena,
                       struct db_engine **out)
{
    (void)arena;
    struct sqlite_engine *engine = calloc(1, sizeof(*engine));
    CHECK(engine != NULL && pthread_mutex_init(&engine->alone, NULL) == 0);
    engine->engine.driver = &driver_sqlite;
    engine->engine.read_only = options->mode == DB_READ_ONLY;
    engine->lock_fd = -1;
    err e = sqlite_folder_take(engine, options);
    if (e == ERR_OK && !engine->engine.read_only) {
        e = writer_start(engine, options);
    }
    if (e != ERR_OK) {
        engine_close(&engine->engine);
        return e;
    }
    *out = &engine->engine;
    return ERR_OK;
}

static err handle_open(struct db_engine *base, struct db **out)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)(void *)base;
    struct sqlite_db *db = calloc(1, sizeof(*db));
    CHECK(db != NULL);
    db->db.engine = base;
    db->db.driver = &driver_sqlite;
    char what[DB_STORY_MAX];
    err e = sqlite_link_open(engine->path, false, false, &db->link, what);
    if (e != ERR_OK) {
        free(db);
        return e;
    }
    *out = &db->db;
    return ERR_OK;
}

static void statement_free(void *value)
{
    struct sqlite_statement *statement = value;
    sqlite3_finalize(statement->stmt);
    free(statement);
}

void sqlite_db_done(struct sqlite_db *db)
{
    cache_done(&db->db.cache, statement_free);
    for (size_t i = 0; i < STEP_COUNT; i++) {
        sqlite3_finalize(db->steps[i]);
    }
    sqlite3_close(db->link);
    free(db);
}

static void handle_close(struct db *db)
{
    sqlite_db_done(sqlite_own(db));
}

static err script(struct db *db, const char *sql)
{
    if (sqlite3_exec(sqlite_own(db)->link, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return sqlite_failed(sqlite_own(db), "script");
    }
    return ERR_OK;
}

static err ping(struct db *base)
{
    struct sqlite_db *db = sqlite_own(base);
    if (sqlite3_exec(db->link, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL) !=
        SQLITE_OK) {
        return sqlite_failed(db, "ping");
    }
    struct writer *writer = sqlite_engine_of(base)->writer;
    return writer == NULL ? ERR_OK : writer_state(writer, base);
}

static bool has_stopped(struct db_engine *engine)
{
    struct writer *writer = ((struct sqlite_engine *)(void *)engine)->writer;
    return writer != NULL && writer_has_stopped(writer);
}

const struct driver driver_sqlite = {
    .name = "sqlite",
    .is_postgres = false,
    .migration_table = "CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY,"
                       " name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL)"
                       " STRICT",
    .engine_open = engine_open,
    .engine_close = engine_close,
    .open = handle_open,
    .close = handle_close,
    .start = sqlite_start,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .transaction = sqlite_transaction,
    .save = sqlite_save,
    .save_keep = sqlite_save_keep,
    .save_undo = sqlite_save_undo,
    .snapshot_begin = sqlite_snapshot_begin,
    .snapshot_end = sqlite_snapshot_end,
    .alone_begin = sqlite_alone_begin,
    .alone_end = sqlite_alone_end,
    .alone = sqlite_alone,
    .script = script,
    .ping = ping,
    .has_stopped = has_stopped,
    .facts = sqlite_facts,
    .copy_to = sqlite_copy_to,
    .keep_copy = sqlite_keep_copy,
    .describe = sqlite_describe,
};
