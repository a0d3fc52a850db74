/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "db/sqlite.h"

/* The declared type of a column of a table; computed ones have none. */
static const char *wrong_type(const char *declared, enum db_type type)
{
    if (declared == NULL) {
        return NULL;
    }
    const char *wanted = "TEXT";
    switch (type) {
    case DB_INT:
    case DB_BOOL:
    case DB_WHEN:
        wanted = "INTEGER";
        break;
    case DB_BYTES:
        wanted = "BLOB";
        break;
    case DB_TEXT:
    case DB_ID:
        break;
    }
    return strcmp(declared, wanted) == 0 ? NULL : declared;
}

static bool is_scan(str detail)
{
    return str_starts(detail, STR("SCAN ")) && str_find(detail, STR(" USING ")) < 0 &&
           str_find(detail, STR("CONSTANT ROW")) < 0;
}

static bool is_sort(str detail)
{
    return str_find(detail, STR("USE TEMP B-TREE")) >= 0 && str_find(detail, STR("ORDER BY")) >= 0;
}

/* The first things the planner says of reading a table without an index and of sorting. */
static void look_at_plan(sqlite3 *link, const char *sql, struct arena *arena, struct db_shape *out)
{
    sqlite3_stmt *stmt = NULL;
    char *explain = str_z(arena, str_printf(arena, "EXPLAIN QUERY PLAN %s", sql));
    if (sqlite3_prepare_v2(link, explain, -1, &stmt, NULL) == SQLITE_OK) {
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            str detail = str_from_z((const char *)sqlite3_column_text(stmt, 3));
            if (out->scan == NULL && is_scan(detail)) {
                out->scan = str_z(arena, detail);
            }
            if (out->sort == NULL && is_sort(detail)) {
                out->sort = str_z(arena, detail);
            }
        }
    }
    sqlite3_finalize(stmt);
}

err sqlite_describe(struct db *base, const struct db_query *query, struct arena *arena,
                    struct db_shape *out)
{
    struct sqlite_db *db = (struct sqlite_db *)(void *)base;
    sqlite3_stmt *stmt = NULL;
    db_story_clear(base);
    if (sqlite3_prepare_v2(db->link, query->text, -1, &stmt, NULL) != SQLITE_OK) {
        return sqlite_failed(db, query->name);
    }
    *out = (struct db_shape){
        .in_count = sqlite3_bind_parameter_count(stmt),
        .out_count = sqlite3_column_count(stmt),
    };
    for (int i = 0; i < out->out_count && i < DB_FIELDS_MAX; i++) {
        out->names[i] = str_dup(arena, str_from_z(sqlite3_column_name(stmt, i)));
        if (i < query->out_count) {
            const char *type = wrong_type(sqlite3_column_decltype(stmt, i), query->out[i].type);
            out->wrong[i] = type == NULL ? NULL : str_z(arena, str_from_z(type));
        }
    }
    sqlite3_finalize(stmt);
    look_at_plan(db->link, query->text, arena, out);
    return ERR_OK;
}

static int64_t number_of(sqlite3 *link, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t number = 0;
    if (sqlite3_prepare_v2(link, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        number = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_finalize(stmt);
    return number;
}

err sqlite_facts(struct db *base, struct arena *arena, struct db_facts *out)
{
    sqlite3 *link = ((struct sqlite_db *)(void *)base)->link;
    *out = (struct db_facts){
        .engine = STR("SQLite"),
        .version = str_dup(arena, str_from_z(sqlite3_libversion())),
        .size_bytes = number_of(link, "PRAGMA page_count") * number_of(link, "PRAGMA page_size"),
    };
    return ERR_OK;
}
