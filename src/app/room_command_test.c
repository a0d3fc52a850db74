/* SPDX-License-Identifier: Apache-2.0 */
#include "app/room_command.h"

#include "test.h"
#include "testdb.h"

static err note(struct db *tx, const struct command_run *run)
{
    (void)tx;
    when until;
    if (!command_moment(run, "until", &until)) {
        return ERR_INVALID;
    }
    if (str_eq(command_value(run, "TEXT"), STR("nothing"))) {
        return command_refuse(run, ERR_INVALID, "that is nothing");
    }
    str end = when_is_none(until) ? STR("no end") : when_rfc3339(run->arena, until);
    buf_printf(run->out, "%" STR_FMT " until %" STR_FMT "\n", STR_ARG(command_value(run, "TEXT")),
               STR_ARG(end));
    return ERR_OK;
}

static err lose(struct db *db, const struct command_run *run)
{
    (void)db;
    (void)run;
    return ERR_NOT_FOUND;
}

static const struct room_command notes[] = {
    {.name = "notes put",
     .words = "TEXT",
     .options = "until=TIME limit=N",
     .summary = "puts",
     .writes = true,
     .run = note},
    {.name = "notes lose", .summary = "loses", .run = lose},
    ROOM_COMMANDS_END,
};
static const struct room_command *const tables[] = {notes, NULL};

static str ask(struct test_db *t, str name, str text, str until, err *out_code)
{
    struct buf out = buf_in(&t->arena);
    struct command_run run = {.arena = &t->arena, .out = &out};
    const struct room_command *row = room_command_find(tables, name);
    size_t words = room_command_names(row, &run);
    if (words > 0) {
        run.values[0].text = text;
        run.values[words].text = until;
    }
    *out_code = room_command_run(row, t->engine, &run);
    return buf_str(&out);
}

/* The same over the admin socket's two ends. */
static str ask_server(struct test_db *t, str text, str until, err *out_code)
{
    struct command_run run = {.arena = &t->arena};
    struct settings settings = {0};
    struct site site = {.engine = t->engine, .settings = &settings};
    struct jobs_options options = {.site = &site, .commands = tables};
    (void)room_command_names(&notes[0], &run);
    run.values[0].text = text;
    run.values[1].text = until;
    struct json_node request;
    str answer = {0};
    if (json_read(&t->arena, room_command_request(&notes[0], &run), &request) == ERR_OK) {
        *out_code = room_command_answer(&options, &t->arena, &request, &answer);
    }
    return answer;
}

int main(void)
{
    struct test_db t;
    if (!test_db_open(&t)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    err e = ERR_INTERNAL;
    test ("a row is found by its whole name") {
        expect(room_command_find(tables, STR("notes put")) == &notes[0]);
        expect(room_command_find(tables, STR("notes")) == NULL);
        expect(room_command_find(NULL, STR("notes put")) == NULL);
    }
    test ("words and options reach the row, here and in the server") {
        str wanted = STR("tea until 2026-11-22T10:00:00Z\n");
        expect_str(ask(&t, STR("notes put"), STR("tea"), STR("2026-11-22T10:00:00Z"), &e), wanted);
        expect(e == ERR_OK);
        expect_str(ask_server(&t, STR("tea"), STR("2026-11-22T10:00:00Z"), &e), wanted);
        expect(e == ERR_OK);
    }
    test ("an option may be left out") {
        expect_str(ask_server(&t, STR("tea"), STR(""), &e), STR("tea until no end\n"));
        expect(e == ERR_OK);
    }
    test ("a row says why it refuses") {
        expect_str(ask(&t, STR("notes put"), STR("nothing"), STR(""), &e), STR("that is nothing"));
        expect(e == ERR_INVALID);
        expect_str(ask_server(&t, STR("tea"), STR("soon"), &e),
                   STR("until takes a moment such as 2026-11-22T10:00:00Z"));
        expect(e == ERR_INVALID);
    }
    test ("a row that gives a code alone still has a sentence") {
        expect_str(ask(&t, STR("notes lose"), STR(""), STR(""), &e), STR("there is no such thing"));
        expect(e == ERR_NOT_FOUND);
    }
    test_db_close(&t);
    return tests_done();
}
