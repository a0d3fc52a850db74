/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/buf.h"

struct char_range {
    uint32_t first, last;
};

/* Unicode's format characters (Cf) but for the few that are drawn, and what else shows nothing:
 * fillers, blank letters, joiners of graphemes, variation selectors, tags. */
static const struct char_range invisible[] = {
    {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},     {0x70f, 0x70f},
    {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},
    {0x2028, 0x202e},   {0x2060, 0x206f},   {0x2800, 0x2800},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
    {0x13430, 0x1345f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

/* Scripts whose letters join, and whose spelling says where they shall not: Arabic to Sinhala,
 * Tibetan and Myanmar, Khmer, Mongolian. */
static const struct char_range joining[] = {
    {0x620, 0xdff}, {0xf00, 0x109f}, {0x1780, 0x17b3}, {0x17b6, 0x1842}, {0x1843, 0x18af},
};

/* What pictographs are made of; digits and signs of keycaps are not among them. */
static const struct char_range pictograph[] = {
    {0xa9, 0xa9},     {0xae, 0xae},     {0x203c, 0x203c}, {0x2049, 0x2049}, {0x2122, 0x2122},
    {0x2139, 0x2139}, {0x2194, 0x21aa}, {0x231a, 0x23ff}, {0x24c2, 0x24c2}, {0x25aa, 0x27bf},
    {0x2934, 0x2935}, {0x2b05, 0x2b55}, {0x3030, 0x303d}, {0x3297, 0x3299}, {0x1f000, 0x1faff},
};

static bool is_in(const struct char_range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count && ranges[i].first <= c; i++) {
        if (c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

bool char_is_invisible(uint32_t c)
{
    return is_in(invisible, ARRAY_LEN(invisible), c);
}

static bool is_pictograph(uint32_t c)
{
    return is_in(pictograph, ARRAY_LEN(pictograph), c);
}

static bool is_joining(uint32_t c)
{
    return is_in(joining, ARRAY_LEN(joining), c);
}

static bool is_control(uint32_t c, enum text_lines lines)
{
    if (lines == TEXT_SEVERAL_LINES && (c == '\n' || c == '\r' || c == '\t')) {
        return false;
    }
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) ||
           (c & 0xfffe) == 0xfffe;
}

#define VARIATION_TEXT 0xfe0e
#define VARIATION_PICTURE 0xfe0f
#define NON_JOINER 0x200c
#define JOINER 0x200d

/* A mark of the writing itself between the characters before and after it; 0 is the edge. */
static bool belongs_between(uint32_t before, uint32_t c, uint32_t after)
{
    if (c == VARIATION_TEXT || c == VARIATION_PICTURE) {
        bool keycap = (before >= '0' && before <= '9') || before == '#' || before == '*';
        return is_pictograph(before) || (keycap && after == 0x20e3);
    }
    if (c == JOINER && (is_pictograph(before) || before == VARIATION_PICTURE)) {
        return is_pictograph(after);
    }
    return (c == JOINER || c == NON_JOINER) && is_joining(before) && is_joining(after);
}

static enum text_fault char_fault(uint32_t before, uint32_t c, uint32_t after,
                                  enum text_lines lines)
{
    if (is_control(c, lines)) {
        return TEXT_CONTROL;
    }
    return char_is_invisible(c) && !belongs_between(before, c, after) ? TEXT_INVISIBLE : TEXT_PLAIN;
}

static uint32_t char_at(str text, size_t pos)
{
    return pos < text.len ? str_next_char(text, &pos) : 0;
}

enum text_fault text_fault(str text, enum text_lines lines)
{
    uint32_t before = 0;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = str_next_char(text, &pos);
        enum text_fault fault = char_fault(before, c, char_at(text, pos), lines);
        if (fault != TEXT_PLAIN) {
            return fault;
        }
        before = c;
    }
    return TEXT_PLAIN;
}

/* Where the last character before end begins. */
static size_t char_before(str text, size_t end)
{
    size_t start = end - 1;
    while (start > 0 && ((unsigned char)text.ptr[start] & 0xc0) == 0x80) {
        start--;
    }
    return start;
}

static bool ends_unseen(str text)
{
    size_t last = char_before(text, text.len);
    uint32_t before = last == 0 ? 0 : char_at(text, char_before(text, last));
    return char_fault(before, char_at(text, last), 0, TEXT_ONE_LINE) == TEXT_INVISIBLE;
}

str text_trim(str text)
{
    text = str_trim(text);
    while (text.len > 0 && char_is_invisible(char_at(text, 0))) {
        size_t pos = 0;
        (void)str_next_char(text, &pos);
        text = str_trim(str_skip(text, pos));
    }
    while (text.len > 0 && ends_unseen(text)) {
        text = str_trim(str_sub(text, 0, char_before(text, text.len)));
    }
    return text;
}

str text_plain(struct arena *arena, str text)
{
    if (text_fault(text, TEXT_SEVERAL_LINES) == TEXT_PLAIN) {
        return text;
    }
    struct buf out = buf_in(arena);
    uint32_t before = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        uint32_t c = str_next_char(text, &pos);
        if (char_fault(before, c, char_at(text, pos), TEXT_SEVERAL_LINES) == TEXT_PLAIN) {
            buf_put(&out, str_sub(text, start, pos - start));
            before = c;
        }
    }
    return buf_str(&out);
}
