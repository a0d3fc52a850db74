/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "db/sqlite.h"

static const char writer_settings[] = "PRAGMA journal_mode = WAL;"
                                      "PRAGMA synchronous = FULL;"
                                      "PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA journal_size_limit = 67108864;"
                                      "PRAGMA secure_delete = ON;" /* what is wiped is gone */
                                      "PRAGMA foreign_keys = ON;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA trusted_schema = OFF;";

static const char reader_settings[] = "PRAGMA query_only = ON;"
                                      "PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA trusted_schema = OFF;";

static pthread_once_t configured = PTHREAD_ONCE_INIT;

/* The counters of memory in use cost a lock around every allocation of every thread. No connection
 * is used by two threads at once, so none needs a lock; then also values may be read where they
 * lie (driver_sqlite.c, column). */
static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

static int settle(sqlite3 *link, bool writer)
{
    sqlite3_busy_timeout(link, SQLITE_BUSY_MS);
    sqlite3_db_config(link, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(link, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(link, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (!writer) {
        sqlite3_db_config(link, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    return sqlite3_exec(link, writer ? writer_settings : reader_settings, NULL, NULL, NULL);
}

err sqlite_link_open(const char *path, bool writer, bool may_create, sqlite3 **out, char *what)
{
    pthread_once(&configured, configure);
    sqlite3 *link = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (may_create ? SQLITE_OPEN_CREATE : 0);
    int result = sqlite3_open_v2(path, &link, flags, NULL);
    if (result == SQLITE_OK) {
        result = settle(link, writer);
    }
    if (result != SQLITE_OK) {
        snprintf(what, DB_STORY_MAX, "cannot open %s: %s", path,
                 link != NULL ? sqlite3_errmsg(link) : sqlite3_errstr(result));
        err e = sqlite_code(link, result);
        sqlite3_close(link);
        return e;
    }
    *out = link;
    return ERR_OK;
}

/* errno of the last failed read or write of the database file. */
static int file_errno(sqlite3 *link)
{
    int os = 0;
    sqlite3_file_control(link, "main", SQLITE_FCNTL_LAST_ERRNO, &os);
    return os;
}

/* Of its log. */
static int log_errno(sqlite3 *link)
{
    int os = 0;
    sqlite3_file *log = NULL;
    if (sqlite3_file_control(link, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != NULL && log->pMethods != NULL) {
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &os);
    }
    return os;
}

static int last_errno(sqlite3 *link)
{
    int os = log_errno(link);
    return os != 0 ? os : file_errno(link);
}

/* SQLite says of a file that the disk did not give out that it is malformed. */
static bool is_unread(sqlite3 *link, int result)
{
    return (result & 0xff) == SQLITE_CORRUPT && link != NULL &&
           (file_errno(link) == EIO || log_errno(link) == EIO);
}

err sqlite_code(sqlite3 *link, int result)
{
    if (is_unread(link, result)) {
        return ERR_UNAVAILABLE;
    }
    switch (result) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERR_CONFLICT;
    default:
        break;
    }
    switch (result & 0xff) {
    case SQLITE_OK:
        return ERR_OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
        return ERR_UNAVAILABLE;
    default:
        return ERR_INTERNAL;
    }
}

err sqlite_failed(struct sqlite_db *db, const char *doing)
{
    int result = sqlite3_extended_errcode(db->link);
    if ((result & 0xff) == SQLITE_READONLY && !db->is_writer) {
        db_story_set(&db->db, "%s: writing is done inside db_transaction only", doing);
        return ERR_INTERNAL;
    }
    bool unread = is_unread(db->link, result);
    int os = (result & 0xff) == SQLITE_IOERR ? last_errno(db->link) : unread ? EIO : 0;
    db_story_set(&db->db, "%s: %s (SQLite %d%s%s)", doing,
                 unread ? "the disk gave nothing to read" : sqlite3_errmsg(db->link), result,
                 os != 0 ? ", " : "", os != 0 ? strerrordesc_np(os) : "");
    err e = sqlite_code(db->link, result);
    return e == ERR_OK ? ERR_INTERNAL : e;
}

bool sqlite_disk_failed(sqlite3 *link, int result)
{
    switch (result) {
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
        return true;
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_TRUNCATE: {
        int os = last_errno(link);
        return os != ENOSPC && os != EDQUOT && os != EFBIG;
    }
    case SQLITE_IOERR_DATA:
        return true;
    default: /* a read changed nothing; locks and shared memory hold nothing that lasts */
        return false;
    }
}

err sqlite_exec(struct sqlite_db *db, const char *sql)
{
    int result = sqlite3_exec(db->link, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? ERR_OK : sqlite_failed(db, sql);
}

err sqlite_step(struct sqlite_db *db, enum sqlite_step step)
{
    static const char *const texts[STEP_COUNT] = {
        [STEP_BEGIN] = "BEGIN",
        [STEP_BEGIN_WRITING] = "BEGIN IMMEDIATE",
        [STEP_COMMIT] = "COMMIT",
        [STEP_SAVE] = "SAVEPOINT one",
        [STEP_UNDO] = "ROLLBACK TO one",
        [STEP_KEEP] = "RELEASE one",
        [STEP_ENTER] = "SAVEPOINT within",
        [STEP_LEAVE_UNDONE] = "ROLLBACK TO within",
        [STEP_LEAVE] = "RELEASE within",
    };
    sqlite3_stmt **stmt = &db->steps[step];
    if (*stmt == NULL && sqlite3_prepare_v3(db->link, texts[step], -1, SQLITE_PREPARE_PERSISTENT,
                                            stmt, NULL) != SQLITE_OK) {
        return sqlite_failed(db, texts[step]);
    }
    err e = sqlite3_step(*stmt) == SQLITE_DONE ? ERR_OK : sqlite_failed(db, texts[step]);
    sqlite3_reset(*stmt);
    return e;
}

err sqlite_snapshot(struct sqlite_db *db)
{
    if (db->is_writer || db->snapshot) {
        return ERR_OK;
    }
    err e = sqlite_step(db, STEP_BEGIN);
    db->snapshot = e == ERR_OK;
    return e;
}
