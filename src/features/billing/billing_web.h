/* SPDX-License-Identifier: Apache-2.0 */
/* The routes and commands of the billing room, for the list of rooms. */
#pragma once

#include "web/command.h"
#include "web/route.h"

extern const struct route billing_routes[];
extern const struct route billing_api_routes[];
extern const struct room_command billing_commands[];
