/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "app/command_work.h"
#include "app/commands.h"
#include "app/nursery.h"
#include "app/outside.h"
#include "features/invoices/invoices.h"

#define ARENA_BYTES ((size_t)64 << 20)

static bool read_options(int argc, char **argv, struct startup_options *startup)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS, {0}};
    int letter = 0;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (!startup_option(startup, letter, optarg)) {
            return false;
        }
    }
    return optind + 1 == argc && strcmp(argv[optind], "check") == 0;
}

/* Printing is a courier's work, here as in the server. */
static err carry_out(struct command_place *place, const void *context)
{
    (void)context;
    struct nursery *nursery = NULL;
    struct outside_place outside = {0};
    struct db *db = NULL;
    err e = nursery_open(&(struct nursery_options){.settings = place->settings}, &nursery);
    if (e == ERR_OK) {
        e = outside_open(place->settings, nursery, &outside);
    }
    if (e == ERR_OK) {
        e = db_open(place->engine, &db);
    }
    if (e == ERR_OK) {
        e = documents_check(db, place->arena, &outside.outside, &place->complaints);
    }
    if (e == ERR_OK) {
        buf_put(&place->report, STR("documents: every one comes out as it was printed\n"));
    }
    db_close(&db);
    outside_close(&outside);
    nursery_close(&nursery);
    return e;
}

int command_documents(int argc, char **argv)
{
    struct startup_options startup = {0};
    if (!read_options(argc, argv, &startup)) {
        return command_usage("documents");
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct command_work work = {
        .failure = "the documents could not be checked; see the log above",
        .run = carry_out,
    };
    int status = command_work(&arena, &startup, &work);
    arena_done(&arena);
    return status;
}
