/* SPDX-License-Identifier: Apache-2.0 */
#include "http/head.h"

#include <llhttp.h>

static int take_target(llhttp_t *parser, const char *at, size_t len)
{
    struct head_fields *head = parser->data;
    if (head->target.len > 0) {
        return HPE_USER;
    }
    head->target = (str){at, len};
    return 0;
}

static int take_name(llhttp_t *parser, const char *at, size_t len)
{
    struct head_fields *head = parser->data;
    if (head->count == HEAD_FIELDS_MAX || len == 0) {
        return HPE_USER;
    }
    head->fields[head->count++] = (struct head_field){.name = {at, len}, .value = {at + len, 0}};
    head->has_value = false;
    return 0;
}

/* An empty value comes as one empty span or as none. */
static int take_value(llhttp_t *parser, const char *at, size_t len)
{
    struct head_fields *head = parser->data;
    if (head->has_value || head->count == 0) {
        return HPE_USER; /* the head is one piece, so a value is one as well */
    }
    head->fields[head->count - 1].value = (str){at, len};
    head->has_value = true;
    return 0;
}

static int head_complete(llhttp_t *parser)
{
    struct head_fields *head = parser->data;
    head->complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = take_target,
    .on_header_field = take_name,
    .on_header_value = take_value,
    .on_headers_complete = head_complete,
};

bool head_split(str head, struct head_fields *out)
{
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    out->target = (str){"", 0};
    out->count = 0;
    out->has_value = false;
    out->complete = false;
    parser.data = out;
    return llhttp_execute(&parser, head.ptr, head.len) == HPE_PAUSED && out->complete;
}
