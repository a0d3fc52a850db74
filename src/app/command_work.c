/* SPDX-License-Identifier: Apache-2.0 */
#include "app/command_work.h"

#include "app/admin.h"
#include "app/command_database.h"
#include "app/commands.h"
#include "db/migrate.h"

/* On SQLite a running server is the only one that may write: it is asked to. ERR_NOT_FOUND when
 * there is none to ask. */
static err ask_server(struct command_place *place, const struct command_work *work)
{
    if (!work->writes || place->settings->database_url.len > 0) {
        return ERR_NOT_FOUND;
    }
    struct admin_answer answer;
    err e = admin_ask(place->arena, place->settings->data_dir, work->request, &answer);
    if (e == ERR_OK && answer.ok) {
        buf_put(&place->report, answer.text);
    } else if (e == ERR_OK) {
        buf_printf(&place->complaints, "the server says: %" STR_FMT "\n", STR_ARG(answer.text));
        e = ERR_INTERNAL;
    } else if (e != ERR_NOT_FOUND) {
        buf_put(&place->complaints, STR("the running server gave no answer; see its log\n"));
    }
    return e;
}

static err do_it_here(struct command_place *place, const struct command_work *work)
{
    if (!command_database_exists(place->arena, place->settings)) {
        buf_printf(&place->complaints,
                   "no database.url is given, and %" STR_FMT "/kabinet.db does not exist: name "
                   "the settings with --config; a first `kabinet serve` makes the database\n",
                   STR_ARG(place->settings->data_dir));
        return ERR_NOT_FOUND;
    }
    err e = command_database_open(place->arena, place->settings,
                                  work->writes ? DB_READ_WRITE : DB_READ_ONLY, &place->engine,
                                  &place->complaints);
    if (e == ERR_OK) {
        e = db_migrate_check(place->engine, place->arena, &db_migrations, &place->complaints);
    }
    if (e == ERR_OK) {
        e = work->run(place, work->typed);
    }
    db_engine_close(&place->engine);
    return e;
}

int command_work(struct arena *arena, const struct startup_options *startup,
                 const struct command_work *work)
{
    struct settings *settings = ARENA_NEW(arena, struct settings);
    struct command_place place = {
        .arena = arena,
        .settings = settings,
        .report = buf_in(arena),
        .complaints = buf_in(arena),
    };
    err e = startup_settings(arena, startup, settings, &place.complaints);
    if (e == ERR_OK) {
        e = ask_server(&place, work);
        e = e == ERR_NOT_FOUND ? do_it_here(&place, work) : e;
    }
    if (e == ERR_OK) {
        (void)startup_print(buf_str(&place.report));
        return 0;
    }
    if (place.complaints.len == 0) {
        buf_put(&place.complaints, str_from_z(work->failure));
        buf_put_char(&place.complaints, '\n');
    }
    startup_complain(buf_str(&place.complaints));
    return EXIT_FAULT;
}
