/* SPDX-License-Identifier: Apache-2.0 */
#include "db/migrate.h"

#include <stdio.h>

#include "db/driver.h"
#include "db/migrate_sql.h"

/* What stands in the database, and which of the program's steps are missing there. */
struct state {
    struct migration_recorded_row *recorded;
    size_t recorded_count;
    const struct migration **pending;
    size_t pending_count;
};

static void say(struct buf *report, str line)
{
    if (report != NULL) {
        buf_put(report, line);
        buf_put_char(report, '\n');
    }
}

static const struct migration *step_numbered(const struct migration_list *list, int64_t number)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].number == number) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* Refuses a database this program must not touch. */
static err compare(struct arena *arena, const struct migration_list *list,
                   const struct state *state, struct buf *report)
{
    err e = ERR_OK;
    for (size_t i = 0; i < state->recorded_count; i++) {
        const struct migration_recorded_row *row = &state->recorded[i];
        const struct migration *step = step_numbered(list, row->number);
        if (step == NULL) {
            say(report, str_printf(arena,
                                   "the database is newer than this program: it has step "
                                   "%" STR_FMT ", which is not known here",
                                   STR_ARG(row->name)));
            e = ERR_CONFLICT;
        } else if (!str_eq(row->checksum, str_from_z(step->checksum))) {
            say(report, str_printf(arena,
                                   "step %" STR_FMT " of the database is not the one this program "
                                   "has (%s): checksums differ",
                                   STR_ARG(row->name), step->name));
            e = ERR_CONFLICT;
        }
    }
    return e;
}

static bool is_recorded(const struct state *state, int number)
{
    for (size_t i = 0; i < state->recorded_count; i++) {
        if (state->recorded[i].number == number) {
            return true;
        }
    }
    return false;
}

static err read_state(struct db *db, struct arena *arena, const struct migration_list *list,
                      struct state *out, bool *out_has_table)
{
    struct migration_table_count_row table;
    err e = migration_table_count_one(db, arena, &table);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct state){0};
    *out_has_table = table.count > 0;
    if (*out_has_table) {
        e = migration_recorded_all(db, arena, &out->recorded, &out->recorded_count);
    }
    out->pending = ARENA_ARRAY(arena, const struct migration *, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        if (!is_recorded(out, list->items[i].number)) {
            out->pending[out->pending_count++] = &list->items[i];
        }
    }
    return e;
}

static err look(struct db *db, struct arena *arena, const struct migration_list *list,
                struct state *out, bool *out_has_table, struct buf *report)
{
    err e = read_state(db, arena, list, out, out_has_table);
    db_snapshot_end(db);
    if (e != ERR_OK) {
        say(report, db_story(db));
        return e;
    }
    return compare(arena, list, out, report);
}

static err make_table(struct db *tx, void *arg)
{
    (void)arg;
    return tx->driver->script(tx, tx->driver->migration_table);
}

struct step {
    const struct migration *migration;
    when now;
};

static err apply(struct db *tx, void *arg)
{
    const struct step *step = arg;
    const struct migration *migration = step->migration;
    bool postgres = tx->driver->is_postgres;
    err e = tx->driver->script(tx, postgres ? migration->postgres : migration->sqlite);
    if (e != ERR_OK) {
        return e;
    }
    return migration_insert(tx, &(struct migration_insert_in){
                                    .number = migration->number,
                                    .name = str_from_z(migration->name),
                                    .checksum = str_from_z(migration->checksum),
                                    .applied_at = step->now,
                                });
}

static err keep_copy(struct db *db, struct arena *arena, const struct state *state,
                     struct buf *report)
{
    if (state->recorded_count == 0 || db->driver->is_postgres) {
        return ERR_OK;
    }
    char name[40];
    snprintf(name, sizeof(name), "backup-before-%04d.db", state->pending[0]->number);
    err e = db->driver->keep_copy(db, name);
    if (e == ERR_OK) {
        say(report, str_printf(arena, "copied the database to %s", name));
    }
    return e;
}

static err apply_all(struct db *db, struct arena *arena, const struct state *state, when now,
                     struct buf *report)
{
    for (size_t i = 0; i < state->pending_count; i++) {
        struct step step = {state->pending[i], now};
        err e = db->driver->alone(db, apply, &step);
        if (e != ERR_OK) {
            say(report, str_printf(arena, "step %s failed: %" STR_FMT, step.migration->name,
                                   STR_ARG(db_story(db))));
            return e;
        }
        say(report, str_printf(arena, "applied %s", step.migration->name));
    }
    return ERR_OK;
}

static err migrate(struct db *db, struct arena *arena, const struct migration_list *list, when now,
                   struct buf *report)
{
    struct state state;
    bool has_table;
    err e = look(db, arena, list, &state, &has_table, report);
    if (e != ERR_OK || state.pending_count == 0) {
        return e;
    }
    if (!has_table) {
        e = db->driver->alone(db, make_table, NULL);
    }
    if (e == ERR_OK) {
        e = keep_copy(db, arena, &state, report);
    }
    if (e != ERR_OK) {
        say(report, db_story(db));
        return e;
    }
    return apply_all(db, arena, &state, now, report);
}

err db_migrate(struct db_engine *engine, struct arena *arena, const struct migration_list *list,
               when now, struct buf *report)
{
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e != ERR_OK) {
        return e;
    }
    e = db->driver->alone_begin(db);
    if (e == ERR_OK) {
        e = migrate(db, arena, list, now, report);
        db->driver->alone_end(db);
    } else {
        say(report, db_story(db));
    }
    db_close(&db);
    return e;
}

err db_migrate_check(struct db_engine *engine, struct arena *arena,
                     const struct migration_list *list, struct buf *report)
{
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e != ERR_OK) {
        return e;
    }
    struct state state;
    bool has_table;
    e = look(db, arena, list, &state, &has_table, report);
    if (e == ERR_OK && state.pending_count > 0) {
        for (size_t i = 0; i < state.pending_count; i++) {
            say(report, str_printf(arena, "pending %s", state.pending[i]->name));
        }
        e = ERR_NOT_FOUND;
    }
    db_close(&db);
    return e;
}
