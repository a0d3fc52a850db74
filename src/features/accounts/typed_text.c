/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/typed_text.h"

#include <utf8proc.h>

#include "base/attr.h"

struct char_range {
    uint32_t first, last;
    enum script script;
};

/* Only the three alphabets whose letters are drawn alike. */
static const struct char_range script_ranges[] = {
    {0x41, 0x5a, SCRIPT_LATIN},        {0x61, 0x7a, SCRIPT_LATIN},
    {0xaa, 0xaa, SCRIPT_LATIN},        {0xba, 0xba, SCRIPT_LATIN},
    {0xc0, 0xd6, SCRIPT_LATIN},        {0xd8, 0xf6, SCRIPT_LATIN},
    {0xf8, 0x2b8, SCRIPT_LATIN},       {0x370, 0x373, SCRIPT_GREEK},
    {0x376, 0x37d, SCRIPT_GREEK},      {0x37f, 0x3e1, SCRIPT_GREEK},
    {0x3f0, 0x3ff, SCRIPT_GREEK},      {0x400, 0x52f, SCRIPT_CYRILLIC},
    {0x1c80, 0x1c8f, SCRIPT_CYRILLIC}, {0x1d00, 0x1d25, SCRIPT_LATIN},
    {0x1d2b, 0x1d2b, SCRIPT_CYRILLIC}, {0x1e00, 0x1eff, SCRIPT_LATIN},
    {0x1f00, 0x1fff, SCRIPT_GREEK},    {0x2c60, 0x2c7f, SCRIPT_LATIN},
    {0x2de0, 0x2dff, SCRIPT_CYRILLIC}, {0xa640, 0xa69f, SCRIPT_CYRILLIC},
    {0xa722, 0xa787, SCRIPT_LATIN},    {0xab30, 0xab64, SCRIPT_LATIN},
    {0xff21, 0xff3a, SCRIPT_LATIN},    {0xff41, 0xff5a, SCRIPT_LATIN},
};

enum script char_script(uint32_t c)
{
    for (size_t i = 0; i < ARRAY_LEN(script_ranges); i++) {
        if (c >= script_ranges[i].first && c <= script_ranges[i].last) {
            return script_ranges[i].script;
        }
    }
    return SCRIPT_OTHER;
}

bool text_mixes_scripts(str text)
{
    enum script seen = SCRIPT_OTHER;
    for (size_t pos = 0; pos < text.len;) {
        enum script script = char_script(str_next_char(text, &pos));
        if (script == SCRIPT_OTHER) {
            continue;
        }
        if (seen != SCRIPT_OTHER && script != seen) {
            return true;
        }
        seen = script;
    }
    return false;
}

bool text_has_script(str text, enum script script)
{
    for (size_t pos = 0; pos < text.len;) {
        if (char_script(str_next_char(text, &pos)) == script) {
            return true;
        }
    }
    return false;
}

bool text_has_invisible(str text)
{
    for (size_t pos = 0; pos < text.len;) {
        if (char_is_invisible(str_next_char(text, &pos))) {
            return true;
        }
    }
    return false;
}

bool char_is_blank(uint32_t c)
{
    return c == '\t' || utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ZS;
}

void buf_put_utf8(struct buf *buf, uint32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t len = utf8proc_encode_char((utf8proc_int32_t)c, bytes);
    buf_put(buf, (str){(const char *)bytes, (size_t)len});
}

str typed_fold(struct arena *arena, str typed)
{
    struct buf folded = buf_in(arena);
    for (size_t pos = 0; pos < typed.len;) {
        uint32_t c = str_next_char(typed, &pos);
        if (c >= 0xff01 && c <= 0xff5e) {
            c -= 0xff01 - '!';
        }
        buf_put_utf8(&folded, char_is_blank(c) ? ' ' : c);
    }
    return str_trim(buf_str(&folded));
}

str text_lower(struct arena *arena, str text)
{
    struct buf out = buf_in(arena);
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = str_next_char(text, &pos);
        buf_put_utf8(&out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
    }
    return buf_str(&out);
}

str text_title(struct arena *arena, str text)
{
    struct buf out = buf_in(arena);
    bool first = true;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = str_next_char(text, &pos);
        utf8proc_int32_t letter = (utf8proc_int32_t)c;
        letter = first ? utf8proc_toupper(letter) : utf8proc_tolower(letter);
        buf_put_utf8(&out, (uint32_t)letter);
        first = c == ' ' || c == '-';
    }
    return buf_str(&out);
}
