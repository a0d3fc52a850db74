/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the registration room: how a guest gets an account. The form is kept as a pending
 * registration until a code or link from the letter proves the e-mail; then the account is made and
 * the room forgets it. Nobody else asks anything of this room. */
#pragma once

#include "web/job.h"
#include "web/route.h"

extern const struct route registration_routes[];
extern const struct route registration_api_routes[];
extern const struct job_kind registration_jobs[];
