/* SPDX-License-Identifier: Apache-2.0 */
/* Notices when the clock of a running server is set by more than two hours, at once or in steps
 * within a day: the time since the
 * machine was started, which nobody sets, tells. From then on only jobs to which the date does not
 * matter (job_kind.on_any_clock) are run, until the clock is back, the server is restarted, or a
 * person says `kabinet jobs run --now`. */
#pragma once

#include <stdbool.h>

#include "web/job.h"

/* Compares the clocks. */
bool clock_guard_jumped(void);
/* The clock is right as it stands. */
void clock_guard_confirm(void);
/* The same at the start of the process; later it does nothing. */
void clock_guard_begin(void);
/* True once after a jump is over: what was held may go on. */
bool clock_guard_is_back(void);

/* Confirms the clock of the process that runs it: how `kabinet jobs run --now` of another process
 * reaches a server (PostgreSQL). */
#define CLOCK_CONFIRM_JOB "app.clock"
extern const struct job_kind clock_jobs[];
