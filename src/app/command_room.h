/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that rooms bring along (web/command.h), as main sees them. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* True when a room has commands under that name. */
bool command_room_has(const char *room);

/* Runs one of them: argv[0] is the room, argv[1] what to do. */
int command_room(int argc, char **argv);

/* How they are called, each with its summary; those of one room unless it is NULL. */
void command_room_help(FILE *to, const char *room);
