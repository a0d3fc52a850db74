/* SPDX-License-Identifier: Apache-2.0 */
#include "http/wire.h"

#include "http/head.h"
#include "http/text.h"

/* llhttp trims in front only. */
static str trim_end(str s)
{
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

/* Not every reader takes a tab behind a length or a coding for white space: it would not see one.
 */
static bool has_two_readings(const struct head_field *field, str value)
{
    bool frames = str_eq_nocase(field->name, STR("Content-Length")) ||
                  str_eq_nocase(field->name, STR("Transfer-Encoding"));
    return frames && str_index(str_skip(field->value, value.len), '\t') >= 0;
}

static int take_fields(const struct head_fields *head, struct http_request *request)
{
    request->headers = ARENA_ARRAY(request->arena, struct http_header, head->count);
    request->header_count = head->count;
    for (size_t i = 0; i < head->count; i++) {
        const struct head_field *field = &head->fields[i];
        /* The colon must follow the name at once; there is always a byte behind a name. */
        if (!http_is_token(field->name) || field->name.ptr[field->name.len] != ':') {
            return 400;
        }
        str value = trim_end(field->value);
        if (has_two_readings(field, value)) {
            return 400;
        }
        request->headers[i] = (struct http_header){field->name, value};
    }
    return GATE_DONE;
}

int wire_head(str head, struct http_request *request, struct gate_framing *framing)
{
    struct head_fields fields;
    str rest;
    str line = str_cut(head, '\n', &rest);
    line.len -= line.len > 0; /* its CR */
    *framing = (struct gate_framing){0};
    int result = gate_request_line(line, request, framing);
    if (result == GATE_DONE) {
        result = gate_target(request);
    }
    if (result != GATE_DONE) {
        return result;
    }
    if (!head_split(head, &fields) || fields.target.ptr != request->target.ptr ||
        fields.target.len != request->target.len) {
        return 400;
    }
    result = take_fields(&fields, request);
    return result == GATE_DONE ? gate_headers(request, framing) : result;
}
