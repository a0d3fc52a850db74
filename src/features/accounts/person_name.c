/* SPDX-License-Identifier: Apache-2.0 */
/* Names of people, in any script. They are shown to others and written into mails to addresses that
 * are not proved yet, so they cannot carry links, invisible marks or letters posing as others. */
#include "features/accounts/identifier.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/check.h"
#include "features/accounts/typed_text.h"

/* More marks over one letter than any orthography has. */
#define MARKS_IN_A_ROW_MAX 4

static str squeezed(struct arena *arena, str typed)
{
    struct buf text = buf_in(arena);
    bool gap = false;
    for (size_t pos = 0; pos < typed.len;) {
        uint32_t c = str_next_char(typed, &pos);
        if (char_is_blank(c)) {
            gap = text.len > 0;
            continue;
        }
        if (gap) {
            buf_put_char(&text, ' ');
            gap = false;
        }
        buf_put_utf8(&text, c);
    }
    return buf_str(&text);
}

static str composed(struct arena *arena, str text)
{
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &bytes,
                     UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    CHECK(len >= 0); /* the form has refused broken UTF-8 */
    str out = str_dup(arena, (str){(const char *)bytes, (size_t)len});
    free(bytes);
    return out;
}

enum name_char { NAME_LETTER, NAME_MARK, NAME_SIGN, NAME_NEVER };

static enum name_char name_char(uint32_t c)
{
    const char *category = utf8proc_category_string((utf8proc_int32_t)c); /* "Lu", "Mn", … */
    if (category[0] == 'L') {
        return NAME_LETTER;
    }
    if (category[0] == 'M' && category[1] != 'e') {
        return NAME_MARK;
    }
    if (strcmp(category, "Nd") == 0 || strcmp(category, "Pd") == 0) {
        return NAME_SIGN;
    }
    /* Space, apostrophes, full stop, comma, middle dots. */
    bool sign = c == ' ' || c == '\'' || c == 0x2019 || c == 0x2018 || c == '`' || c == 0xb4 ||
                c == '.' || c == ',' || c == 0xb7 || c == 0x30fb;
    return sign ? NAME_SIGN : NAME_NEVER;
}

/* "example.com" becomes a link in mail programs; "J.R.R." and "Mr. K" do not. */
static bool has_link(str name)
{
    size_t after_dot = 0; /* letters since a dot that follows a letter */
    bool behind_letter = false, counting = false;
    for (size_t pos = 0; pos < name.len;) {
        uint32_t c = str_next_char(name, &pos);
        bool letter = name_char(c) == NAME_LETTER;
        if (letter && counting && ++after_dot >= 2) {
            return true;
        }
        if (!letter) {
            counting = c == '.' && behind_letter;
            after_dot = 0;
        }
        behind_letter = letter;
    }
    return false;
}

static const char *characters_fault(str name)
{
    size_t letters = 0, marks = 0;
    for (size_t pos = 0; pos < name.len;) {
        uint32_t c = str_next_char(name, &pos);
        if (char_is_invisible(c)) {
            return "invisible";
        }
        enum name_char kind = name_char(c);
        letters += kind == NAME_LETTER;
        marks = kind == NAME_MARK ? marks + 1 : 0;
        if (kind == NAME_NEVER || marks > MARKS_IN_A_ROW_MAX) {
            return "bad_characters";
        }
    }
    return letters == 0 ? "bad_name" : NULL;
}

const char *person_name_parse(struct arena *arena, str typed, struct person_name *out)
{
    if (typed.len > (size_t)16 * PERSON_NAME_CHARS_MAX) {
        return "too_long"; /* before any work on it */
    }
    str name = squeezed(arena, typed);
    if (name.len == 0) {
        return "required";
    }
    name = composed(arena, name);
    if (str_char_count(name) > PERSON_NAME_CHARS_MAX) {
        return "too_long";
    }
    const char *fault = characters_fault(name);
    if (fault != NULL) {
        return fault;
    }
    if (has_link(name)) {
        return "bad_characters";
    }
    for (str rest = name; rest.len > 0;) {
        if (text_mixes_scripts(str_cut(rest, ' ', &rest))) {
            return "mixed_script";
        }
    }
    out->text = name;
    return NULL;
}
