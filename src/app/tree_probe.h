/* SPDX-License-Identifier: Apache-2.0 */
/* The second half of the probe: the server's children. A nursery is started with the same settings,
 * every kind of child with it; a stand-in for a worker and for a hook tries what they may not do,
 * and of every process the kernel tells what it has given up. */
#pragma once

#include "base/arena.h"
#include "system/settings.h"

/* Prints a line for each; false when one of them is not closed. */
bool tree_probe(struct arena *arena, const struct settings *settings, const char *config);
