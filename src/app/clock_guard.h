/* SPDX-License-Identifier: Apache-2.0 */
/* Notices when the machine's clock is set by more than two hours, at once or in steps within a day.
 * A running server, and one that was started again, goes by the time since the machine was started,
 * which nobody sets; the start of a machine is compared with the newest time its house has lived
 * in. Until the clock is back, or a person says `kabinet clock confirm`, only jobs to which the
 * date does not matter (job_kind.on_any_clock) are run, nothing is dated (clock_believes) and
 * nothing is remembered. */
#pragma once

#include <stdbool.h>

#include "base/when.h"
#include "web/job.h"

/* What is known at the start of a process. */
struct clock_evidence {
    when machine;         /* its clock */
    int64_t boot_us;      /* time since the machine was started */
    when newest;          /* what the house has lived in; WHEN_NONE: nothing yet */
    bool knows_boot;      /* this start of the machine was seen before, */
    int64_t offset_us;    /*   and then the clock was so far ahead of the time since it */
    bool knows_any;       /* some machine was seen before */
    bool is_synchronised; /* the kernel says so */
};

/* The wall clock minus the time since boot that is to be believed. The machine's own, unless that
 * says what is unlikely: a time before the newest; since a start that was seen, another step; after
 * one that was not, a pause of more than forty days, or of more than two hours while nobody keeps
 * the clock synchronised. */
int64_t clock_guard_choose_offset(const struct clock_evidence *evidence);

/* From now on this is believed. */
void clock_guard_believe(int64_t offset_us);
/* The clock is right as it stands. */
void clock_guard_confirm(void);
/* The same at the start of the process; later it does nothing. */
void clock_guard_begin(void);

/* Compares the clocks. */
bool clock_guard_jumped(void);
/* What is believed, for the next process, so that steps count together over a restart; false while
 * the clock is not. */
bool clock_guard_offset(int64_t *out_us);
/* True once after a jump is over: what was held may go on. */
bool clock_guard_is_back(void);
