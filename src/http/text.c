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

/* Cuts the quoted string that begins at *rest, after its opening quote, up to behind the closing
 * one; *out is what stands between, its escapes unresolved. */
static bool cut_quoted(str *rest, str *out)
{
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '"') {
            *out = str_sub(*rest, 0, i);
            *rest = str_skip(*rest, i + 1);
            return true;
        }
        i += c == '\\' && i + 1 < rest->len;
    }
    return false;
}

/* A parameter as it stands there: nothing is copied until it is known which one is wanted. */
struct parameter {
    str name;
    str value;
    bool is_quoted;
};

/* Cuts the first of name=value;name="value";... off *rest. */
static bool cut_parameter(str *rest, struct parameter *out)
{
    ptrdiff_t equals = str_index(*rest, '=');
    if (equals < 0) {
        return false;
    }
    out->name = str_sub(*rest, 0, (size_t)equals);
    *rest = str_skip(*rest, (size_t)equals + 1);
    out->is_quoted = rest->len > 0 && rest->ptr[0] == '"';
    if (out->is_quoted) {
        *rest = str_skip(*rest, 1);
        if (!cut_quoted(rest, &out->value)) {
            return false;
        }
    } else {
        size_t len = 0;
        while (len < rest->len && rest->ptr[len] != ';' && rest->ptr[len] != ' ' &&
               rest->ptr[len] != '\t') {
            len++;
        }
        out->value = str_sub(*rest, 0, len);
        *rest = str_skip(*rest, len);
    }
    *rest = str_trim(*rest);
    bool ends = rest->len == 0 || rest->ptr[0] == ';';
    *rest = str_trim(str_skip(*rest, 1));
    return ends && http_is_token(out->name) && (out->is_quoted || out->value.len > 0);
}

static str without_escapes(struct arena *arena, str quoted)
{
    char *text = arena_alloc(arena, quoted.len);
    size_t len = 0;
    for (size_t i = 0; i < quoted.len; i++) {
        i += quoted.ptr[i] == '\\' && i + 1 < quoted.len;
        text[len++] = quoted.ptr[i];
    }
    return (str){text, len};
}

bool http_parameter(struct arena *arena, str value, str name, str *out)
{
    str rest;
    size_t count = 0;
    bool found = false;
    struct parameter wanted = {0};
    str_cut(value, ';', &rest);
    for (rest = str_trim(rest); rest.len > 0; count++) {
        struct parameter parameter;
        if (count == HTTP_PARAMETERS_MAX || !cut_parameter(&rest, &parameter)) {
            return false;
        }
        if (str_eq_nocase(parameter.name, name)) {
            if (found) {
                return false;
            }
            found = true;
            wanted = parameter;
        }
    }
    if (found) {
        *out = wanted.is_quoted ? without_escapes(arena, wanted.value) : wanted.value;
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
