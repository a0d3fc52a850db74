/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the recovery room: the way back in for who forgot the password. Nobody else asks
 * anything of it. */
#pragma once

#include "web/job.h"
#include "web/route.h"

extern const struct route recovery_routes[];
extern const struct route recovery_api_routes[];
extern const struct job_kind recovery_jobs[];
