/* SPDX-License-Identifier: Apache-2.0 */
/* How many places of a queue one network may hold, so that whoever floods the sign-in fills his own
 * share and not the queue. Counts live in this process: the queue does too. Thread-safe. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

/* Takes a place for a network (web/network.h) and counts the others it holds; false when it has its
 * share already. */
bool fairness_enter(str network, int *out_others);

/* Gives the place back. */
void fairness_leave(str network);
