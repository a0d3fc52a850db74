/* SPDX-License-Identifier: Apache-2.0 */
/* What an engine's driver must be able to do, and what both share. Private to db/ and to the house
 * test that prepares every query. A driver embeds struct db and struct db_engine as the first
 * member of its own structs. */
#pragma once

#include <stdatomic.h>

#include "db/cache.h"
#include "db/db.h"
#include "db/query.h"

struct driver;

#define DB_STORY_MAX 800

struct db_engine {
    const struct driver *driver;
    bool read_only;
    _Atomic int64_t give_up_at_us; /* monotonic: no wait for a server lasts longer; 0 = not set */
};

struct db {
    struct db_engine *engine;
    const struct driver *driver;
    bool in_transaction;
    bool is_lent;               /* its transaction runs on another handle right now */
    bool in_doubt;              /* the answer to its last COMMIT never came */
    err spoilt;                 /* the first failure of a statement in this transaction */
    struct db_after *after;     /* see db_after_commit; the newest first */
    const struct arena *memory; /* see db_lives_in; while its transaction runs, the asker's */
    struct cache cache;
    size_t story_len;
    char story[DB_STORY_MAX];
};

/* One parameter or column on its way. */
struct db_value {
    bool is_null;
    int64_t number; /* DB_INT, DB_WHEN, DB_BOOL */
    str text;       /* DB_TEXT, DB_BYTES, DB_ID; of a row: valid until the next row */
};

/* What an engine says about a query, for the house test. */
struct db_shape {
    int in_count, out_count;
    str names[DB_FIELDS_MAX];
    const char *wrong[DB_FIELDS_MAX]; /* the engine's type when it is not the declared one */
    const char *scan;                 /* a table that is read from end to end; SQLite only */
    const char *sort;                 /* what is put in order after reading it; SQLite only */
};

struct driver {
    const char *name;
    bool is_postgres;
    const char *migration_table; /* the statement that makes it */

    err (*engine_open)(const struct db_options *options, struct arena *arena,
                       struct db_engine **out);
    void (*engine_close)(struct db_engine *engine);
    err (*open)(struct db_engine *engine, struct db **out);
    void (*close)(struct db *db);

    /* A query runs as start, next until no row, finish; finish after every start, also a failed
     * one, and gives the number of rows changed. */
    err (*start)(struct db *db, const struct db_query *query, const struct db_value *in);
    err (*next)(struct db *db, const struct db_query *query, struct db_value *out, bool *out_row);
    int64_t (*finish)(struct db *db);

    err (*transaction)(struct db *db, db_fn *fn, void *arg);
    /* A savepoint in the transaction of a tx; savepoints nest. save_undo is told the failure of the
     * statement it is undone for, or ERR_OK when fn refused by itself; it fails when the
     * transaction is lost, or has to be run again from the start. */
    err (*save)(struct db *db);
    err (*save_keep)(struct db *db);
    err (*save_undo)(struct db *db, err why);
    err (*snapshot_begin)(struct db *db);
    void (*snapshot_end)(struct db *db);

    /* Migrations: alone takes care that no other process migrates (until alone_end) and runs fn in
     * a transaction in which tables may be rebuilt; script runs many statements in it. */
    err (*alone_begin)(struct db *db);
    void (*alone_end)(struct db *db);
    err (*alone)(struct db *db, db_fn *fn, void *arg);
    err (*script)(struct db *db, const char *sql);

    err (*ping)(struct db *db);
    /* Whether writing has stopped for good; NULL: never. */
    bool (*has_stopped)(struct db_engine *engine);
    err (*facts)(struct db *db, struct arena *arena, struct db_facts *out);
    err (*copy_to)(struct db *db, const char *path);
    /* Copies to DATA/name, replacing it; an engine that cannot does nothing. */
    err (*keep_copy)(struct db *db, const char *name);
    err (*describe)(struct db *db, const struct db_query *query, struct arena *arena,
                    struct db_shape *out);
};

extern const struct driver driver_sqlite;
extern const struct driver driver_postgres;

/* ERR_INTERNAL, with the story, once the arena or the handle's memory is exhausted; arena may be
 * NULL. */
MUST_CHECK err db_memory_left(struct db *db, const struct arena *arena);

void db_story_clear(struct db *db);
void db_story_set(struct db *db, const char *fmt, ...) ATTR_PRINTF(2, 3);
void db_story_copy(struct db *to, const struct db *from);

/* Tells a story to options->story, when there is one. */
void db_options_story(const struct db_options *options, const char *fmt, ...) ATTR_PRINTF(2, 3);
