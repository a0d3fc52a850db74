/* SPDX-License-Identifier: Apache-2.0 */
/* What a reload of the settings changed, and what of it waits for a restart. */
#pragma once

#include "system/settings.h"

/* The names, separated by commas, of settings that differ from what the server was started with and
 * only count from a restart on. */
str reload_waiting(struct arena *arena, const struct settings *started, const struct settings *now);

/* Says in the log that the settings were read anew; those that wait are named in a warning. */
void reload_log(str waiting);
