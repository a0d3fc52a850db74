/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the commands of the rooms (web/command.h), in the command's own process or in the running
 * server, which is asked over the admin socket:
 *
 *     {"command":"room","name":"announcements publish","values":["text",""],"now":MICROSECONDS} */
#pragma once

#include "app/jobs.h"
#include "json/reader.h"
#include "web/command.h"

/* The row of that name, or NULL. */
const struct room_command *room_command_find(const struct room_command *const *tables, str name);

/* The names of a row's words and options, without texts, in *run; how many of them are words. */
size_t room_command_names(const struct room_command *command, struct command_run *run);

/* Opens a handle and runs the row, in a transaction when it writes; what it has to say is in
 * run->out, whatever the code. */
err room_command_run(const struct room_command *command, struct db_engine *engine,
                     struct command_run *run) MUST_CHECK;

/* What to ask the server. */
str room_command_request(const struct room_command *command, const struct command_run *run);

/* The server's end: does what was asked. */
err room_command_answer(const struct jobs_options *options, struct arena *arena,
                        const struct json_node *request, str *out_text) MUST_CHECK;
