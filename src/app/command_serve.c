/* SPDX-License-Identifier: Apache-2.0 */
#include "app/commands.h"
#include "app/server.h"
#include "app/startup.h"
#include "system/log.h"

#define ARENA_LIMIT ((size_t)16 << 20)

static err reload(void *context, struct arena *arena, struct settings *out, struct buf *complaint)
{
    struct startup_options options = *(const struct startup_options *)context;
    options.confined = true;
    return startup_settings(arena, &options, out, complaint);
}

static err serve(struct startup_options *options, struct arena *arena, struct buf *complaint)
{
    struct settings *settings = ARENA_NEW(arena, struct settings);
    err e = startup_settings(arena, options, settings, complaint);
    if (e == ERR_OK) {
        e = startup_data_dir(arena, settings, complaint);
    }
    enum log_level level = LOG_LEVEL_INFO;
    if (e == ERR_OK && log_level_from(settings->log_level, &level)) {
        log_set_level(level);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct server_options server = {
        .settings = settings, .config = options->config, .reload = reload, .context = options};
    return server_run(&server, arena, complaint);
}

int command_serve(int argc, char **argv)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS_SERVE, {0}};
    struct startup_options options = {.serving = true};
    if (!startup_read(argc, argv, rows, &options)) {
        return command_usage("serve");
    }
    struct arena arena;
    arena_init(&arena, ARENA_LIMIT);
    struct buf complaint = buf_in(&arena);
    err e = serve(&options, &arena, &complaint);
    if (e != ERR_OK) {
        if (complaint.len == 0) {
            buf_put(&complaint, STR("the server could not start; see the log above\n"));
        }
        startup_complain(buf_str(&complaint));
    }
    arena_done(&arena);
    return e == ERR_OK ? 0 : e == ERR_INVALID ? EXIT_SETTINGS : EXIT_FAULT;
}
