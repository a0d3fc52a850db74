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
    /* After a COMMIT without an answer: until when nobody tries another (monotonic), and how long
     * the pause was. Each such COMMIT may leave a process of the server waiting behind. */
    _Atomic int64_t doubt_until_us, doubt_pause_us;
    int64_t patience_us; /* the longest wait for one answer */
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
    bool unbounded;    /* migrating: waits as long as it takes */
    bool is_silent;    /* the last wait ended without an answer; the connection is of no use */
    bool snapshot;     /* an explicit read transaction is open */
    enum setback setback;
    bool met_twin;       /* a savepoint of this transaction has met a unique value before */
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

/* What the server answers to what was just sent (the result of PQsend...): the last result, as
 * PQexec has it, or NULL when nothing could be sent or nothing came in time. Whichever it is,
 * postgres_failed takes it. */
PGresult *postgres_answer(struct postgres_db *db, int sent);
PGresult *postgres_ask(struct postgres_db *db, const char *sql);

/* Runs text of one or many statements without parameters. */
err postgres_exec(struct postgres_db *db, const char *sql);

err postgres_start(struct db *db, const struct db_query *query, const struct db_value *in);
err postgres_next(struct db *db, const struct db_query *query, struct db_value *out, bool *out_row);
int64_t postgres_finish(struct db *db);
err postgres_describe(struct db *db, const struct db_query *query, struct arena *arena,
                      struct db_shape *out);

err postgres_transaction(struct db *db, db_fn *fn, void *arg);
err postgres_save(struct db *db);
err postgres_save_keep(struct db *db);
err postgres_save_undo(struct db *db, err why);
