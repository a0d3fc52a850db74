/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/commands.h"
#include "app/startup.h"

#define ARENA_BYTES ((size_t)16 << 20)

/* Everything serve would refuse to start with, judged without starting or making anything. */
static err check(struct arena *arena, const struct startup_options *options, struct buf *complaints)
{
    struct settings settings;
    err e = startup_settings(arena, options, &settings, complaints);
    if (e == ERR_OK) {
        e = startup_data_dir_check(arena, &settings, complaints);
    }
    return e;
}

int command_check(int argc, char **argv)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS_SERVE, {0}};
    struct startup_options options = {0};
    int letter;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (!startup_option(&options, letter, optarg)) {
            return command_usage(argv[0]);
        }
    }
    if (optind < argc) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct buf complaints = buf_in(&arena);
    err e = check(&arena, &options, &complaints);
    startup_complain(buf_str(&complaints));
    if (e == ERR_OK) {
        puts("everything is in order");
    }
    arena_done(&arena);
    return e == ERR_OK ? 0 : EXIT_FAULT;
}
