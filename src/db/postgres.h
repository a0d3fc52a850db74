/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the PostgreSQL driver share. Private to db/. */
#pragma once

#include <libpq-fe.h>
#include <pthread.h>

#include "db/driver.h"

struct postgres_engine {
    struct db_engine engine;
    /* Connection parameters as libpq takes them, NULL-terminated; keywords and values are owned. */
    char **keywords;
    char **values;
    /* Transactions that were refused again and again queue here, so that those of one process stop
     * refusing each other. */
    pthread_mutex_t turnstile;
};

/* What became of the last failure. */
enum setback {
    SETBACK_NONE,
    SETBACK_REFUSED, /* serialization failure, deadlock: the whole transaction may run again */
    SETBACK_LOST,    /* the connection, or what was prepared on it; nothing was committed */
};

struct postgres_db {
    struct db db;
    PGconn *link;
    PGresult *result; /* between start and finish */
    int row;
    unsigned prepared; /* statements on this connection; their names are numbers */
    bool snapshot;     /* an explicit read transaction is open */
    enum setback setback;
    int64_t retry_at_us; /* monotonic; no attempt to connect before it */
    int64_t pause_us;    /* the next pause between attempts */
};

struct postgres_db *postgres_own(struct db *db);

/* A working connection, or ERR_UNAVAILABLE at once while waiting for the next attempt. */
err postgres_connect(struct postgres_db *db);
/* Closes the connection; the next use makes a new one. */
void postgres_disconnect(struct postgres_db *db);

/* Tells the story of a result and gives its code; notes the setback. Takes the result. */
err postgres_failed(struct postgres_db *db, PGresult *result, const char *doing);

/* Runs text of one or many statements without parameters. */
err postgres_exec(struct postgres_db *db, const char *sql);

err postgres_start(struct db *db, const struct db_query *query, const struct db_value *in);
err postgres_next(struct db *db, const struct db_query *query, struct db_value *out, bool *out_row);
int64_t postgres_finish(struct db *db);
err postgres_describe(struct db *db, const struct db_query *query, struct arena *arena,
                      struct db_shape *out);

err postgres_transaction(struct db *db, db_fn *fn, void *arg);
