/* SPDX-License-Identifier: Apache-2.0 */
/* From the command line to settings worth starting with. Every command reads its options here, so
 * that --config and --data mean the same everywhere, and serve, check and a reload apply the same
 * check. A fault is one line that says what to mend. */
#pragma once

#include <getopt.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "system/settings.h"

/* What a command line may say; zeroed = nothing said. */
struct startup_options {
    const char *config; /* --config FILE */
    const char *data;   /* --data DIR */
    const char *listen; /* --listen ADDR:PORT */
    bool demo;          /* --demo */
    bool force;         /* --force: the demo may be reached from elsewhere */
    bool serving;       /* for serve and check: what only a server needs is needed */
    bool confined;      /* a reload, inside the sandbox */
};

/* Rows for getopt_long's table that every command has, and what to do with their letters. */
#define STARTUP_LONG_OPTIONS                                                                       \
    {"config", required_argument, NULL, 'c'},                                                      \
    {                                                                                              \
        "data", required_argument, NULL, 'd'                                                       \
    }

#define STARTUP_LONG_OPTIONS_SERVE                                                                 \
    STARTUP_LONG_OPTIONS, {"listen", required_argument, NULL, 'l'},                                \
        {"demo", no_argument, NULL, 'D'},                                                          \
    {                                                                                              \
        "force", no_argument, NULL, 'F'                                                            \
    }

/* Takes one option; false when the letter is none of ours. */
bool startup_option(struct startup_options *options, int letter, const char *value);

/* Takes the whole command line of a command that has no other options and no operands; false when
 * there is anything else. */
bool startup_read(int argc, char **argv, const struct option *rows, struct startup_options *out);

/* Settings from file, environment and options, in *out with text in the arena; each fault is a line
 * in complaints, then ERR_INVALID. When --listen is given and no public URL is set anywhere, the
 * public URL follows the address. Call it again for a reload. */
err startup_settings(struct arena *arena, const struct startup_options *options,
                     struct settings *out, struct buf *complaints) MUST_CHECK;

/* The same without looking at what values mean: for who goes on with settings that are wrong. */
err startup_settings_read(struct arena *arena, const struct startup_options *options,
                          struct settings *out, struct buf *complaints) MUST_CHECK;

/* Makes the data directory (0700) when it is absent, and checks it: ours, writable, closed. */
err startup_data_dir(struct arena *arena, const struct settings *settings,
                     struct buf *complaints) MUST_CHECK;

/* The same check, making nothing; an absent directory is a fault unless it could be made. */
err startup_data_dir_check(struct arena *arena, const struct settings *settings,
                           struct buf *complaints) MUST_CHECK;

/* Prints a result on stdout as it is; false when it could not be written. */
bool startup_print(str result);

/* Prints complaints on stderr, a line each, after the program's name. */
void startup_complain(str complaints);
