/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "db/driver.h"

err db_engine_open(const struct db_options *options, struct arena *arena, struct db_engine **out)
{
    const struct driver *driver = options->url.len > 0 ? &driver_postgres : &driver_sqlite;
    return driver->engine_open(options, arena, out);
}

void db_engine_close(struct db_engine **engine)
{
    if (*engine != NULL) {
        (*engine)->driver->engine_close(*engine);
        *engine = NULL;
    }
}

void db_engine_give_up_at(struct db_engine *engine, int64_t monotonic_us)
{
    atomic_store(&engine->give_up_at_us, monotonic_us);
}

bool db_engine_has_stopped(struct db_engine *engine)
{
    return engine->driver->has_stopped != NULL && engine->driver->has_stopped(engine);
}

err db_open(struct db_engine *engine, struct db **out)
{
    return engine->driver->open(engine, out);
}

void db_close(struct db **db)
{
    if (*db != NULL) {
        CHECK(!(*db)->in_transaction);
        (*db)->driver->snapshot_end(*db);
        (*db)->driver->close(*db);
        *db = NULL;
    }
}

/* Undoes the savepoint of a function that failed with e. Whatever but a unique value made a
 * statement fail leaves the whole transaction spoilt: nobody can go on from there. */
static err undo(struct db *db, err e)
{
    if (db->spoilt == ERR_OK || db->spoilt == ERR_CONFLICT) {
        db->spoilt = db->driver->save_undo(db, db->spoilt);
    }
    return db->spoilt == ERR_OK ? e : db->spoilt;
}

static err join(struct db *db, db_fn *fn, void *arg)
{
    if (db->spoilt != ERR_OK) {
        return db->spoilt;
    }
    db_story_clear(db);
    struct db_after *before = db->after;
    err e = db->driver->save(db);
    if (e == ERR_OK) {
        e = fn(db, arg);
        e = db->spoilt != ERR_OK ? db->spoilt : e;
        if (e != ERR_OK) {
            db->after = before;
            return undo(db, e);
        }
        e = db->driver->save_keep(db);
    }
    db->spoilt = e;
    return e;
}

void db_after_commit(struct db *tx, struct db_after *after)
{
    CHECK(tx->in_transaction);
    after->next = tx->after;
    tx->after = after;
}

/* Takes what was named for after the commit; it is done when there was one. */
static void do_after(struct db *db, err outcome)
{
    struct db_after *in_order = NULL;
    for (struct db_after *one = db->after, *next; one != NULL; one = next) {
        next = one->next;
        one->next = in_order;
        in_order = one;
    }
    db->after = NULL;
    for (; outcome == ERR_OK && in_order != NULL; in_order = in_order->next) {
        in_order->run(in_order->arg);
    }
}

err db_transaction(struct db *db, db_fn *fn, void *arg)
{
    if (db->in_transaction) {
        return join(db, fn, arg);
    }
    db_story_clear(db);
    db->in_doubt = false;
    if (db->engine->read_only) {
        db_story_set(db, "the database was opened for reading only");
        return ERR_INTERNAL;
    }
    db->driver->snapshot_end(db);
    err e = db->driver->transaction(db, fn, arg);
    do_after(db, e);
    return e;
}

void db_lives_in(struct db *db, const struct arena *memory)
{
    db->memory = memory;
}

err db_memory_left(struct db *db, const struct arena *arena)
{
    bool is_over = (arena != NULL && arena_is_exhausted(arena)) ||
                   (db->memory != NULL && arena_is_exhausted(db->memory));
    if (is_over) {
        db_story_set(db, "the memory of a request or job is used up");
    }
    return is_over ? ERR_INTERNAL : ERR_OK;
}

bool db_may_have_committed(const struct db *db)
{
    return db->in_doubt;
}

err db_snapshot_begin(struct db *db)
{
    if (db->in_transaction) {
        return ERR_OK; /* a transaction sees one state by itself */
    }
    db_story_clear(db);
    db->driver->snapshot_end(db);
    return db->driver->snapshot_begin(db);
}

void db_snapshot_end(struct db *db)
{
    if (!db->in_transaction) {
        db->driver->snapshot_end(db);
    }
}

bool db_is_postgres(const struct db *db)
{
    return db->driver->is_postgres;
}

str db_story(const struct db *db)
{
    return (str){db->story, db->story_len};
}

err db_ping(struct db *db)
{
    CHECK(!db->in_transaction);
    db_story_clear(db);
    return db->driver->ping(db);
}

err db_facts_of(struct db *db, struct arena *arena, struct db_facts *out)
{
    CHECK(!db->in_transaction);
    db_story_clear(db);
    return db->driver->facts(db, arena, out);
}

err db_copy_to(struct db *db, str path)
{
    CHECK(!db->in_transaction);
    char name[4096];
    db_story_clear(db);
    if (path.len >= sizeof(name)) {
        db_story_set(db, "the path is too long");
        return ERR_INVALID;
    }
    memcpy(name, path.ptr, path.len);
    name[path.len] = '\0';
    db->driver->snapshot_end(db);
    return db->driver->copy_to(db, name);
}

void db_story_clear(struct db *db)
{
    db->story_len = 0;
    db->story[0] = '\0';
}

void db_story_set(struct db *db, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(db->story, sizeof(db->story), fmt, args);
    va_end(args);
    db->story_len = len < 0 ? 0 : strlen(db->story);
    while (db->story_len > 0 && db->story[db->story_len - 1] == '\n') {
        db->story[--db->story_len] = '\0'; /* libpq's texts end their line */
    }
}

void db_story_copy(struct db *to, const struct db *from)
{
    if (to != from) {
        memcpy(to->story, from->story, from->story_len + 1);
        to->story_len = from->story_len;
    }
}

void db_options_story(const struct db_options *options, const char *fmt, ...)
{
    if (options->story == NULL) {
        return;
    }
    char text[DB_STORY_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    buf_put(options->story, str_trim(str_from_z(text)));
}
