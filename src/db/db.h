/* SPDX-License-Identifier: Apache-2.0 */
/* The database behind one door: SQLite in the data directory or PostgreSQL by URL, the same calls
 * for both. The engine is opened once; every thread opens its own handle. Queries are not written
 * here: they live in X.sql files, and tools/sqlgen makes typed functions of them (docs/sql.md).
 *
 * Reading works on any handle. Writing works only inside db_transaction, which returns after the
 * change is durable. A function that fails leaves its story (text, SQLSTATE) in the handle; this
 * floor never logs.
 *
 * Codes: ERR_CONFLICT a unique value stands against it; ERR_UNAVAILABLE the database is away, busy,
 * full, or nobody knows whether the commit arrived; ERR_NOT_FOUND no row; else ERR_INTERNAL. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct db_engine; /* the whole database: opened once a process */
struct db;        /* a handle: one thread at a time */

enum db_mode {
    DB_READ_WRITE, /* SQLite: takes DATA/lock; refused while another process holds it */
    DB_READ_ONLY, /* for check, settings, doctor: beside a running server; never creates anything */
};

struct db_options {
    str url;      /* "" = SQLite; else postgresql://…, several hosts allowed */
    str ca_file;  /* certificates to trust for PostgreSQL; "" = the system's */
    str data_dir; /* SQLite: kabinet.db and the lock live here; made (0700) when absent */
    enum db_mode mode;
    struct buf *story; /* where a failure to open tells why; may be NULL */
};

/* Opens the database (and starts the writer thread on SQLite). The engine lives in the heap until
 * db_engine_close; the arena is only scratch. Does not migrate. */
MUST_CHECK err db_engine_open(const struct db_options *options, struct arena *arena,
                              struct db_engine **out);

/* Waits for the writer to finish what was handed in, checkpoints, closes. All handles must be
 * closed before. Takes NULL; sets it to NULL. */
void db_engine_close(struct db_engine **engine);

/* From this moment of the monotonic clock on nobody waits for a database server any more: what is
 * under way ends as ERR_UNAVAILABLE. For a process that has to end. SQLite has nobody to wait for.
 */
void db_engine_give_up_at(struct db_engine *engine, int64_t monotonic_us);

/* A handle for the calling thread. PostgreSQL connects at the first use, and again after a loss. */
MUST_CHECK err db_open(struct db_engine *engine, struct db **out);
void db_close(struct db **db);

/* The work of one transaction. It may run twice, on another thread and on another handle (tx), so
 * it keeps nothing outside arg and sends nothing. Any code but ERR_OK rolls back. Once a statement
 * has failed, the transaction is lost: later statements fail with the same code, and so does the
 * commit, whatever fn returns. (ON CONFLICT DO NOTHING asks without failing.) */
typedef err db_fn(struct db *tx, void *arg);

/* Runs fn in a transaction and returns after it is durable, or fn's own code after a rollback.
 * SQLite: the writer thread runs all that wait, each in a savepoint, and commits once. PostgreSQL:
 * serializable, run again on a serialization failure, a bounded number of times. Ends the snapshot
 * first.
 *
 * On a tx it joins the transaction: fn runs in a savepoint, which is undone alone when fn refuses
 * or a unique value stands against it, and lasts only when the transaction around it is committed.
 * Any other failure spoils the transaction around it as well. */
MUST_CHECK err db_transaction(struct db *db, db_fn *fn, void *arg);

/* What is done once a transaction is durable: a line of the log, never a statement. Lives, with
 * arg, where the caller of the outermost db_transaction still has it. */
struct db_after {
    void (*run)(void *arg);
    void *arg;
    struct db_after *next; /* of db's own */
};

/* Only within a transaction. Runs on the thread that called db_transaction, in the order they were
 * named, after the commit; not at all when the transaction, or the savepoint it was named in, is
 * undone, and not twice when it ran twice. */
void db_after_commit(struct db *tx, struct db_after *after);

/* Names the arena the work on this handle lives in; NULL = none. Once that is exhausted every query
 * of the handle fails, and a transaction rolls back: what was to be written may be cut. */
void db_lives_in(struct db *db, const struct arena *memory);

/* After db_transaction has answered ERR_UNAVAILABLE: true when the commit was sent and its answer
 * never came, so that it may have arrived. Whoever can tell by what is stored (a key) looks; nobody
 * else may run it again. Never on SQLite. */
bool db_may_have_committed(const struct db *db);

/* From here on the reads of this handle see one state of the database, until db_snapshot_end. On
 * SQLite every read begins a snapshot by itself; on PostgreSQL it costs round trips, so it is only
 * made when asked. */
MUST_CHECK err db_snapshot_begin(struct db *db);

/* Lets go of what the reads of this handle saw: the next read sees the newest state. Whoever runs
 * requests or jobs calls it after each; a snapshot kept open makes the SQLite log grow. */
void db_snapshot_end(struct db *db);

bool db_is_postgres(const struct db *db);

/* What went wrong last, for the log: never for a customer. Empty when nothing did. Valid until the
 * next call on the handle. */
str db_story(const struct db *db);

/* ERR_OK while the database answers and takes writes. For readiness. */
MUST_CHECK err db_ping(struct db *db);

/* Whether nothing can be written any more until the database is opened anew: the disk failed, and
 * nobody knows what it holds. Thread-safe. */
bool db_engine_has_stopped(struct db_engine *engine);

/* What `doctor` shows. Texts live in the arena. */
struct db_facts {
    str engine;  /* "SQLite", "PostgreSQL" */
    str version; /* of the linked library, or of the server */
    int64_t size_bytes;
};
MUST_CHECK err db_facts_of(struct db *db, struct arena *arena, struct db_facts *out);

/* A consistent copy into a new file while others read and write. SQLite only: on PostgreSQL
 * ERR_INVALID (there the operator has pg_dump). */
MUST_CHECK err db_copy_to(struct db *db, str path);
