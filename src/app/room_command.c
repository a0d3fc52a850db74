/* SPDX-License-Identifier: Apache-2.0 */
#include "app/room_command.h"

#include "base/check.h"
#include "json/writer.h"
#include "system/log.h"

const struct room_command *room_command_find(const struct room_command *const *tables, str name)
{
    for (; tables != NULL && *tables != NULL; tables++) {
        for (const struct room_command *row = *tables; row->name != NULL; row++) {
            if (str_eq(name, str_from_z(row->name))) {
                return row;
            }
        }
    }
    return NULL;
}

static size_t add_names(const char *list, struct command_run *run)
{
    size_t before = run->count;
    str rest = list == NULL ? STR("") : str_from_z(list);
    while (rest.len > 0) {
        str word = str_cut(rest, ' ', &rest);
        CHECK(run->count < COMMAND_VALUES_MAX);
        str takes;
        run->values[run->count++] = (struct command_value){str_cut(word, '=', &takes), STR("")};
    }
    return run->count - before;
}

size_t room_command_names(const struct room_command *command, struct command_run *run)
{
    run->count = 0;
    size_t words = add_names(command->words, run);
    (void)add_names(command->options, run);
    return words;
}

struct attempt {
    const struct room_command *command;
    struct command_run *run;
    err outcome; /* the row's own; the commit may still fail */
};

static err run_once(struct db *db, void *arg)
{
    struct attempt *attempt = arg;
    attempt->run->out->len = 0; /* of the attempt before */
    attempt->outcome = attempt->command->run(db, attempt->run);
    return attempt->outcome;
}

static void say_why(err e, const struct command_run *run, const char *story)
{
    if (e == ERR_NOT_FOUND) {
        buf_put(run->out, STR("there is no such thing"));
    } else if (e == ERR_UNAVAILABLE) {
        buf_put(run->out, STR("the database did not take it; try again"));
    } else {
        buf_printf(run->out, "it could not be done: %s", story);
    }
}

err room_command_run(const struct room_command *command, struct db_engine *engine,
                     struct command_run *run)
{
    struct attempt attempt = {.command = command, .run = run};
    struct db *db = NULL;
    err e = db_open(engine, &db);
    if (e == ERR_OK) {
        e = command->writes ? db_transaction(db, run_once, &attempt) : run_once(db, &attempt);
    }
    if (e != ERR_OK && (attempt.outcome == ERR_OK || run->out->len == 0)) {
        run->out->len = 0;
        say_why(e, run, db == NULL ? err_word(e) : str_z(run->arena, db_story(db)));
    }
    db_close(&db);
    return e;
}

str room_command_request(const struct room_command *command, const struct command_run *run)
{
    struct buf request = buf_in(run->arena);
    struct json json = json_into(&request);
    json_obj(&json);
    json_key(&json, "command"), json_text(&json, "room");
    json_key(&json, "name"), json_text(&json, command->name);
    json_key(&json, "values"), json_arr(&json);
    for (size_t i = 0; i < run->count; i++) {
        json_str(&json, run->values[i].text);
    }
    json_end(&json);
    json_key(&json, "now"), json_i64(&json, run->now.us);
    json_end(&json);
    return buf_str(&request);
}

static bool read_values(const struct json_node *values, struct command_run *run)
{
    if (values == NULL || values->kind != JSON_KIND_ARRAY || values->count != run->count) {
        return false;
    }
    for (size_t i = 0; i < run->count; i++) {
        if (values->items[i].kind != JSON_KIND_STRING) {
            return false;
        }
        run->values[i].text = values->items[i].text;
    }
    return true;
}

err room_command_answer(const struct jobs_options *options, struct arena *arena,
                        const struct json_node *request, str *out_text)
{
    struct buf out = buf_in(arena);
    struct command_run run = {.settings = options->site->settings, .arena = arena, .out = &out};
    const struct room_command *command = NULL;
    str name = {0};
    if (json_get_str(request, STR("name"), &name) &&
        json_get_i64(request, STR("now"), &run.now.us)) {
        command = room_command_find(options->commands, name);
    }
    if (command != NULL) {
        (void)room_command_names(command, &run);
    }
    if (command == NULL || !read_values(json_member(request, STR("values")), &run)) {
        *out_text = STR("this server does not know the request; is it of another version?");
        return ERR_INVALID;
    }
    err e = room_command_run(command, options->site->engine, &run);
    log_info("command carried out", LOG_STR("name", name),
             LOG_STR("outcome", str_from_z(err_word(e))), LOG_END);
    *out_text = buf_str(&out);
    return e;
}
