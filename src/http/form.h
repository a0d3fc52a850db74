/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of forms: application/x-www-form-urlencoded and multipart/form-data become (name, value)
 * pairs. Text with NUL, invalid UTF-8 or control characters other than CR, LF and TAB is refused
 * here, once, for the whole program; which field may hold several lines is decided above. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define HTTP_FORM_FIELDS_MAX 64
#define HTTP_FORM_NAME_MAX 128
#define HTTP_FORM_VALUE_MAX ((size_t)64 * 1024)
#define HTTP_FORM_TYPE_MAX 256 /* bytes of the Content-Type */

struct http_form_field {
    str name;
    str value;    /* text; for a file its bytes, unchecked */
    str filename; /* files only, clean text, never a path to trust */
    str type;     /* files only: the Content-Type the browser named */
    bool is_file;
};

struct http_form {
    struct http_form_field *fields;
    size_t count;
};

enum http_form_kind { HTTP_FORM_NONE, HTTP_FORM_URLENCODED, HTTP_FORM_MULTIPART };

/* Which kind of form a Content-Type announces; HTTP_FORM_NONE for anything else (answer 415), for a
 * charset other than UTF-8 and for one longer than HTTP_FORM_TYPE_MAX. */
enum http_form_kind http_form_kind(str content_type);

/* Parses a body; texts are copies in the arena, bytes of files point into body. ERR_INVALID when it
 * is malformed or over a limit. */
err http_form_parse(struct arena *arena, str content_type, str body,
                    struct http_form *out) MUST_CHECK;

/* Parses name=value&name=value. */
err http_form_parse_urlencoded(struct arena *arena, str body, struct http_form *out) MUST_CHECK;

/* Parses RFC 7578 parts separated by the boundary the content type names. */
err http_form_parse_multipart(struct arena *arena, str content_type, str body,
                              struct http_form *out) MUST_CHECK;

/* The first field of that name, NULL when absent. */
const struct http_form_field *http_form_field(const struct http_form *form, str name);

/* True for well-formed UTF-8 without controls other than CR, LF and TAB. */
bool http_is_clean_text(str s);
