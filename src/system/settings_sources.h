/* SPDX-License-Identifier: Apache-2.0 */
/* Where settings_load finds what the operator wrote: the settings file, the files named by
 * KABINET_..._FILE for secrets, the service manager's credentials. The server may read them again
 * at a reload; programs it starts may not at all. */
#pragma once

#include "system/settings.h"

struct settings_sources {
    const char *files[SETTING_COUNT + 1]; /* as they are named: symlinks and relative paths too */
    size_t file_count;
    const char *credentials; /* a directory, or NULL */
};

/* file: the settings file, or NULL. Looks at the environment; opens nothing. Texts live in the
 * arena. */
void settings_sources_of(struct arena *arena, const char *file, struct settings_sources *out);
