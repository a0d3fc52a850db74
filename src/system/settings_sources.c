/* SPDX-License-Identifier: Apache-2.0 */
#include "system/settings_sources.h"

#include <stdlib.h>

#include "system/settings_private.h"

static void add(struct arena *arena, struct settings_sources *sources, const char *path)
{
    if (path != NULL && path[0] != '\0') {
        sources->files[sources->file_count++] = str_z(arena, str_from_z(path));
    }
}

void settings_sources_of(struct arena *arena, const char *file, struct settings_sources *out)
{
    *out = (struct settings_sources){0};
    add(arena, out, file);
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        if (row->kind == SETTING_KIND_SECRET) {
            str own = setting_variable(arena, row);
            str name = str_printf(arena, "%" STR_FMT SETTING_FILE_SUFFIX, STR_ARG(own));
            add(arena, out, getenv(str_z(arena, name)));
        }
    }
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    out->credentials = credentials == NULL ? NULL : str_z(arena, str_from_z(credentials));
}
