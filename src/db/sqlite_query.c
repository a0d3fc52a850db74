/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of SQLite: prepared once a handle, bound, stepped. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "db/sqlite.h"

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

err sqlite_start(struct db *base, const struct db_query *query, const struct db_value *in)
{
    struct sqlite_db *db = sqlite_own(base);
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

err sqlite_next(struct db *base, const struct db_query *query, struct db_value *out, bool *out_row)
{
    struct sqlite_db *db = sqlite_own(base);
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

int64_t sqlite_finish(struct db *base)
{
    struct sqlite_db *db = sqlite_own(base);
    int64_t changed = 0;
    if (db->current != NULL) {
        /* A statement that only reads leaves the last writer's number standing. */
        changed = sqlite3_stmt_readonly(db->current->stmt) ? 0 : sqlite3_changes64(db->link);
        sqlite3_reset(db->current->stmt);
        db->current = NULL;
    }
    return changed;
}
