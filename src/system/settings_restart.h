/* SPDX-License-Identifier: Apache-2.0 */
/* Which settings wait for a restart, from the column of settings.def. */
#pragma once

#include "system/settings.h"

/* True when a change counts from the next start on, and a reload leaves it alone. */
bool setting_waits(const struct setting *row);

/* "restart" or "reload". */
const char *setting_counts_from(const struct setting *row);

/* In *now, puts back what the server was started with wherever a change waits: nobody acts on a new
 * value that processes and listeners do not know of. A demonstration that was turned off is the
 * exception: its public pages end at once. Text is not copied. */
void settings_keep_waiting(const struct settings *started, struct settings *now);
