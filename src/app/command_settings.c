/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/commands.h"
#include "app/startup.h"

#define ARENA_BYTES ((size_t)16 << 20)

enum form { FORM_TEXT, FORM_JSON, FORM_MANUAL };

static int show(struct arena *arena, const struct startup_options *options, enum form form)
{
    struct buf out = buf_in(arena);
    struct buf complaints = buf_in(arena);
    struct settings settings;
    if (form == FORM_MANUAL) {
        settings_print_manual(&out);
    } else if (startup_settings(arena, options, &settings, &complaints) != ERR_OK) {
        startup_complain(buf_str(&complaints));
        return EXIT_FAULT;
    } else if (form == FORM_JSON) {
        settings_print_json(&settings, &out);
    } else {
        settings_print(&settings, &out);
    }
    return startup_print(buf_str(&out)) ? 0 : EXIT_FAULT;
}

int command_settings(int argc, char **argv)
{
    static const struct option rows[] = {
        STARTUP_LONG_OPTIONS,
        {"json", no_argument, NULL, 'j'},
        {"manual", no_argument, NULL, 'm'},
        {0},
    };
    struct startup_options options = {0};
    enum form form = FORM_TEXT;
    int letter;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter == 'j' || letter == 'm') {
            form = letter == 'j' ? FORM_JSON : FORM_MANUAL;
        } else if (!startup_option(&options, letter, optarg)) {
            return command_usage(argv[0]);
        }
    }
    if (optind < argc) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    int status = show(&arena, &options, form);
    arena_done(&arena);
    return status;
}
