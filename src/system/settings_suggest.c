/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "system/settings_private.h"

#define NAME_MAX_BYTES 80

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c == '.' || c == '-' ? '_' : c;
}

/* How many letters must be changed, added or taken away to get from a to b. */
static size_t distance(str a, str b)
{
    size_t row[NAME_MAX_BYTES + 1];
    CHECK(b.len <= NAME_MAX_BYTES);
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = diagonal + (folded(a.ptr[i - 1]) != folded(b.ptr[j - 1]));
            diagonal = row[j];
            row[j] = least(change, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b.len];
}

str setting_suggestion(struct arena *arena, str key)
{
    str best = {0};
    size_t best_distance = 4; /* farther names only confuse */
    if (str_starts(key, STR("KABINET_"))) {
        key = str_skip(key, sizeof "KABINET_" - 1);
    }
    for (size_t i = 0; key.len <= NAME_MAX_BYTES && i < settings_count; i++) {
        const struct setting *row = &settings_table[i];
        str name = str_printf(arena, "%s.%s", row->section, row->name);
        size_t d = name.len <= NAME_MAX_BYTES ? distance(key, name) : best_distance;
        if (d < best_distance) {
            best = name;
            best_distance = d;
        }
    }
    return best;
}
