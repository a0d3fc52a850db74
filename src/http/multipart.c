/* SPDX-License-Identifier: Apache-2.0 */
/* multipart/form-data (RFC 7578) on a body that is complete in memory. Stricter than browsers need:
 * every line ends in CRLF, no nested multiparts, no transfer encodings, nothing before the first
 * boundary but an optional CRLF and nothing but whitespace behind the last. */
#include "http/form.h"

#include <string.h>

#include "http/text.h"

#define BOUNDARY_MAX 70
#define PART_HEAD_MAX 2048

static bool is_boundary(str boundary)
{
    for (size_t i = 0; i < boundary.len; i++) {
        char c = boundary.ptr[i];
        if (!http_is_tchar(c) && (c == '\0' || strchr("(),/:=? ", c) == NULL)) {
            return false;
        }
    }
    return boundary.len > 0 && boundary.len <= BOUNDARY_MAX &&
           boundary.ptr[boundary.len - 1] != ' ';
}

static str memory_find(str body, str part)
{
    const char *at = memmem(body.ptr, body.len, part.ptr, part.len);
    return at == NULL ? (str){NULL, 0} : (str){at, part.len};
}

static bool read_disposition(struct arena *arena, str value, struct http_form_field *field)
{
    str rest;
    if (!str_eq_nocase(str_trim(str_cut(value, ';', &rest)), STR("form-data")) ||
        !http_parameter(arena, value, STR("name"), &field->name)) {
        return false;
    }
    field->is_file = http_parameter(arena, value, STR("filename"), &field->filename);
    return field->name.len > 0 && field->name.len <= HTTP_FORM_NAME_MAX &&
           http_is_clean_text(field->name) && field->filename.len <= 1024 &&
           http_is_clean_text(field->filename);
}

/* The lines of a part's head, each without its CRLF. */
static bool read_head(struct arena *arena, str head, struct http_form_field *field)
{
    int dispositions = 0;
    int types = 0;
    while (head.len > 0) {
        str end = memory_find(head, STR("\r\n"));
        str line = end.ptr == NULL ? head : str_sub(head, 0, (size_t)(end.ptr - head.ptr));
        head = str_skip(head, line.len + 2);
        if (str_index(line, ':') < 0) {
            return false;
        }
        str value;
        str name = str_cut(line, ':', &value);
        value = str_trim(value);
        if (!http_is_token(name) || !http_is_clean_text(value) || str_index(value, '\n') >= 0 ||
            str_index(value, '\r') >= 0) {
            return false;
        }
        if (str_eq_nocase(name, STR("Content-Disposition"))) {
            dispositions++;
            if (!read_disposition(arena, value, field)) {
                return false;
            }
        } else if (str_eq_nocase(name, STR("Content-Type"))) {
            types++;
            field->type = value;
        } else if (str_eq_nocase(name, STR("Content-Transfer-Encoding"))) {
            return false;
        }
    }
    return dispositions == 1 && types <= 1;
}

/* One part between two boundaries: head, empty line, content. */
static bool read_part(struct arena *arena, str part, struct http_form_field *field)
{
    *field = (struct http_form_field){
        .name = STR(""), .value = STR(""), .filename = STR(""), .type = STR("")};
    str gap = memory_find(part, STR("\r\n\r\n"));
    if (gap.ptr == NULL || gap.ptr - part.ptr > PART_HEAD_MAX) {
        return false;
    }
    str head = str_sub(part, 0, (size_t)(gap.ptr - part.ptr));
    str content = str_skip(part, head.len + gap.len);
    if (!read_head(arena, head, field)) {
        return false;
    }
    if (field->is_file) {
        field->value = content;
        return true;
    }
    if (content.len > HTTP_FORM_VALUE_MAX || !http_is_clean_text(content)) {
        return false;
    }
    field->value = str_dup(arena, content);
    return true;
}

/* Cuts what stands before the next CRLF--boundary off *body and tells whether that was the last. */
static bool next_part(str *body, str delimiter, str *part, bool *last)
{
    str found = memory_find(*body, delimiter);
    if (found.ptr == NULL) {
        return false;
    }
    *part = str_sub(*body, 0, (size_t)(found.ptr - body->ptr));
    str rest = str_skip(*body, part->len + delimiter.len);
    *last = str_starts(rest, STR("--"));
    if (!*last && !str_starts(rest, STR("\r\n"))) {
        return false;
    }
    *body = str_skip(rest, 2);
    return true;
}

err http_form_parse_multipart(struct arena *arena, str content_type, str body,
                              struct http_form *out)
{
    str boundary;
    if (!http_parameter(arena, content_type, STR("boundary"), &boundary) ||
        !is_boundary(boundary)) {
        return ERR_INVALID;
    }
    str delimiter = str_printf(arena, "\r\n--%" STR_FMT, STR_ARG(boundary));
    if (str_starts(body, STR("\r\n"))) {
        body = str_skip(body, 2);
    }
    str opening = str_skip(delimiter, 2);
    if (!str_starts(body, opening)) {
        return ERR_INVALID;
    }
    body = str_skip(body, opening.len);
    bool last = str_starts(body, STR("--"));
    if (!last && !str_starts(body, STR("\r\n"))) {
        return ERR_INVALID;
    }
    body = str_skip(body, 2);
    struct http_form form = {.fields =
                                 ARENA_ARRAY(arena, struct http_form_field, HTTP_FORM_FIELDS_MAX)};
    while (!last) {
        str part;
        if (form.count == HTTP_FORM_FIELDS_MAX || !next_part(&body, delimiter, &part, &last) ||
            !read_part(arena, part, &form.fields[form.count])) {
            return ERR_INVALID;
        }
        form.count++;
    }
    if (str_trim(body).len > 0) {
        return ERR_INVALID;
    }
    *out = form;
    return ERR_OK;
}
