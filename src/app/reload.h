/* SPDX-License-Identifier: Apache-2.0 */
/* What a reload of the settings changed, and what of it waits for a restart. */
#pragma once

#include "system/settings.h"

/* Says in the log that the settings were read anew; those that differ from what the server was
 * started with and only count from a restart on are named in a warning. */
void reload_log(struct arena *arena, const struct settings *started, const struct settings *now);
