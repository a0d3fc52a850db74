/* SPDX-License-Identifier: Apache-2.0 */
#include "http/form.h"

#include <string.h>

#include "http/text.h"

bool http_is_clean_text(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) {
            return false;
        }
        /* U+0080 to U+009F: control characters as well, two bytes long in UTF-8. */
        if (c == 0xc2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xa0) {
            return false;
        }
    }
    return str_is_utf8(s);
}

static bool is_utf8_charset(str content_type)
{
    ptrdiff_t at = str_index(content_type, ';');
    if (at < 0) {
        return true;
    }
    str rest = str_skip(content_type, (size_t)at);
    while (rest.len > 0) {
        str value;
        str key = str_cut(str_trim(str_cut(rest, ';', &rest)), '=', &value);
        if (str_eq_nocase(key, STR("charset")) && !str_eq_nocase(value, STR("utf-8")) &&
            !str_eq_nocase(value, STR("\"utf-8\""))) {
            return false;
        }
    }
    return true;
}

enum http_form_kind http_form_kind(str content_type)
{
    str rest;
    str type = str_trim(str_cut(content_type, ';', &rest));
    if (content_type.len > HTTP_FORM_TYPE_MAX || !is_utf8_charset(content_type)) {
        return HTTP_FORM_NONE;
    }
    if (str_eq_nocase(type, STR("application/x-www-form-urlencoded"))) {
        return HTTP_FORM_URLENCODED;
    }
    return str_eq_nocase(type, STR("multipart/form-data")) ? HTTP_FORM_MULTIPART : HTTP_FORM_NONE;
}

err http_form_parse(struct arena *arena, str content_type, str body, struct http_form *out)
{
    switch (http_form_kind(content_type)) {
    case HTTP_FORM_URLENCODED:
        return http_form_parse_urlencoded(arena, body, out);
    case HTTP_FORM_MULTIPART:
        return http_form_parse_multipart(arena, content_type, body, out);
    case HTTP_FORM_NONE:
        break;
    }
    return ERR_INVALID;
}

static bool decode_field(struct arena *arena, str pair, struct http_form_field *field)
{
    str value;
    str name = str_cut(pair, '=', &value);
    *field = (struct http_form_field){.filename = STR(""), .type = STR("")};
    return name.len <= HTTP_FORM_NAME_MAX * 3 && value.len <= HTTP_FORM_VALUE_MAX * 3 &&
           http_percent_decode(arena, name, true, &field->name) && field->name.len > 0 &&
           field->name.len <= HTTP_FORM_NAME_MAX &&
           http_percent_decode(arena, value, true, &field->value) &&
           field->value.len <= HTTP_FORM_VALUE_MAX && http_is_clean_text(field->name) &&
           http_is_clean_text(field->value);
}

/* Pairs of a body, empty ones left out; more than the limit counts as too many. */
static size_t count_pairs(str body)
{
    size_t count = 0;
    while (body.len > 0 && count <= HTTP_FORM_FIELDS_MAX) {
        count += str_cut(body, '&', &body).len > 0;
    }
    return count;
}

err http_form_parse_urlencoded(struct arena *arena, str body, struct http_form *out)
{
    size_t expected = count_pairs(body);
    if (expected > HTTP_FORM_FIELDS_MAX) {
        return ERR_INVALID;
    }
    struct http_form form = {.fields = ARENA_ARRAY(arena, struct http_form_field, expected)};
    while (body.len > 0) {
        str pair = str_cut(body, '&', &body);
        if (pair.len == 0) {
            continue;
        }
        if (!decode_field(arena, pair, &form.fields[form.count])) {
            return ERR_INVALID;
        }
        form.count++;
    }
    *out = form;
    return ERR_OK;
}

const struct http_form_field *http_form_field(const struct http_form *form, str name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (str_eq(form->fields[i].name, name)) {
            return &form->fields[i];
        }
    }
    return NULL;
}
