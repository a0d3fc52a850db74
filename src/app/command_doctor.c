/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/commands.h"
#include "app/doctor.h"
#include "app/sandbox_probe.h"
#include "app/startup.h"

#define ARENA_BYTES ((size_t)16 << 20)

static bool examine(struct arena *arena, const struct settings *settings)
{
    struct buf out = buf_in(arena);
    bool healthy = doctor_examine(arena, settings, &out);
    return startup_print(buf_str(&out)) && healthy;
}

static int run(struct arena *arena, const struct startup_options *options, bool probes)
{
    struct buf complaints = buf_in(arena);
    struct settings settings;
    bool good = (probes ? startup_settings : startup_settings_read)(arena, options, &settings,
                                                                    &complaints) == ERR_OK;
    if (good) {
        good = probes ? sandbox_probe(arena, &settings, options->config, &complaints)
                      : examine(arena, &settings);
    }
    startup_complain(buf_str(&complaints));
    return good ? 0 : EXIT_FAULT;
}

int command_doctor(int argc, char **argv)
{
    static const struct option rows[] = {
        STARTUP_LONG_OPTIONS, {"sandbox-probe", no_argument, NULL, 's'}, {0}};
    struct startup_options options = {0};
    bool probes = false;
    int letter;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter == 's') {
            probes = true;
        } else if (!startup_option(&options, letter, optarg)) {
            return command_usage(argv[0]);
        }
    }
    if (optind < argc) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    int status = run(&arena, &options, probes);
    arena_done(&arena);
    return status;
}
