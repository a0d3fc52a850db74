/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the staff room: the console's own pages, and its members. */
#pragma once

#include "web/command.h"
#include "web/job.h"
#include "web/route.h"
#include "web/staff.h"

extern const struct route staff_routes[];
extern const struct staff_screen staff_screens[];
