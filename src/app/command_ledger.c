/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "app/command_database.h"
#include "app/commands.h"
#include "app/startup.h"
#include "features/billing/billing.h"

#define ARENA_BYTES ((size_t)64 << 20)

static err check_books(struct arena *arena, const struct settings *settings, struct buf *report)
{
    struct db_engine *engine = NULL;
    struct db *db = NULL;
    err e = command_database_open(arena, settings, DB_READ_ONLY, &engine, report);
    if (e == ERR_OK) {
        e = db_open(engine, &db);
    }
    if (e == ERR_OK) {
        e = ledger_check(db, arena, report);
    }
    if (e != ERR_OK && e != ERR_CONFLICT && db != NULL) {
        buf_printf(report, "the books could not be read: %" STR_FMT "\n", STR_ARG(db_story(db)));
    }
    db_close(&db);
    db_engine_close(&engine);
    return e;
}

static int ledger(struct arena *arena, const struct startup_options *options)
{
    struct buf report = buf_in(arena);
    struct settings settings;
    err e = startup_settings(arena, options, &settings, &report);
    if (e == ERR_OK) {
        e = check_books(arena, &settings, &report);
    }
    startup_complain(buf_str(&report));
    if (e != ERR_OK) {
        return EXIT_FAULT;
    }
    return startup_print(STR("every posting, balance and sum is right\n")) ? 0 : EXIT_FAULT;
}

int command_ledger(int argc, char **argv)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS, {0}};
    struct startup_options options = {0};
    if (argc < 2 || strcmp(argv[1], "check") != 0 ||
        !startup_read(argc - 1, argv + 1, rows, &options)) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    int status = ledger(&arena, &options);
    arena_done(&arena);
    return status;
}
