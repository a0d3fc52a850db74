/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the settings: values as text, and INI files as lines. Private to system. */
#pragma once

#include "system/settings.h"

/* Puts text into the row's field. False, with what is wrong put to why, when it is no such value.
 */
bool setting_parse(struct arena *arena, struct settings *settings, const struct setting *row,
                   str text, struct buf *why);

/* A span as an operator writes it: "15m". */
str span_text(struct arena *arena, int64_t us);

/* The row called section.name, NULL when there is none. */
const struct setting *setting_by_key(str section, str name);

/* KABINET_SECTION_NAME; with the suffix it names a file that holds the secret. */
str setting_variable(struct arena *arena, const struct setting *row);
#define SETTING_FILE_SUFFIX "_FILE"

/* The name most like the mistyped one, or empty when none is close. */
str setting_suggestion(struct arena *arena, str key);

/* One entry of an INI file. */
struct ini_entry {
    int line;
    str section, name, value;
};

/* Takes the next entry off *rest; false at the end. A line that is neither section, entry, comment
 * nor empty comes as an entry with an empty name and the line as value. Start with a zeroed entry.
 */
bool ini_next(str *rest, struct ini_entry *entry);
