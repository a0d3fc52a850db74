/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/command_database.h"
#include "app/commands.h"
#include "app/startup.h"
#include "db/migrate.h"
#include "system/clock.h"

#define ARENA_BYTES ((size_t)16 << 20)

/* Lines for stdout go to report, lines for stderr to complaints. */
struct outcome {
    struct buf report, complaints;
};

/* ERR_OK when nothing is pending, ERR_NOT_FOUND when something is. */
static err look(struct arena *arena, const struct settings *settings, struct outcome *outcome)
{
    if (!command_database_exists(arena, settings)) {
        buf_put(&outcome->report, STR("there is no database yet; every step is pending\n"));
        return ERR_NOT_FOUND;
    }
    struct db_engine *engine = NULL;
    err e = command_database_open(arena, settings, DB_READ_ONLY, &engine, &outcome->complaints);
    if (e == ERR_OK) {
        struct buf said = buf_in(arena);
        e = db_migrate_check(engine, arena, &db_migrations, &said);
        buf_put(e == ERR_NOT_FOUND ? &outcome->report : &outcome->complaints, buf_str(&said));
    }
    db_engine_close(&engine);
    return e;
}

static err apply(struct arena *arena, const struct settings *settings, struct outcome *outcome)
{
    err e = startup_data_dir(arena, settings, &outcome->complaints);
    struct db_engine *engine = NULL;
    if (e == ERR_OK) {
        e = command_database_open(arena, settings, DB_READ_WRITE, &engine, &outcome->complaints);
    }
    if (e == ERR_OK) {
        struct buf said = buf_in(arena);
        e = db_migrate(engine, arena, &db_migrations, clock_now(), &said);
        buf_put(e == ERR_OK ? &outcome->report : &outcome->complaints, buf_str(&said));
    }
    db_engine_close(&engine);
    return e;
}

static int migrate(struct arena *arena, const struct startup_options *options, bool only_look)
{
    struct outcome outcome = {buf_in(arena), buf_in(arena)};
    struct settings settings;
    err e = startup_settings(arena, options, &settings, &outcome.complaints);
    if (e == ERR_OK) {
        e = only_look ? look(arena, &settings, &outcome) : apply(arena, &settings, &outcome);
    }
    startup_complain(buf_str(&outcome.complaints));
    if (e == ERR_OK && outcome.report.len == 0) {
        buf_put(&outcome.report, STR("the schema is at this program's version\n"));
    }
    (void)startup_print(buf_str(&outcome.report));
    return e == ERR_OK ? 0 : EXIT_FAULT;
}

int command_migrate(int argc, char **argv)
{
    static const struct option rows[] = {
        STARTUP_LONG_OPTIONS,
        {"check", no_argument, NULL, 'C'},
        {0},
    };
    struct startup_options options = {0};
    bool only_look = false;
    int letter;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter == 'C') {
            only_look = true;
        } else if (!startup_option(&options, letter, optarg)) {
            return command_usage(argv[0]);
        }
    }
    if (optind < argc) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    int status = migrate(&arena, &options, only_look);
    arena_done(&arena);
    return status;
}
