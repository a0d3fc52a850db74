/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "app/admin.h"
#include "app/command_work.h"
#include "app/commands.h"
#include "app/courier_link.h"
#include "app/feature_list.h"
#include "app/hooks_folder.h"
#include "app/jobs.h"
#include "app/site_build.h"
#include "system/clock.h"

#define ARENA_BYTES ((size_t)64 << 20)

struct typed {
    struct startup_options startup;
    bool runs; /* run, else list */
    bool as_json;
    bool named; /* whoever names the moment has looked at the clock */
    when now;
};

static bool read_options(int argc, char **argv, struct typed *typed)
{
    static const struct option rows[] = {STARTUP_LONG_OPTIONS,
                                         {"now", required_argument, NULL, 'n'},
                                         {"json", no_argument, NULL, 'j'},
                                         {0}};
    int letter = 0;
    typed->now = clock_now();
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter == 'j') {
            typed->as_json = true;
        } else if (letter == 'n') {
            if (!when_from_rfc3339(str_from_z(optarg), &typed->now)) {
                fputs("kabinet jobs: --now takes a moment such as 2026-11-22T10:00:00Z\n", stderr);
                return false;
            }
            typed->named = true;
        } else if (!startup_option(&typed->startup, letter, optarg)) {
            return false;
        }
    }
    if (optind + 1 != argc) {
        return false;
    }
    typed->runs = strcmp(argv[optind], "run") == 0;
    return typed->runs || strcmp(argv[optind], "list") == 0;
}

static err run(struct command_place *place, const struct typed *typed, struct db *db)
{
    struct site site = {0};
    struct jobs_options options = {.site = &site, .kinds = feature_jobs()};
    struct jobs_summary summary;
    err e = site_build(place->arena, place->settings, place->engine, SECRET_KEY_MUST_EXIST, &site,
                       &place->complaints);
    str folder = STR("");
    if (e == ERR_OK) {
        e = hooks_folder(place->arena, place->settings, &folder, &place->complaints);
    }
    if (e == ERR_OK) {
        struct nursery_options nursery = {folder, place->settings, typed->startup.config};
        e = nursery_open(&nursery, &options.nursery);
    }
    if (e == ERR_OK && place->settings->smtp_url.len > 0) {
        e = courier_link_open(options.nursery, &options.mail);
    }
    if (e == ERR_OK && !str_eq(place->settings->sms_driver, STR("none"))) {
        e = courier_link_open(options.nursery, &options.sms);
    }
    if (e == ERR_OK) {
        e = typed->named ? jobs_confirm_clock(db) : jobs_read_clock(db, place->arena);
    }
    if (e == ERR_OK) {
        e = jobs_run_due(&options, db, typed->now, &summary);
    }
    if (e == ERR_OK) {
        buf_put(&place->report, jobs_summary_text(place->arena, &summary));
    }
    courier_link_close(&options.mail);
    courier_link_close(&options.sms);
    nursery_close(&options.nursery);
    return e;
}

static err carry_out(struct command_place *place, const void *context)
{
    const struct typed *typed = context;
    struct db *db = NULL;
    err e = db_open(place->engine, &db);
    if (e == ERR_OK) {
        e = typed->runs ? run(place, typed, db)
                        : jobs_list(db, place->arena, typed->as_json, &place->report);
    }
    db_close(&db);
    return e;
}

int command_jobs(int argc, char **argv)
{
    struct typed typed = {0};
    if (!read_options(argc, argv, &typed)) {
        return command_usage("jobs");
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct command_work work = {
        .writes = typed.runs,
        .request = admin_jobs_run(&arena, typed.now,
                                  typed.named ? ADMIN_CLOCK_CONFIRMED : ADMIN_CLOCK_AS_IS),
        .failure = "the jobs could not be reached; see the log above",
        .run = carry_out,
        .typed = &typed,
    };
    int status = command_work(&arena, &typed.startup, &work);
    arena_done(&arena);
    return status;
}
