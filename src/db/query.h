/* SPDX-License-Identifier: Apache-2.0 */
/* What tools/sqlgen writes for a named query: its text and how the columns of the input and the row
 * lie in their structs. Only generated code and the drivers include this; rooms call the typed
 * functions. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

enum db_type {
    DB_INT,   /* int64_t */
    DB_BOOL,  /* bool */
    DB_WHEN,  /* when; nullable: WHEN_NONE */
    DB_TEXT,  /* str; nullable: ptr == NULL */
    DB_BYTES, /* str of any bytes; nullable: ptr == NULL */
    DB_ID,    /* an x_id; nullable: text.ptr == NULL */
};

#define DB_FIELDS_MAX 40

struct db_field {
    const char *name;
    enum db_type type;
    bool nullable;
    uint16_t offset;
};

struct db_query {
    const char *name;
    const char *text;     /* both engines, parameters $1, $2, … */
    const char *postgres; /* NULL unless PostgreSQL needs its own */
    const struct db_field *in;
    const struct db_field *out;
    uint16_t in_count, out_count;
    uint32_t row_size;
};

/* A query without rows; out_changed (may be NULL) gets the number of rows it touched. */
MUST_CHECK err db_query_run(struct db *db, const struct db_query *query, const void *in,
                            int64_t *out_changed);

/* The first row, or ERR_NOT_FOUND. */
MUST_CHECK err db_query_one(struct db *db, struct arena *arena, const struct db_query *query,
                            const void *in, void *out);

/* All rows, as an array in the arena; none is ERR_OK and a count of 0. */
MUST_CHECK err db_query_all(struct db *db, struct arena *arena, const struct db_query *query,
                            const void *in, void *out_rows, size_t *out_count);
