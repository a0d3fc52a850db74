/* SPDX-License-Identifier: Apache-2.0 */
/* The list of rooms: which routes, jobs and commands the program has. */
#pragma once

#include <stdbool.h>

#include "web/command.h"
#include "web/job.h"
#include "web/route.h"
#include "web/staff.h"

/* Every room's table of routes, NULL-terminated; with demo, the demonstration's as well. */
const struct route *const *feature_routes(bool demo);

/* Every room's table of screens of the console, NULL-terminated, in the order of the menu. */
const struct staff_screen *const *feature_staff_screens(void);

/* Every room's table of jobs, NULL-terminated. */
const struct job_kind *const *feature_jobs(void);

/* Every room's table of commands, NULL-terminated. */
const struct room_command *const *feature_commands(void);

/* Tells the rooms who listens to what they announce, and web which rooms to ask for an id; once,
 * before anything else. */
void features_wire(void);
