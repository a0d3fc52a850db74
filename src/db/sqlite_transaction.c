/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions, savepoints and snapshots of SQLite, and migrations, which run alone. */
#include "base/check.h"
#include "db/sqlite.h"

err sqlite_transaction(struct db *db, db_fn *fn, void *arg)
{
    db->is_lent = true;
    err e = writer_run(sqlite_engine_of(db)->writer, db, fn, arg, false);
    db->is_lent = false;
    return e;
}

err sqlite_save(struct db *db)
{
    return sqlite_step(sqlite_own(db), STEP_ENTER);
}

err sqlite_save_keep(struct db *db)
{
    return sqlite_step(sqlite_own(db), STEP_LEAVE);
}

err sqlite_save_undo(struct db *db, err why)
{
    (void)why;
    if (sqlite3_get_autocommit(sqlite_own(db)->link) != 0) {
        return ERR_UNAVAILABLE; /* all was rolled back under it */
    }
    err e = sqlite_step(sqlite_own(db), STEP_LEAVE_UNDONE);
    return e == ERR_OK ? sqlite_step(sqlite_own(db), STEP_LEAVE) : e;
}

err sqlite_snapshot_begin(struct db *db)
{
    return sqlite_snapshot(sqlite_own(db));
}

void sqlite_snapshot_end(struct db *base)
{
    struct sqlite_db *db = sqlite_own(base);
    if (db->snapshot) {
        (void)sqlite_step(db, STEP_COMMIT); /* of a read: nothing can be lost */
        db->snapshot = false;
    }
}

/* DATA/lock already keeps other processes out. */
err sqlite_alone_begin(struct db *db)
{
    pthread_mutex_lock(&sqlite_engine_of(db)->alone);
    return ERR_OK;
}

void sqlite_alone_end(struct db *db)
{
    pthread_mutex_unlock(&sqlite_engine_of(db)->alone);
}

struct step {
    db_fn *fn;
    void *arg;
};

static err references_hold(struct sqlite_db *db)
{
    sqlite3_stmt *stmt = NULL;
    err e = ERR_OK;
    if (sqlite3_prepare_v2(db->link, "PRAGMA foreign_key_check", -1, &stmt, NULL) != SQLITE_OK) {
        e = sqlite_failed(db, "foreign_key_check");
    } else if (sqlite3_step(stmt) == SQLITE_ROW) {
        db_story_set(&db->db, "rows of table '%s' point to nothing",
                     (const char *)sqlite3_column_text(stmt, 0));
        e = ERR_INTERNAL;
    }
    sqlite3_finalize(stmt);
    return e;
}

static err in_one_piece(struct sqlite_db *db, const struct step *step)
{
    err e = sqlite_exec(db, "BEGIN IMMEDIATE");
    if (e == ERR_OK) {
        e = step->fn(&db->db, step->arg);
    }
    if (e == ERR_OK && db->db.spoilt != ERR_OK) {
        e = db->db.spoilt;
    }
    if (e == ERR_OK) {
        e = references_hold(db);
    }
    if (e == ERR_OK) {
        e = sqlite_exec(db, "COMMIT");
    }
    if (e != ERR_OK && sqlite3_get_autocommit(db->link) == 0) {
        sqlite3_exec(db->link, "ROLLBACK", NULL, NULL, NULL);
    }
    return e;
}

/* A table that others refer to is rebuilt by dropping it, which must not touch the others' rows;
 * the switch only works outside a transaction. */
static err step_alone(struct db *base, void *arg)
{
    struct sqlite_db *db = sqlite_own(base);
    err e = sqlite_exec(db, "PRAGMA foreign_keys = OFF");
    if (e == ERR_OK) {
        e = in_one_piece(db, arg);
    }
    CHECK(sqlite3_exec(db->link, "PRAGMA foreign_keys = ON", NULL, NULL, NULL) == SQLITE_OK);
    return e;
}

err sqlite_alone(struct db *db, db_fn *fn, void *arg)
{
    struct step step = {fn, arg};
    sqlite_snapshot_end(db);
    return writer_run(sqlite_engine_of(db)->writer, db, step_alone, &step, true);
}
