/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "db/sqlite.h"

static struct sqlite_db *own(struct db *db)
{
    return (struct sqlite_db *)(void *)db;
}

static struct sqlite_engine *engine_of(struct db *db)
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
    sqlite_db_done(own(db));
}

static err prepare(struct sqlite_db *db, const struct db_query *query,
                   struct sqlite_statement **out)
{
    struct sqlite_statement *statement = cache_get(&db->db.cache, query);
    if (statement == NULL) {
        sqlite3_stmt *stmt = NULL;
        if (sqlite3_prepare_v3(db->link, query->text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
            SQLITE_OK) {
            return sqlite_failed(db, query->name);
        }
        statement = calloc(1, sizeof(*statement));
        CHECK(statement != NULL);
        statement->stmt = stmt;
        for (size_t i = 0; i < query->in_count; i++) {
            char name[] = {'$', (char)('0' + (i + 1) / 10), (char)('0' + (i + 1) % 10), '\0'};
            if (name[1] == '0') {
                memmove(name + 1, name + 2, 2);
            }
            statement->place[i] = (unsigned char)sqlite3_bind_parameter_index(stmt, name);
        }
        cache_put(&db->db.cache, query, statement);
    }
    *out = statement;
    return ERR_OK;
}

static int bind(sqlite3_stmt *stmt, int at, enum db_type type, const struct db_value *value)
{
    if (value->is_null) {
        return sqlite3_bind_null(stmt, at);
    }
    switch (type) {
    case DB_INT:
    case DB_BOOL:
    case DB_WHEN:
        return sqlite3_bind_int64(stmt, at, value->number);
    case DB_TEXT:
    case DB_ID:
        return sqlite3_bind_text64(stmt, at, value->text.ptr, value->text.len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(stmt, at, value->text.ptr, value->text.len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static err start(struct db *base, const struct db_query *query, const struct db_value *in)
{
    struct sqlite_db *db = own(base);
    CHECK(db->current == NULL);
    err e = sqlite_snapshot(db);
    if (e == ERR_OK) {
        e = prepare(db, query, &db->current);
    }
    for (size_t i = 0; e == ERR_OK && i < query->in_count; i++) {
        if (bind(db->current->stmt, db->current->place[i], query->in[i].type, &in[i]) !=
            SQLITE_OK) {
            e = sqlite_failed(db, query->name);
        }
    }
    return e;
}

/* sqlite3_column_text and its like look the value up anew and take the connection's lock each time;
 * with SQLITE_CONFIG_MULTITHREAD the value itself may be asked. */
static struct db_value column(sqlite3_stmt *stmt, int at, enum db_type type)
{
    sqlite3_value *cell = sqlite3_column_value(stmt, at);
    struct db_value value = {.is_null = sqlite3_value_type(cell) == SQLITE_NULL};
    if (value.is_null) {
        return value;
    }
    switch (type) {
    case DB_INT:
    case DB_BOOL:
    case DB_WHEN:
        value.number = sqlite3_value_int64(cell);
        break;
    case DB_TEXT:
    case DB_ID:
        value.text.ptr = (const char *)sqlite3_value_text(cell);
        value.text.len = (size_t)sqlite3_value_bytes(cell);
        break;
    case DB_BYTES:
        value.text.ptr = sqlite3_value_blob(cell);
        value.text.len = (size_t)sqlite3_value_bytes(cell);
        break;
    }
    return value;
}

static err next(struct db *base, const struct db_query *query, struct db_value *out, bool *out_row)
{
    struct sqlite_db *db = own(base);
    int result = sqlite3_step(db->current->stmt);
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        return sqlite_failed(db, query->name);
    }
    *out_row = result == SQLITE_ROW;
    for (int i = 0; *out_row && out != NULL && i < query->out_count; i++) {
        out[i] = column(db->current->stmt, i, query->out[i].type);
    }
    return ERR_OK;
}

static int64_t finish(struct db *base)
{
    struct sqlite_db *db = own(base);
    int64_t changed = 0;
    if (db->current != NULL) {
        /* A statement that only reads leaves the last writer's number standing. */
        changed = sqlite3_stmt_readonly(db->current->stmt) ? 0 : sqlite3_changes64(db->link);
        sqlite3_reset(db->current->stmt);
        db->current = NULL;
    }
    return changed;
}

static err transaction(struct db *db, db_fn *fn, void *arg)
{
    db->is_lent = true;
    err e = writer_run(engine_of(db)->writer, db, fn, arg, false);
    db->is_lent = false;
    return e;
}

static err save(struct db *db)
{
    return sqlite_step(own(db), STEP_ENTER);
}

static err save_keep(struct db *db)
{
    return sqlite_step(own(db), STEP_LEAVE);
}

static err save_undo(struct db *db, err why)
{
    (void)why;
    if (sqlite3_get_autocommit(own(db)->link) != 0) {
        return ERR_UNAVAILABLE; /* all was rolled back under it */
    }
    err e = sqlite_step(own(db), STEP_LEAVE_UNDONE);
    return e == ERR_OK ? sqlite_step(own(db), STEP_LEAVE) : e;
}

static err snapshot_begin(struct db *db)
{
    return sqlite_snapshot(own(db));
}

static void snapshot_end(struct db *base)
{
    struct sqlite_db *db = own(base);
    if (db->snapshot) {
        (void)sqlite_step(db, STEP_COMMIT); /* of a read: nothing can be lost */
        db->snapshot = false;
    }
}

/* DATA/lock already keeps other processes out. */
static err alone_begin(struct db *db)
{
    pthread_mutex_lock(&engine_of(db)->alone);
    return ERR_OK;
}

static void alone_end(struct db *db)
{
    pthread_mutex_unlock(&engine_of(db)->alone);
}

struct step {
    db_fn *fn;
    void *arg;
};

static err references_hold(struct sqlite_db *db)
{
    sqlite3_stmt *stmt = NULL;
    err e = ERR_OK;
    if (sqlite3_prepare_v2(db->link, "PRAGMA foreign_key_check", -1, &stmt, NULL) != SQLITE_OK) {
        e = sqlite_failed(db, "foreign_key_check");
    } else if (sqlite3_step(stmt) == SQLITE_ROW) {
        db_story_set(&db->db, "rows of table '%s' point to nothing",
                     (const char *)sqlite3_column_text(stmt, 0));
        e = ERR_INTERNAL;
    }
    sqlite3_finalize(stmt);
    return e;
}

static err in_one_piece(struct sqlite_db *db, const struct step *step)
{
    err e = sqlite_exec(db, "BEGIN IMMEDIATE");
    if (e == ERR_OK) {
        e = step->fn(&db->db, step->arg);
    }
    if (e == ERR_OK && db->db.spoilt != ERR_OK) {
        e = db->db.spoilt;
    }
    if (e == ERR_OK) {
        e = references_hold(db);
    }
    if (e == ERR_OK) {
        e = sqlite_exec(db, "COMMIT");
    }
    if (e != ERR_OK && sqlite3_get_autocommit(db->link) == 0) {
        sqlite3_exec(db->link, "ROLLBACK", NULL, NULL, NULL);
    }
    return e;
}

/* A table that others refer to is rebuilt by dropping it, which must not touch the others' rows;
 * the switch only works outside a transaction. */
static err step_alone(struct db *base, void *arg)
{
    struct sqlite_db *db = own(base);
    err e = sqlite_exec(db, "PRAGMA foreign_keys = OFF");
    if (e == ERR_OK) {
        e = in_one_piece(db, arg);
    }
    CHECK(sqlite3_exec(db->link, "PRAGMA foreign_keys = ON", NULL, NULL, NULL) == SQLITE_OK);
    return e;
}

static err alone(struct db *db, db_fn *fn, void *arg)
{
    struct step step = {fn, arg};
    snapshot_end(db);
    return writer_run(engine_of(db)->writer, db, step_alone, &step, true);
}

static err script(struct db *db, const char *sql)
{
    if (sqlite3_exec(own(db)->link, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return sqlite_failed(own(db), "script");
    }
    return ERR_OK;
}

static err ping(struct db *base)
{
    struct sqlite_db *db = own(base);
    if (sqlite3_exec(db->link, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL) !=
        SQLITE_OK) {
        return sqlite_failed(db, "ping");
    }
    struct writer *writer = engine_of(base)->writer;
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
    .start = start,
    .next = next,
    .finish = finish,
    .transaction = transaction,
    .save = save,
    .save_keep = save_keep,
    .save_undo = save_undo,
    .snapshot_begin = snapshot_begin,
    .snapshot_end = snapshot_end,
    .alone_begin = alone_begin,
    .alone_end = alone_end,
    .alone = alone,
    .script = script,
    .ping = ping,
    .has_stopped = has_stopped,
    .facts = sqlite_facts,
    .copy_to = sqlite_copy_to,
    .keep_copy = sqlite_keep_copy,
    .describe = sqlite_describe,
};
