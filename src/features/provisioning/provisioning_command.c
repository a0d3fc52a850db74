/* SPDX-License-Identifier: Apache-2.0 */
/* For whoever writes a hook: an operation that belongs to nobody, and how it went. */
#include "features/provisioning/provisioning.h"
#include "features/provisioning/provisioning_json.h"
#include "json/writer.h"
#include "system/random.h"

static str or_new(const struct command_run *run, const char *name)
{
    str given = command_value(run, name);
    return given.len > 0 ? given : id_new(run->arena);
}

static err try_out(struct db *tx, const struct command_run *run)
{
    struct operation_ask ask = {
        .subject = or_new(run, "subject"),
        .account = {STR("")},
        .driver = command_value(run, "DRIVER"),
        .config = command_value(run, "CONFIG"),
        .payload = command_value(run, "payload"),
        .unique_key = str_printf(run->arena, "try:%" STR_FMT, STR_ARG(or_new(run, "key"))),
        .now = run->now,
    };
    operation_id id;
    str kind = command_value(run, "kind");
    if (kind.len > 0 && !operation_kind_by_word(kind, &ask.kind)) {
        return command_refuse(run, ERR_INVALID,
                              "the kind is create, suspend, resume, change, renew or terminate");
    }
    const char *fault = operation_driver_fault(run->arena, ask.driver, ask.config);
    if (fault != NULL) {
        return command_refuse(run, ERR_INVALID, fault);
    }
    err e = operation_start(tx, run->arena, &ask, &id);
    if (e == ERR_INVALID) {
        return command_refuse(run, e, "the payload must be a JSON object");
    }
    if (e == ERR_OK) {
        buf_printf(run->out, "%" STR_FMT "\n", STR_ARG(id.text));
    }
    return e;
}

static err show(struct db *db, const struct command_run *run)
{
    struct operation operation;
    err e = operation_of(db, run->arena, (operation_id){command_value(run, "ID")}, &operation);
    if (e == ERR_NOT_FOUND) {
        return command_refuse(run, e, "there is no such operation");
    }
    if (e == ERR_OK) {
        struct json json = json_into(run->out);
        operation_json(&json, run->arena, &operation);
        buf_put_char(run->out, '\n');
    }
    return e;
}

const struct room_command provisioning_commands[] = {
    {.name = "provisioning try",
     .words = "DRIVER CONFIG",
     .options = "kind=KIND subject=ID payload=JSON key=KEY",
     .summary = "start an operation of nobody's, to try out a hook: exec '{\"hook\":\"NAME\"}'",
     .writes = true,
     .run = try_out},
    {.name = "provisioning show",
     .words = "ID",
     .summary = "how an operation went, as JSON",
     .run = show},
    ROOM_COMMANDS_END,
};
