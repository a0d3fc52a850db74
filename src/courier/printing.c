/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/printing.h"

#include <dlfcn.h>

enum library { fontconfig, gobject, cairo, pango, pangoft, pangocairo, LIBRARIES };

static const char *const names[LIBRARIES] = {
    [fontconfig] = "libfontconfig.so.1", [gobject] = "libgobject-2.0.so.0",
    [cairo] = "libcairo.so.2",           [pango] = "libpango-1.0.so.0",
    [pangoft] = "libpangoft2-1.0.so.0",  [pangocairo] = "libpangocairo-1.0.so.0",
};

static bool open_all(struct arena *arena, void **handles, str *out_story)
{
    for (size_t i = 0; i < LIBRARIES; i++) {
        handles[i] = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (handles[i] == NULL) {
            *out_story = str_printf(arena,
                                    "documents wait: %s cannot be loaded; the package "
                                    "libpangocairo-1.0-0 brings it",
                                    names[i]);
            return false;
        }
    }
    return true;
}

const struct printing *printing_load(struct arena *arena, str *out_story)
{
    static struct printing table;
    static bool is_loaded;
    void *handles[LIBRARIES];
    if (is_loaded) {
        return &table;
    }
    if (!open_all(arena, handles, out_story)) {
        return NULL;
    }
    const char *missing = NULL;
    /* An object pointer becomes a function pointer by way of memory: C has no cast for it. */
#define X(library, name)                                                                           \
    *(void **)(void *)&table.name = dlsym(handles[library], #name);                                \
    missing = table.name == NULL ? #name : missing;
    PRINTING_FUNCTIONS(X)
#undef X
    if (missing != NULL) {
        *out_story = str_printf(arena, "documents wait: the libraries here have no %s", missing);
        return NULL;
    }
    is_loaded = true;
    return &table;
}
