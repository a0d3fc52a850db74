/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "app/admin.h"
#include "app/command_database.h"
#include "app/commands.h"
#include "app/courier_link.h"
#include "app/feature_list.h"
#include "app/jobs.h"
#include "app/site_build.h"
#include "app/startup.h"
#include "db/migrate.h"
#include "system/clock.h"

#define ARENA_BYTES ((size_t)64 << 20)

struct wish {
    struct startup_options startup;
    bool runs; /* run, else list */
    bool as_json;
    when now;
};

static bool read_options(int argc, char **argv, struct wish *wish)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS,
                                         {"now", required_argument, NULL, 'n'},
                                         {"json", no_argument, NULL, 'j'},
                                         {0}};
    int letter = 0;
    wish->now = clock_now();
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter == 'j') {
            wish->as_json = true;
        } else if (letter == 'n') {
            if (!when_from_rfc3339(str_from_z(optarg), &wish->now)) {
                fputs("kabinet jobs: --now takes a moment such as 2026-11-22T10:00:00Z\n", stderr);
                return false;
            }
        } else if (!startup_option(&wish->startup, letter, optarg)) {
            return false;
        }
    }
    if (optind + 1 != argc) {
        return false;
    }
    wish->runs = strcmp(argv[optind], "run") == 0;
    return wish->runs || strcmp(argv[optind], "list") == 0;
}

static err run(struct arena *arena, const struct wish *wish, const struct settings *settings,
               struct db_engine *engine, struct buf *complaints)
{
    struct site site = {0};
    struct jobs_options options = {.site = &site, .kinds = feature_jobs()};
    struct db *db = NULL;
    struct jobs_summary summary;
    err e = site_build(arena, settings, &site, complaints);
    site.engine = engine;
    if (e == ERR_OK && settings->smtp_url.len > 0) {
        e = courier_link_open(&options.mail);
    }
    if (e == ERR_OK && !str_eq(settings->sms_driver, STR("none"))) {
        e = courier_link_open(&options.sms);
    }
    if (e == ERR_OK) {
        e = db_open(engine, &db);
    }
    if (e == ERR_OK) {
        e = jobs_run_due(&options, db, wish->now, &summary);
    }
    if (e == ERR_OK) {
        (void)startup_print(jobs_summary_text(arena, &summary));
    }
    db_close(&db);
    courier_link_close(&options.mail);
    courier_link_close(&options.sms);
    return e;
}

static err list(struct arena *arena, const struct wish *wish, struct db_engine *engine)
{
    struct db *db = NULL;
    struct buf out = buf_in(arena);
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = jobs_list(db, arena, wish->as_json, &out);
    }
    db_close(&db);
    if (e == ERR_OK) {
        (void)startup_print(buf_str(&out));
    }
    return e;
}

/* On SQLite a running server is the only one that may write: it is asked to. */
static err ask_server(struct arena *arena, const struct wish *wish, const struct settings *settings,
                      struct buf *complaints)
{
    if (!wish->runs || settings->database_url.len > 0) {
        return ERR_NOT_FOUND;
    }
    struct admin_answer answer;
    err e = admin_ask(arena, settings->data_dir, admin_jobs_run(arena, wish->now), &answer);
    if (e == ERR_OK && answer.ok) {
        (void)startup_print(answer.text);
    } else if (e == ERR_OK) {
        buf_printf(complaints, "the server says: %" STR_FMT "\n", STR_ARG(answer.text));
        e = ERR_INTERNAL;
    } else if (e != ERR_NOT_FOUND) {
        buf_put(complaints, STR("the running server gave no answer; see its log\n"));
    }
    return e;
}

static err carry_out(struct arena *arena, const struct wish *wish, struct buf *complaints)
{
    struct settings *settings = ARENA_NEW(arena, struct settings);
    struct db_engine *engine = NULL;
    err e = startup_settings(arena, &wish->startup, settings, complaints);
    if (e == ERR_OK) {
        e = ask_server(arena, wish, settings, complaints);
        if (e != ERR_NOT_FOUND) {
            return e;
        }
        e = ERR_OK;
    }
    if (e == ERR_OK && !command_database_exists(arena, settings)) {
        buf_put(complaints, STR("there is no database yet; `kabinet serve` makes it\n"));
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        e = command_database_open(arena, settings, wish->runs ? DB_READ_WRITE : DB_READ_ONLY,
                                  &engine, complaints);
    }
    if (e == ERR_OK) {
        e = db_migrate_check(engine, arena, &db_migrations, complaints);
    }
    if (e == ERR_OK) {
        e = wish->runs ? run(arena, wish, settings, engine, complaints) : list(arena, wish, engine);
    }
    db_engine_close(&engine);
    return e;
}

int command_jobs(int argc, char **argv)
{
    struct wish wish = {0};
    if (!read_options(argc, argv, &wish)) {
        return command_usage("jobs");
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct buf complaints = buf_in(&arena);
    err e = carry_out(&arena, &wish, &complaints);
    if (e != ERR_OK) {
        if (complaints.len == 0) {
            buf_put(&complaints, STR("the jobs could not be reached; see the log above\n"));
        }
        startup_complain(buf_str(&complaints));
    }
    arena_done(&arena);
    return e == ERR_OK ? 0 : EXIT_FAULT;
}
