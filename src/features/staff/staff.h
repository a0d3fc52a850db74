/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the staff room: the console's own pages, and its members. */
#pragma once

#include "web/command.h"
#include "web/job.h"
#include "web/route.h"
#include "web/staff.h"

/* The tables of the room, NULL-terminated as those of app/feature_list.c. */
extern const struct route dashboard_routes[];
extern const struct route entry_routes[];
extern const struct route enrol_routes[];
extern const struct route staff_entry_api_routes[];
extern const struct staff_screen staff_screens[];
extern const struct room_command staff_commands[];
extern const struct job_kind staff_jobs[];
