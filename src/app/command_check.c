/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/command_database.h"
#include "app/commands.h"
#include "app/house_key.h"
#include "app/plans_check.h"
#include "app/settings_notes.h"
#include "app/startup.h"
#include "db/migrate.h"

#define ARENA_BYTES ((size_t)16 << 20)

/* Steps that are pending are no fault: serve applies them. Before, plans cannot be read. */
static err check_content(struct db_engine *engine, struct arena *arena,
                         const struct settings *settings, const struct secret_ring *ring,
                         struct buf *complaints)
{
    struct buf said = buf_in(arena);
    err e = db_migrate_check(engine, arena, &db_migrations, &said);
    if (e == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (e != ERR_OK) {
        buf_put(complaints, buf_str(&said));
        return e;
    }
    e = house_key_compare_with(engine, arena, settings->data_dir, ring, complaints);
    if (e != ERR_OK) {
        return e;
    }
    e = plans_check(engine, arena, settings, complaints);
    if (e != ERR_OK && complaints->len == 0) {
        buf_put(complaints, STR("database: the plans on sale cannot be read\n"));
    }
    return e;
}

/* A key that is not there yet is made by serve, when the database is new. */
static err check_database(struct arena *arena, const struct settings *settings,
                          struct buf *complaints)
{
    struct secret_ring ring;
    bool found = false;
    err e = house_key_load(arena, settings->data_dir, &ring, &found, complaints);
    if (e != ERR_OK) {
        return e;
    }
    if (!command_database_exists(arena, settings)) {
        return ERR_OK;
    }
    struct db_engine *engine = NULL;
    e = command_database_open(arena, settings, DB_READ_ONLY, &engine, complaints);
    if (e == ERR_OK) {
        e = check_content(engine, arena, settings, found ? &ring : NULL, complaints);
    }
    db_engine_close(&engine);
    return e;
}

/* Everything serve would refuse to start with, and plans on sale that cannot work, checked without
 * starting or making anything. */
static err check(struct arena *arena, const struct startup_options *options, struct buf *notes,
                 struct buf *complaints)
{
    struct settings settings;
    err e = startup_settings(arena, options, &settings, complaints);
    if (e == ERR_OK) {
        settings_notes(arena, &settings, notes);
    }
    if (e == ERR_OK) {
        e = startup_data_dir_check(arena, &settings, complaints);
    }
    if (e == ERR_OK) {
        e = check_database(arena, &settings, complaints);
    }
    return e;
}

static void print_notes(str notes)
{
    while (notes.len > 0) {
        str line = str_cut(notes, '\n', &notes);
        printf("note: %" STR_FMT "\n", STR_ARG(line));
    }
}

int command_check(int argc, char **argv)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS_SERVE, {0}};
    struct startup_options options = {.serving = true};
    if (!startup_read(argc, argv, rows, &options)) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct buf complaints = buf_in(&arena);
    struct buf notes = buf_in(&arena);
    err e = check(&arena, &options, &notes, &complaints);
    print_notes(buf_str(&notes));
    startup_complain(buf_str(&complaints));
    if (e == ERR_OK) {
        puts("everything is in order");
    }
    arena_done(&arena);
    return e == ERR_OK ? 0 : EXIT_FAULT;
}
