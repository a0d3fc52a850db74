/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the SQLite driver share: connections, codes, the writer. Private to db/.
 *
 * SQLite before 3.51.3 can corrupt a database when two connections commit or checkpoint at once.
 * So exactly one connection ever does: the writer's. All others are query_only, never checkpoint,
 * not even when they close; DATA/lock keeps a second process out. */
#pragma once

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

#include "db/driver.h"

struct writer;
struct sqlite_db;

struct sqlite_engine {
    struct db_engine engine;
    char *folder; /* the data directory */
    char *path;   /* its kabinet.db */
    int lock_fd;  /* DATA/lock; -1 when opened for reading only */
    struct writer *writer;
    pthread_mutex_t alone; /* held while migrating */
};

#define SQLITE_BUSY_MS 2000

/* The write-ahead log, as the writer's thread knows it. */
struct sqlite_log {
    int pages;             /* after the last commit; 0: it was emptied */
    int again_at;          /* pages at which to copy them back next */
    int64_t begun_us;      /* when the oldest of them came, by the steady clock */
    int64_t not_before_us; /* of the next attempt to empty it */
};

void sqlite_log_begin(struct sqlite_log *log, sqlite3 *link);
/* When it has to be emptied, by the steady clock; INT64_MAX while it is empty. */
int64_t sqlite_log_due_us(const struct sqlite_log *log);
/* Copies it back or empties it, when it is time; idle: nobody waits. Readers in the way are no
 * failure. */
err sqlite_log_tend(struct sqlite_log *log, struct sqlite_db *db, bool idle);

/* The statements around transactions, prepared once a handle: every request needs two of them. */
enum sqlite_step {
    STEP_BEGIN, /* a snapshot */
    STEP_BEGIN_WRITING,
    STEP_COMMIT,
    STEP_SAVE,
    STEP_UNDO, /* to the savepoint */
    STEP_KEEP,
    STEP_ENTER, /* the same for a savepoint within: of another name, so that UNDO takes it along */
    STEP_LEAVE_UNDONE,
    STEP_LEAVE,
    STEP_COUNT,
};

struct sqlite_db {
    struct db db;
    sqlite3 *link;
    struct sqlite_statement *current; /* between start and finish */
    bool snapshot;                    /* a read transaction is open */
    bool is_writer;
    sqlite3_stmt *steps[STEP_COUNT];
};

/* A prepared statement and where its parameters are: SQLite numbers $n by first appearance. */
struct sqlite_statement {
    sqlite3_stmt *stmt;
    unsigned char place[DB_FIELDS_MAX];
};

/* Opens a connection: the writer's makes the file and keeps it in WAL mode. On failure the story is
 * in what, DB_STORY_MAX bytes. */
err sqlite_link_open(const char *path, bool writer, bool may_create, sqlite3 **out, char *what);

/* The code for a result of SQLite. */
err sqlite_code(sqlite3 *link, int result);

/* Tells what SQLite says of the last failure, and gives its code. */
err sqlite_failed(struct sqlite_db *db, const char *doing);

err sqlite_step(struct sqlite_db *db, enum sqlite_step step);

/* Runs constant text that gives no rows. */
err sqlite_exec(struct sqlite_db *db, const char *sql);

/* True when the failure is the disk's and nothing written may be trusted from then on; false for a
 * full disk, which heals. */
bool sqlite_disk_failed(sqlite3 *link, int result);

/* A read transaction for the first read; writers have their own. */
err sqlite_snapshot(struct sqlite_db *db);

struct sqlite_db *sqlite_own(struct db *db);
struct sqlite_engine *sqlite_engine_of(struct db *db);

/* Of the driver's table (db/driver.h): statements in sqlite_query.c, transactions in
 * sqlite_transaction.c. */
err sqlite_start(struct db *db, const struct db_query *query, const struct db_value *in);
err sqlite_next(struct db *db, const struct db_query *query, struct db_value *out, bool *out_row);
int64_t sqlite_finish(struct db *db);
err sqlite_transaction(struct db *db, db_fn *fn, void *arg);
err sqlite_save(struct db *db);
err sqlite_save_keep(struct db *db);
err sqlite_save_undo(struct db *db, err why);
err sqlite_snapshot_begin(struct db *db);
void sqlite_snapshot_end(struct db *db);
err sqlite_alone_begin(struct db *db);
void sqlite_alone_end(struct db *db);
err sqlite_alone(struct db *db, db_fn *fn, void *arg);

/* Empties and closes a handle, writer's or reader's. */
void sqlite_db_done(struct sqlite_db *db);

/* The data directory: made when absent, locked for this process. */
err sqlite_folder_take(struct sqlite_engine *engine, const struct db_options *options);
void sqlite_folder_release(struct sqlite_engine *engine);
/* Flushes a finished file and its name in the data directory. */
err sqlite_file_sync(const char *path, const char *folder);

/* VACUUM INTO a new file, then flushes it. */
err sqlite_copy_to(struct db *db, const char *path);
err sqlite_keep_copy(struct db *db, const char *name);
err sqlite_describe(struct db *db, const struct db_query *query, struct arena *arena,
                    struct db_shape *out);
err sqlite_facts(struct db *db, struct arena *arena, struct db_facts *out);

/* The writer thread; what is NULL in out_what's place on success. */
err writer_start(struct sqlite_engine *engine, const struct db_options *options);
/* Finishes what waits, checkpoints, ends the thread. */
void writer_stop(struct sqlite_engine *engine);
/* Hands fn to the writer and waits for the outcome; alone: not in a batch, and with no transaction
 * around. The story arrives in the asker's handle. */
err writer_run(struct writer *writer, struct db *asker, db_fn *fn, void *arg, bool alone);
bool writer_has_stopped(struct writer *writer);
/* ERR_UNAVAILABLE with a story once the disk has failed. */
err writer_state(struct writer *writer, struct db *asker);
