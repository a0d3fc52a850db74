/* SPDX-License-Identifier: Apache-2.0 */
#include "system/settings_restart.h"

#include <string.h>

enum counts_from { RELOAD, RESTART };

static const enum counts_from counts_from[] = {
#define SETTING_SECTION(name, about)
#define SETTING_TEXT(field, counts, section, name, fallback, max, help) counts,
#define SETTING_SECRET(field, counts, section, name, help) counts,
#define SETTING_INT(field, counts, section, name, fallback, min, max, help) counts,
#define SETTING_BOOL(field, counts, section, name, fallback, help) counts,
#define SETTING_CHOICE(field, counts, section, name, fallback, choices, help) counts,
#define SETTING_SPAN(field, counts, section, name, fallback, min, max, help) counts,
#include "system/settings.def"
};

bool setting_waits(const struct setting *row)
{
    return counts_from[row - settings_table] == RESTART;
}

const char *setting_counts_from(const struct setting *row)
{
    return setting_waits(row) ? "restart" : "reload";
}

static size_t size_of(enum setting_kind kind)
{
    switch (kind) {
    case SETTING_KIND_TEXT:
    case SETTING_KIND_CHOICE:
        return sizeof(str);
    case SETTING_KIND_SECRET:
        return sizeof(struct secret);
    case SETTING_KIND_INT:
    case SETTING_KIND_SPAN:
        return sizeof(int64_t);
    case SETTING_KIND_BOOL:
        return sizeof(bool);
    }
    return 0;
}

void settings_keep_waiting(const struct settings *started, struct settings *now)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        bool ends_at_once = i == SETTING_demo && !now->demo;
        if (setting_waits(row) && !ends_at_once) {
            memcpy((char *)now + row->offset, (const char *)started + row->offset,
                   size_of(row->kind));
            now->origin[i] = started->origin[i];
        }
    }
}
