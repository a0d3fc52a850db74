/* SPDX-License-Identifier: Apache-2.0 */
/* A request as the gate let it through: method, target, headers and body are well-formed and within
 * limits, the path is decoded once and has no dot segments, Host stands there exactly once (in
 * HTTP/1.0 it may be missing). All text lives as long as the exchange it belongs to. Nothing here
 * blocks or decides policy. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/* The methods the server declares; TRACE, CONNECT and unknown ones never get past the gate. */
#define HTTP_METHOD_LIST(X)                                                                        \
    X(HTTP_GET, "GET")                                                                             \
    X(HTTP_HEAD, "HEAD")                                                                           \
    X(HTTP_POST, "POST")                                                                           \
    X(HTTP_PUT, "PUT")                                                                             \
    X(HTTP_PATCH, "PATCH")                                                                         \
    X(HTTP_DELETE, "DELETE")                                                                       \
    X(HTTP_OPTIONS, "OPTIONS")

enum http_method {
    HTTP_NONE, /* so that a zeroed route has no method */
#define X(name, word) name,
    HTTP_METHOD_LIST(X)
#undef X
};

struct http_header {
    str name;
    str value;
};

struct http_request {
    enum http_method method;
    str target; /* as it came, origin-form or absolute-form */
    str path;   /* percent-decoded once, begins with "/"; "*" for OPTIONS * */
    str query;  /* behind the first "?", still encoded; empty when absent */
    str host; /* the Host field, with its port when one was given; empty when HTTP/1.0 sent none */
    struct http_header *headers;
    size_t header_count;
    str body;
    str peer;    /* address of the client, after trusted proxies; "unix" on a socket file */
    bool secure; /* a trusted proxy says the client came by https */
    struct arena *arena;
};

/* The first value of the header, name without regard to case; empty when absent. */
str http_header(const struct http_request *request, str name);

/* The first query parameter of that name, decoded (also "+" to space), in the request's arena.
 * False when absent or when its value is not clean text (see http/form.h); invisible characters in
 * it (base/text.h) are left out. */
bool http_query_param(const struct http_request *request, str name, str *out);

/* True when a query parameter stands there more than once, or there are more than
 * HTTP_QUERY_PARAMS_MAX: two readers of the same address could then see different ones. */
#define HTTP_QUERY_PARAMS_MAX 64
bool http_query_is_ambiguous(const struct http_request *request);

/* The word of a method, "GET". */
str http_method_word(enum http_method method);
