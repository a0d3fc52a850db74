/* SPDX-License-Identifier: Apache-2.0 */
/* What the identifier parsers share: which characters look alike, which cannot be seen. Private to
 * the room. Text must be well-formed UTF-8. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/text.h"

enum script {
    SCRIPT_OTHER, /* also digits, signs and marks: they mix with everything */
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_GREEK,
};

enum script char_script(uint32_t c);

/* Letters of two of Latin, Cyrillic and Greek in one text: one of them stands in for another. */
bool text_mixes_scripts(str text);
bool text_has_script(str text, enum script script);

/* True when the text holds a character that cannot be seen (char_is_invisible, base/text.h). */
bool text_has_invisible(str text);

/* Any Unicode space, tab. */
bool char_is_blank(uint32_t c);

void buf_put_utf8(struct buf *buf, uint32_t c);

/* Full-width ASCII to ASCII, every blank to a space, none at the ends. */
str typed_fold(struct arena *arena, str typed);

/* Every letter small, and the first of each word large, in any alphabet. */
str text_lower(struct arena *arena, str text);
str text_title(struct arena *arena, str text);
