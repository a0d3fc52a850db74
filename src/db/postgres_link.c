/* SPDX-License-Identifier: Apache-2.0 */
/* Connections: made at the first use, made again after a loss, and what failures on them mean. */
#include <string.h>

#include "db/postgres.h"
#include "system/clock.h"

#define PAUSE_FIRST_US (INT64_C(100) * 1000)
#define PAUSE_MOST_US (INT64_C(800) * 1000) /* well again within a second */

/* Reads outside db_transaction cannot write, as on SQLite. Nothing of ours waits longer than this
 * for a statement or a lock, and a stuck process does not hold its transaction for ever. Set by a
 * statement, not at the start: target_session_attrs looks at default_transaction_read_only. */
static const char session_settings[] = "SET default_transaction_read_only = on;"
                                       "SET statement_timeout = '10s';"
                                       "SET lock_timeout = '5s';"
                                       "SET idle_in_transaction_session_timeout = '30s';"
                                       "SET client_min_messages = warning;"
                                       "SET client_encoding = 'UTF8'";

static void ignore_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

void postgres_disconnect(struct postgres_db *db)
{
    cache_done(&db->db.cache, NULL);
    db->prepared = 0;
    db->snapshot = false;
    db->is_silent = false;
    PQfinish(db->link);
    db->link = NULL;
}

static err wait_longer(struct postgres_db *db)
{
    db->pause_us = db->pause_us == 0 ? PAUSE_FIRST_US : db->pause_us * 2;
    if (db->pause_us > PAUSE_MOST_US) {
        db->pause_us = PAUSE_MOST_US;
    }
    db->retry_at_us = clock_monotonic_us() + db->pause_us;
    postgres_disconnect(db);
    return ERR_UNAVAILABLE;
}

err postgres_connect(struct postgres_db *db)
{
    if (db->link != NULL && !db->is_silent && PQstatus(db->link) == CONNECTION_OK) {
        return ERR_OK;
    }
    postgres_disconnect(db);
    if (clock_monotonic_us() < db->retry_at_us) {
        db_story_set(&db->db, "the database is away; the next attempt to connect comes soon");
        return ERR_UNAVAILABLE;
    }
    int64_t end_us = atomic_load(&db->db.engine->give_up_at_us);
    if (end_us != 0 && clock_monotonic_us() >= end_us) {
        db_story_set(&db->db, "this process ends and waits for the database no longer");
        return ERR_UNAVAILABLE;
    }
    const struct postgres_engine *engine = (struct postgres_engine *)(void *)db->db.engine;
    db->link = PQconnectdbParams((const char *const *)engine->keywords,
                                 (const char *const *)engine->values, 0);
    if (PQstatus(db->link) != CONNECTION_OK) {
        db_story_set(&db->db, "cannot connect: %s",
                     db->link == NULL ? "out of memory" : PQerrorMessage(db->link));
        return wait_longer(db);
    }
    (void)PQsetnonblocking(db->link, 1); /* also PQfinish must not wait for a frozen server */
    PQsetNoticeReceiver(db->link, ignore_notice, NULL);
    if (postgres_exec(db, session_settings) != ERR_OK) {
        return wait_longer(db);
    }
    db->pause_us = 0;
    db->setback = SETBACK_NONE;
    return ERR_OK;
}

static bool is_any(const char *state, const char *list)
{
    return state[0] != '\0' && strstr(list, state) != NULL;
}

/* SQLSTATE classes: 08 connection, 53 resources, 57P server stops, 58 the system below it. */
static err code_of(const struct postgres_db *db, const char *state)
{
    if (is_any(state, "23505 23P01")) {
        return ERR_CONFLICT;
    }
    if (strncmp(state, "08", 2) == 0 || strncmp(state, "53", 2) == 0 ||
        strncmp(state, "57P", 3) == 0 || strncmp(state, "58", 2) == 0) {
        return ERR_UNAVAILABLE;
    }
    /* Refused, deadlock, unknown completion, lock and statement timeouts, idle for too long. */
    if (is_any(state, "40001 40P01 40003 55P03 57014 25P03")) {
        return ERR_UNAVAILABLE;
    }
    /* In a transaction of ours: the server has become a standby. */
    if (is_any(state, "25006")) {
        return db->db.in_transaction ? ERR_UNAVAILABLE : ERR_INTERNAL;
    }
    return ERR_INTERNAL;
}

/* Without the detail: that would repeat what customers wrote. */
static void tell(struct postgres_db *db, const PGresult *result, const char *doing,
                 const char *state)
{
    if (db->is_silent) {
        db_story_set(&db->db, "%s: the database did not answer in time", doing);
        return;
    }
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (message == NULL) {
        db_story_set(&db->db, "%s: %s", doing, PQerrorMessage(db->link));
    } else {
        db_story_set(&db->db, "%s: %s (SQLSTATE %s%s%s)", doing, message, state,
                     constraint == NULL ? "" : ", constraint ",
                     constraint == NULL ? "" : constraint);
    }
}

err postgres_failed(struct postgres_db *db, PGresult *result, const char *doing)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    state = state == NULL ? "" : state;
    /* When writing fails before the end of the stream is read, libpq says so without a state and
     * still calls the connection good. */
    bool lost = db->is_silent || PQstatus(db->link) != CONNECTION_OK || state[0] == '\0';
    err e = lost ? ERR_UNAVAILABLE : code_of(db, state);
    if (strcmp(state, "25006") == 0 && e == ERR_INTERNAL) {
        db_story_set(&db->db, "%s: writing is done inside db_transaction only (SQLSTATE 25006)",
                     doing);
    } else {
        tell(db, result, doing, state);
    }
    if (is_any(state, "40001 40P01")) {
        db->setback = SETBACK_REFUSED;
    } else if (lost || is_any(state, "26000 25006 57P01 57P02 57P03") ||
               (strcmp(state, "0A000") == 0 && strstr(db->db.story, "cached plan") != NULL)) {
        /* Also: prepared statements gone or stale, after a migration or behind a pooler. */
        db->setback = SETBACK_LOST;
        e = e == ERR_INTERNAL && strcmp(state, "25006") != 0 ? ERR_UNAVAILABLE : e;
    }
    PQclear(result);
    return e;
}

err postgres_exec(struct postgres_db *db, const char *sql)
{
    PGresult *result = postgres_ask(db, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return postgres_failed(db, result, "exec");
    }
    PQclear(result);
    return ERR_OK;
}
