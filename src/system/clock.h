/* SPDX-License-Identifier: Apache-2.0 */
/* The clock of the machine. Only the edges (the server's request entry, the job runner, the command
 * line) read it; everything else takes the moment as a parameter, so that tests choose it. */
#pragma once

#include <stdint.h>

#include "base/when.h"

/* Now, UTC. May jump when the administrator sets the clock. */
when clock_now(void);

/* This program's time may be ahead of the machine's clock when that was set back. What others have
 * stamped, or will check, goes by the machine's: a moment of ours as they see it. */
when clock_as_others_see(when ours);
void clock_set_ahead(int64_t us);

/* Microseconds since some fixed point; never goes back. For deadlines and measuring. */
int64_t clock_monotonic_us(void);

/* Microseconds since the machine was started, asleep or not; nobody can set it. */
int64_t clock_boot_us(void);
