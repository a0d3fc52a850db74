/* SPDX-License-Identifier: Apache-2.0 */
/* The answer a handler fills. Date, Content-Length and Connection are written by http itself and
 * may not be set here. Texts are borrowed: they must live as long as the exchange (its arena, or
 * static storage). A CR, LF or NUL in a name or value is a broken invariant, not an input error. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "http/request.h"

#define HTTP_RESPONSE_HEADERS_MAX 32

struct http_response {
    int status; /* 200 unless said otherwise */
    struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
    str body;
    bool close;   /* end the connection after this answer */
    bool more;    /* the body goes on: on_more is called when this piece of it is out */
    bool broken;  /* the next piece could not be made: the connection is cut, so nobody takes what
                     came for the whole */
    void *stream; /* for the handlers above: what makes the pieces */
};

/* Makes a constant list the answer's headers, before any other. Copied as it is, because every
 * answer begins with it: the writer of the list sees to it that names are distinct and good. */
void http_begin_headers(struct http_response *response, const struct http_header *list,
                        size_t count);

/* Sets a header, replacing an earlier one of that name. */
void http_set_header(struct http_response *response, str name, str value);

/* Adds a header beside those of its name, as Set-Cookie may come several times. */
void http_add_header(struct http_response *response, str name, str value);

/* Forgets status, headers and body. */
void http_response_reset(struct http_response *response);

struct http_cookie_options {
    str path;              /* "/" when empty */
    int64_t max_age_s;     /* < 0: until the browser closes; 0: delete it */
    bool secure;           /* only over https */
    bool script_visible;   /* leaves HttpOnly out */
    bool same_site_strict; /* Lax otherwise */
};

/* Adds a Set-Cookie header. name is a token, value consists of cookie octets (RFC 6265). */
void http_add_cookie(struct http_response *response, struct arena *arena, str name, str value,
                     const struct http_cookie_options *options);

/* The standard phrase of a status, "Not Found". */
str http_status_phrase(int status);
