/* SPDX-License-Identifier: Apache-2.0 */
/* The clock of the machine. Only the edges (the server's request entry, the job runner, the command
 * line) read it; everything else takes the moment as a parameter, so that tests choose it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/when.h"

/* Now, UTC. May jump when the administrator sets the clock. */
when clock_now(void);

/* This program's time may be ahead of the machine's clock when that was set back. What others have
 * stamped, or will check, goes by the machine's: a moment of ours as they see it. */
when clock_as_others_see(when ours);
void clock_set_ahead(int64_t us);

/* A clock that was set by more than two hours is not believed until a person confirms it; said by
 * whoever watches it (app/clock_guard.h), with the last wall clock minus time since boot that was
 * believed. Until then nothing gets a date or a number that somebody could go by. */
void clock_set_waiting(bool waiting, int64_t believed_offset_us);
bool clock_is_waiting(void);
/* May something be dated with this moment of our time? False as well for one taken before. */
bool clock_believes(when ours);

/* Does the kernel say that the clock is synchronised? Before the sandbox is closed. */
bool clock_is_synchronised(void);

/* The name of the time since boot: another one after each start of the machine; empty when there is
 * none. First called before the sandbox is closed. */
str clock_boot_name(void);

/* Microseconds since some fixed point; never goes back. For deadlines and measuring. */
int64_t clock_monotonic_us(void);

/* Microseconds since the machine was started, asleep or not; nobody can set it. */
int64_t clock_boot_us(void);

/* Both of one moment: a machine that falls asleep between two readings is read again, or the hours
 * it slept would look like a clock that was set. */
struct clock_pair {
    int64_t wall_us, boot_us;
};
struct clock_pair clock_pair_now(void);
