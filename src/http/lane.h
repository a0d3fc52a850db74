/* SPDX-License-Identifier: Apache-2.0 */
/* Where a handler runs: routes name their lane, app/lanes has the threads. */
#pragma once

#define LANE_LIST(X)                                                                               \
    X(LANE_INLINE, "inline") /* on the net loop's own thread: quick reads only */                  \
    X(LANE_WORK, "work")     /* a worker with its own database handle */                           \
    X(LANE_SLOW, "slow")     /* exports and searches, so that they cannot fill the workers */      \
    X(LANE_HASH, "hash")     /* password hashing, at the lowest priority */

enum lane {
#define X(name, word) name,
    LANE_LIST(X)
#undef X
};

#define LANE_COUNT 4

/* The word of a lane, for figures and documents; static storage. */
const char *lane_word(enum lane lane);
