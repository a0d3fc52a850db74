/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/identifier.h"
#include "features/accounts/typed_text.h"

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_login_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

static const char *wrong_character(str text)
{
    if (text_has_invisible(text)) {
        return "invisible";
    }
    return text_has_script(text, SCRIPT_CYRILLIC) ? "cyrillic" : "login_characters";
}

const char *login_parse(struct arena *arena, str typed, struct login *out)
{
    str text = str_lower(arena, typed_fold(arena, typed));
    if (text.len == 0) {
        return "required";
    }
    for (size_t i = 0; i < text.len; i++) {
        if (!is_login_char(text.ptr[i])) {
            return wrong_character(text);
        }
    }
    if (!is_letter(text.ptr[0])) {
        return "login_first_letter";
    }
    if (text.len < LOGIN_CHARS_MIN || text.len > LOGIN_CHARS_MAX) {
        return "login_length";
    }
    out->text = text;
    return NULL;
}
