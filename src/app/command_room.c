/* SPDX-License-Identifier: Apache-2.0 */
#include "app/command_room.h"

#include <string.h>

#include "app/command_work.h"
#include "app/commands.h"
#include "app/feature_list.h"
#include "app/room_command.h"
#include "base/attr.h"
#include "base/text.h"
#include "system/clock.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define VALUE_LETTER 256 /* plus the value's index; behind all letters of startup's options */

static bool is_of(const struct room_command *row, const char *room)
{
    size_t len = room == NULL ? 0 : strlen(room);
    return room == NULL || (strncmp(row->name, room, len) == 0 && row->name[len] == ' ');
}

static void print_usage(FILE *to, const struct room_command *row)
{
    fprintf(to, "kabinet %s%s%s", row->name, row->words == NULL ? "" : " ",
            row->words == NULL ? "" : row->words);
    str rest = row->options == NULL ? STR("") : str_from_z(row->options);
    while (rest.len > 0) {
        str takes;
        str name = str_cut(str_cut(rest, ' ', &rest), '=', &takes);
        fprintf(to, " [--%" STR_FMT " %" STR_FMT "]", STR_ARG(name), STR_ARG(takes));
    }
    fputs(" [--config FILE] [--data DIR]\n", to);
}

void command_room_help(FILE *to, const char *room)
{
    for (const struct room_command *const *table = feature_commands(); *table != NULL; table++) {
        for (const struct room_command *row = *table; row->name != NULL; row++) {
            if (is_of(row, room)) {
                fputs("  ", to);
                print_usage(to, row);
                fprintf(to, "          %s\n", row->summary);
            }
        }
    }
}

bool command_room_has(const char *room)
{
    for (const struct room_command *const *table = feature_commands(); *table != NULL; table++) {
        for (const struct room_command *row = *table; row->name != NULL; row++) {
            if (is_of(row, room)) {
                return true;
            }
        }
    }
    return false;
}

struct typed {
    struct startup_options startup;
    const struct room_command *command;
    struct command_run run;
    size_t words; /* how many of the values are words; the rest are options */
};

static void fill_options(struct arena *arena, const struct typed *typed, struct option *rows)
{
    static const struct option startup[] = {STARTUP_LONG_OPTIONS};
    memcpy(rows, startup, sizeof(startup));
    rows += ARRAY_LEN(startup);
    for (size_t i = typed->words; i < typed->run.count; i++) {
        *rows++ = (struct option){
            .name = str_z(arena, typed->run.values[i].name),
            .has_arg = required_argument,
            .val = VALUE_LETTER + (int)i,
        };
    }
    *rows = (struct option){0};
}

/* argv begins with the verb. */
static bool read_values(struct arena *arena, int argc, char **argv, struct typed *typed)
{
    struct option rows[COMMAND_VALUES_MAX + 3];
    fill_options(arena, typed, rows);
    int letter = 0;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter >= VALUE_LETTER) {
            typed->run.values[letter - VALUE_LETTER].text = str_from_z(optarg);
        } else if (!startup_option(&typed->startup, letter, optarg)) {
            return false;
        }
    }
    if ((size_t)(argc - optind) != typed->words) {
        return false;
    }
    bool readable = true;
    for (size_t i = 0; i < typed->run.count; i++) {
        if (i < typed->words) {
            typed->run.values[i].text = str_from_z(argv[optind + (int)i]);
        }
        str word = typed->run.values[i].text;
        readable =
            readable && str_is_utf8(word) && text_fault(word, TEXT_SEVERAL_LINES) == TEXT_PLAIN;
    }
    if (!readable) {
        fputs("kabinet: words must be UTF-8 without control or invisible characters\n", stderr);
    }
    return readable;
}

static err carry_out(struct command_place *place, const void *context)
{
    const struct typed *typed = context;
    struct command_run run = typed->run;
    struct buf out = buf_in(place->arena);
    run.settings = place->settings;
    run.out = &out;
    err e = room_command_run(typed->command, place->engine, &run);
    buf_put(e == ERR_OK ? &place->report : &place->complaints, buf_str(&out));
    return e;
}

static int run_typed(struct arena *arena, const struct typed *typed)
{
    struct command_work work = {
        .writes = typed->command->writes,
        .request = room_command_request(typed->command, &typed->run),
        .failure = "it could not be done; see the log above",
        .run = carry_out,
        .typed = typed,
    };
    return command_work(arena, &typed->startup, &work);
}

int command_room(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    str name = str_printf(&arena, "%s %s", argv[0], argc > 1 ? argv[1] : "");
    struct typed typed = {.command = room_command_find(feature_commands(), name)};
    int status = EXIT_USAGE;
    if (typed.command == NULL) {
        fprintf(stderr, "usage:\n");
        command_room_help(stderr, argv[0]);
    } else {
        typed.run.arena = &arena;
        typed.run.now = clock_now();
        typed.words = room_command_names(typed.command, &typed.run);
        if (read_values(&arena, argc - 1, argv + 1, &typed)) {
            status = run_typed(&arena, &typed);
        } else {
            fputs("usage: ", stderr);
            print_usage(stderr, typed.command);
        }
    }
    arena_done(&arena);
    return status;
}
