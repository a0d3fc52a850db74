/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/commands.h"
#include "app/doctor.h"
#include "app/startup.h"

#define ARENA_BYTES ((size_t)16 << 20)

static int examine(struct arena *arena, const struct startup_options *options)
{
    struct buf complaints = buf_in(arena);
    struct buf out = buf_in(arena);
    struct settings settings;
    if (startup_settings(arena, options, &settings, &complaints) != ERR_OK) {
        startup_complain(buf_str(&complaints));
        return EXIT_FAULT;
    }
    bool healthy = doctor_examine(arena, &settings, &out);
    healthy = startup_print(buf_str(&out)) && healthy;
    return healthy ? 0 : EXIT_FAULT;
}

int command_doctor(int argc, char **argv)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS, {0}};
    struct startup_options options = {0};
    if (!startup_read(argc, argv, rows, &options)) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    int status = examine(&arena, &options);
    arena_done(&arena);
    return status;
}
