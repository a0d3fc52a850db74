/* SPDX-License-Identifier: Apache-2.0 */
#include "http/text.h"

#include <stdint.h>

/* Letters, digits and !#$%&'*+-.^_`|~ as bits, because every byte of every header name is asked
 * for: the characters below 64, and those from there to 127. */
static const uint64_t tchars[2] = {UINT64_C(0x03ff6cfa00000000), UINT64_C(0x57ffffffc7fffffe)};

bool http_is_tchar(char c)
{
    unsigned char at = (unsigned char)c;
    return at < 128 && (tchars[at / 64] >> at % 64 & 1) != 0;
}

bool http_is_token(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!http_is_tchar(s.ptr[i])) {
            return false;
        }
    }
    return s.len > 0;
}

int http_hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool http_percent_decode(struct arena *arena, str s, bool plus_is_space, str *out)
{
    char *text = arena_alloc(arena, s.len);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '%') {
            if (s.len - i < 3 || http_hex(s.ptr[i + 1]) < 0 || http_hex(s.ptr[i + 2]) < 0) {
                return false;
            }
            c = (char)(http_hex(s.ptr[i + 1]) * 16 + http_hex(s.ptr[i + 2]));
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        text[len++] = c;
    }
    *out = (str){text, len};
    return true;
}

/* Reads the quoted string that begins at *rest, after its opening quote, up to behind the closing
 * one. */
static bool quoted_string(struct arena *arena, str *rest, str *out)
{
    char *text = arena_alloc(arena, rest->len);
    size_t len = 0;
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '"') {
            *out = (str){text, len};
            *rest = str_skip(*rest, i + 1);
            return true;
        }
        if (c == '\\' && i + 1 < rest->len) {
            c = rest->ptr[++i];
        }
        text[len++] = c;
    }
    return false;
}

static bool parameter_value(struct arena *arena, str *rest, str *out)
{
    if (rest->len > 0 && rest->ptr[0] == '"') {
        *rest = str_skip(*rest, 1);
        return quoted_string(arena, rest, out);
    }
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != ';' && rest->ptr[len] != ' ' &&
           rest->ptr[len] != '\t') {
        len++;
    }
    *out = str_sub(*rest, 0, len);
    *rest = str_skip(*rest, len);
    return len > 0;
}

bool http_parameter(struct arena *arena, str value, str name, str *out)
{
    str rest;
    bool found = false;
    str result = {"", 0};
    str_cut(value, ';', &rest);
    for (rest = str_trim(rest); rest.len > 0; rest = str_trim(rest)) {
        ptrdiff_t equals = str_index(rest, '=');
        if (equals < 0) {
            return false;
        }
        str key = str_sub(rest, 0, (size_t)equals);
        str text;
        rest = str_skip(rest, (size_t)equals + 1);
        if (!http_is_token(key) || !parameter_value(arena, &rest, &text)) {
            return false;
        }
        if (str_eq_nocase(key, name)) {
            if (found) {
                return false;
            }
            found = true;
            result = text;
        }
        rest = str_trim(rest);
        if (rest.len > 0 && rest.ptr[0] != ';') {
            return false;
        }
        rest = str_skip(rest, 1);
    }
    if (found) {
        *out = result;
    }
    return found;
}

bool http_list_has(str list, str token)
{
    while (list.len > 0) {
        str item = str_trim(str_cut(list, ',', &list));
        if (str_eq_nocase(item, token)) {
            return true;
        }
    }
    return false;
}
