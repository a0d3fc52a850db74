/* SPDX-License-Identifier: Apache-2.0 */
/* Where a handler runs: routes name their lane, app/lanes has the threads. */
#pragma once

enum lane {
    LANE_INLINE, /* on the net loop's own thread: quick reads only */
    LANE_WORK,   /* a worker with its own database handle */
    LANE_SLOW,   /* exports and searches, so that they cannot fill the workers */
    LANE_HASH,   /* password hashing, at the lowest priority */
};

#define LANE_COUNT 4
