/* SPDX-License-Identifier: Apache-2.0 */
/* INI as we read it: [section], name = value to the end of the line, comments on lines of their own
 * beginning with # or ;. No quoting, no continuation, no limit to the length of a line. */
#include "system/settings_private.h"

/* Reads one line into the entry; true when it is one to hand out. */
static bool read_line(str line, struct ini_entry *entry)
{
    line = str_trim(line);
    if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';') {
        return false;
    }
    if (line.ptr[0] == '[' && line.ptr[line.len - 1] == ']') {
        entry->section = str_trim(str_sub(line, 1, line.len - 2));
        return false;
    }
    ptrdiff_t equals = str_index(line, '=');
    entry->name = equals > 0 ? str_trim(str_sub(line, 0, (size_t)equals)) : (str){0};
    entry->value = equals > 0 ? str_trim(str_skip(line, (size_t)equals + 1)) : line;
    return true;
}

bool ini_next(str *rest, struct ini_entry *entry)
{
    while (rest->len > 0) {
        entry->line++;
        if (read_line(str_cut(*rest, '\n', rest), entry)) {
            return true;
        }
    }
    return false;
}
