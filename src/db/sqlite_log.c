/* SPDX-License-Identifier: Apache-2.0 */
/* The write-ahead log: copied back before it grows long, and emptied before it grows old. What was
 * wiped from the tables (a code that was sent, a link) still stands in the log's older pages, so
 * the log may not keep them for ever. */
#include "db/sqlite.h"
#include "system/clock.h"

#define IDLE_PAGES 4000  /* copy them back when nobody waits */
#define BUSY_PAGES 16000 /* copy them back though somebody waits */
#define AGAIN_PAGES 1000 /* more of them before the next attempt, when readers stood in the way */
#define IDLE_AGE_US (INT64_C(10) * 1000000) /* empty it when nobody waits */
#define BUSY_AGE_US (INT64_C(60) * 1000000) /* empty it though somebody waits */
#define AGAIN_US (INT64_C(2) * 1000000)     /* until the next attempt */
#define READERS_MS 100                      /* how long a checkpoint may wait for readers */

static int on_commit(void *arg, sqlite3 *link, const char *name, int pages)
{
    (void)link;
    (void)name;
    struct sqlite_log *log = arg;
    if (log->pages == 0) {
        log->begun_us = clock_monotonic_us();
    }
    log->pages = pages;
    return SQLITE_OK;
}

void sqlite_log_begin(struct sqlite_log *log, sqlite3 *link)
{
    /* What a process before this one left in it is of unknown age. */
    *log =
        (struct sqlite_log){.pages = 1, .again_at = IDLE_PAGES, .begun_us = clock_monotonic_us()};
    sqlite3_wal_hook(link, on_commit, log);
}

int64_t sqlite_log_due_us(const struct sqlite_log *log)
{
    int64_t due = log->begun_us + IDLE_AGE_US;
    return log->pages == 0 ? INT64_MAX : due > log->not_before_us ? due : log->not_before_us;
}

static err copy_back(struct sqlite_db *db, int how, bool *out_whole)
{
    sqlite3_busy_timeout(db->link, READERS_MS);
    int result = sqlite3_wal_checkpoint_v2(db->link, NULL, how, NULL, NULL);
    sqlite3_busy_timeout(db->link, SQLITE_BUSY_MS);
    *out_whole = result == SQLITE_OK;
    return result == SQLITE_OK || result == SQLITE_BUSY ? ERR_OK : sqlite_failed(db, "checkpoint");
}

static err empty(struct sqlite_log *log, struct sqlite_db *db)
{
    bool whole = false;
    err e = copy_back(db, SQLITE_CHECKPOINT_TRUNCATE, &whole);
    if (whole) {
        log->pages = 0;
        log->again_at = IDLE_PAGES;
    } else {
        log->not_before_us = clock_monotonic_us() + AGAIN_US;
    }
    return e;
}

/* PASSIVE waits for nobody; when the log has grown long, RESTART waits a little for readers, so
 * that it can begin anew. */
static err shorten(struct sqlite_log *log, struct sqlite_db *db, bool idle)
{
    if (log->pages < IDLE_PAGES) {
        log->again_at = IDLE_PAGES; /* the log has begun anew */
    }
    bool too_long = log->pages >= BUSY_PAGES;
    if (log->pages < log->again_at || (!idle && !too_long)) {
        return ERR_OK;
    }
    bool whole = false;
    log->again_at = log->pages + AGAIN_PAGES;
    return copy_back(db, too_long ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, &whole);
}

err sqlite_log_tend(struct sqlite_log *log, struct sqlite_db *db, bool idle)
{
    int64_t due = sqlite_log_due_us(log);
    if (due == INT64_MAX) {
        return ERR_OK;
    }
    int64_t late = idle ? 0 : BUSY_AGE_US - IDLE_AGE_US;
    return clock_monotonic_us() - due >= late ? empty(log, db) : shorten(log, db, idle);
}
