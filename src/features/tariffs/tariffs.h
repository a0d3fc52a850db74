/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the tariffs room: another plan or other parameters for a service one has, in four
 * modes, with every number shown before. What was shown binds until the day turns; what has to be
 * paid changes nothing until it is. Money that comes out goes to the balance, never to cash. */
#pragma once

#include "web/announce.h"
#include "web/foreign_id.h"
#include "web/job.h"
#include "web/route.h"

extern const struct route tariffs_routes[];
extern const struct route tariffs_api_routes[];
extern const struct job_kind tariffs_jobs[];
extern const struct listener tariffs_listeners[];
extern foreign_id_fn tariffs_id_is_foreign; /* a change of plan */
