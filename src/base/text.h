/* SPDX-License-Identifier: Apache-2.0 */
/* The one rule for text that people type and others read: what cannot be seen, or makes a line read
 * other than it is stored, is not text. Refused are control characters (also those of U+0080 to
 * U+009F), line and paragraph separators, marks that turn the direction of reading, zero-width
 * characters, blank letters, tags and noncharacters. What writing needs stays: a joiner between
 * letters of scripts that use it, and inside a pictograph, with its variation selector.
 * Direction is left to the browser, which isolates what it is told to. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

enum text_lines {
    TEXT_ONE_LINE,
    TEXT_SEVERAL_LINES, /* CR, LF and tab are text, too */
};

enum text_fault {
    TEXT_PLAIN,
    TEXT_CONTROL,   /* something that is no character for people at all */
    TEXT_INVISIBLE, /* something drawn as nothing, or that turns what is around it */
};

/* What is wrong with it; text must be well-formed UTF-8. */
enum text_fault text_fault(str text, enum text_lines lines);

/* Cannot be seen by itself, wherever it stands: for identifiers and names, which need no joiners.
 */
bool char_is_invisible(uint32_t c);

/* Without blanks at both ends, and without the invisible characters there, which come along when
 * something is copied. */
str text_trim(str text);

/* The text without everything text_fault would refuse: for what machines tell us and people read,
 * and for what is searched for and stored nowhere. */
str text_plain(struct arena *arena, str text);
