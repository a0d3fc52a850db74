/* SPDX-License-Identifier: Apache-2.0 */
#include "db/query.h"

#include <string.h>

#include "base/check.h"
#include "base/id.h"
#include "base/when.h"
#include "db/driver.h"

#define FIRST_ROWS ((size_t)16) /* room an array of rows begins with */

/* The first failure in a transaction decides it, on both engines alike: PostgreSQL refuses every
 * later statement anyway. */
static err spoil(struct db *db, err e)
{
    if (e != ERR_OK && db->in_transaction && db->spoilt == ERR_OK) {
        db->spoilt = e;
    }
    return e;
}

/* An x_id is a struct of one str, so all texts are read and written as str. */
static struct db_value take(const struct db_field *field, const void *in)
{
    const char *at = (const char *)in + field->offset;
    struct db_value value = {0};
    switch (field->type) {
    case DB_INT:
        memcpy(&value.number, at, sizeof(value.number));
        break;
    case DB_BOOL: {
        bool flag;
        memcpy(&flag, at, sizeof(flag));
        value.number = flag;
        break;
    }
    case DB_WHEN: {
        when moment;
        memcpy(&moment, at, sizeof(moment));
        value.number = moment.us;
        value.is_null = when_is_none(moment);
        break;
    }
    case DB_TEXT:
    case DB_BYTES:
    case DB_ID:
        memcpy(&value.text, at, sizeof(value.text));
        value.is_null = value.text.ptr == NULL && (field->nullable || field->type == DB_ID);
        if (value.text.ptr == NULL) {
            value.text = STR("");
        }
        break;
    }
    return value;
}

static void give(struct arena *arena, const struct db_field *field, const struct db_value *value,
                 void *row)
{
    char *at = (char *)row + field->offset;
    switch (field->type) {
    case DB_INT:
        memcpy(at, &value->number, sizeof(value->number));
        break;
    case DB_BOOL: {
        bool flag = value->number != 0;
        memcpy(at, &flag, sizeof(flag));
        break;
    }
    case DB_WHEN: {
        when moment = value->is_null ? WHEN_NONE : (when){value->number};
        memcpy(at, &moment, sizeof(moment));
        break;
    }
    case DB_TEXT:
    case DB_BYTES:
    case DB_ID:
        if (!value->is_null) {
            str copy = value->text.len == 0 ? STR("") : str_dup(arena, value->text);
            memcpy(at, &copy, sizeof(copy));
        }
        break;
    }
}

static err start(struct db *db, const struct arena *arena, const struct db_query *query,
                 const void *in)
{
    struct db_value values[DB_FIELDS_MAX];
    CHECK(query->in_count <= DB_FIELDS_MAX && query->out_count <= DB_FIELDS_MAX);
    if (db->spoilt != ERR_OK) {
        return db->spoilt; /* with the story of the first failure */
    }
    db_story_clear(db);
    err e = db_memory_left(db, arena);
    if (e != ERR_OK) {
        return e;
    }
    if (db->is_lent) {
        db_story_set(db, "%s: in a transaction use its tx, not the handle outside", query->name);
        return ERR_INTERNAL;
    }
    for (size_t i = 0; i < query->in_count; i++) {
        values[i] = take(&query->in[i], in);
        if (values[i].is_null && !query->in[i].nullable) {
            db_story_set(db, "%s: '%s' must not be NULL", query->name, query->in[i].name);
            return ERR_INTERNAL;
        }
    }
    e = db->driver->start(db, query, values);
    if (e != ERR_OK) {
        db->driver->finish(db);
    }
    return e;
}

static err next(struct db *db, struct arena *arena, const struct db_query *query, void *row,
                bool *out_row)
{
    struct db_value values[DB_FIELDS_MAX] = {0};
    err e = db->driver->next(db, query, values, out_row);
    if (e != ERR_OK || !*out_row) {
        return e;
    }
    for (size_t i = 0; i < query->out_count; i++) {
        if (values[i].is_null && !query->out[i].nullable) {
            db_story_set(db, "%s: column '%s' is NULL", query->name, query->out[i].name);
            return ERR_INTERNAL;
        }
        give(arena, &query->out[i], &values[i], row);
    }
    return ERR_OK;
}

err db_query_run(struct db *db, const struct db_query *query, const void *in, int64_t *out_changed)
{
    err e = start(db, NULL, query, in);
    if (e != ERR_OK) {
        return spoil(db, e);
    }
    bool row;
    e = db->driver->next(db, query, NULL, &row);
    int64_t changed = db->driver->finish(db);
    if (e == ERR_OK && out_changed != NULL) {
        *out_changed = changed;
    }
    return spoil(db, e);
}

err db_query_one(struct db *db, struct arena *arena, const struct db_query *query, const void *in,
                 void *out)
{
    err e = start(db, arena, query, in);
    if (e != ERR_OK) {
        return spoil(db, e);
    }
    bool has_row = false;
    void *row = arena_alloc(arena, query->row_size);
    e = next(db, arena, query, row, &has_row);
    /* A statement that changes and returns is only done when it has no more rows. */
    for (bool more = has_row; e == ERR_OK && more;) {
        e = db->driver->next(db, query, NULL, &more);
    }
    db->driver->finish(db);
    if (e != ERR_OK) {
        return spoil(db, e);
    }
    if (!has_row) {
        return ERR_NOT_FOUND;
    }
    memcpy(out, row, query->row_size);
    return ERR_OK;
}

err db_query_all(struct db *db, struct arena *arena, const struct db_query *query, const void *in,
                 void *out_rows, size_t *out_count)
{
    err e = start(db, arena, query, in);
    if (e != ERR_OK) {
        return spoil(db, e);
    }
    size_t count = 0, cap = FIRST_ROWS;
    char *rows = arena_array_alloc(arena, cap, query->row_size);
    bool more = true;
    while (e == ERR_OK) {
        if (count == cap) {
            char *bigger = arena_array_alloc(arena, cap * 2, query->row_size);
            memcpy(bigger, rows, cap * query->row_size);
            rows = bigger;
            cap *= 2;
        }
        e = next(db, arena, query, rows + count * query->row_size, &more);
        if (e != ERR_OK || !more) {
            break;
        }
        count++;
        e = db_memory_left(db, arena);
    }
    db->driver->finish(db);
    if (e != ERR_OK) {
        return spoil(db, e);
    }
    memcpy(out_rows, &rows, sizeof(rows));
    *out_count = count;
    return ERR_OK;
}
