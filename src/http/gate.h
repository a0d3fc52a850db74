/* SPDX-License-Identifier: Apache-2.0 */
/* The gate: what a request must look like before anything else sees it. Written against RFC 9110
 * and 9112, and stricter wherever two readers of the same bytes could disagree. Results are
 * GATE_MORE, GATE_DONE or the HTTP status of a refusal (400 and up); after a refusal the connection
 * must end. The gate holds no memory of its own. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "http/request.h"

#define GATE_MORE 0
#define GATE_DONE 1

#define GATE_REQUEST_LINE_MAX ((size_t)8192)
#define GATE_HEADERS_MAX 100
#define GATE_HEADER_BYTES_MAX ((size_t)32 * 1024)

/* Progress through the raw bytes of one head; zeroed at its beginning. */
struct gate_scan {
    size_t seen;       /* bytes looked at */
    size_t line_start; /* where the current line begins */
    size_t skipped;    /* an empty line in front, which RFC 9112 asks to ignore */
    size_t first_line; /* length of the request line with its end, 0 while it is open */
    unsigned lines;    /* complete ones */
    bool after_cr;
};

/* Looks at the bytes of a head that are new (from scan->seen on): line ends are CRLF only, no
 * controls, no folded lines, nothing over its limit. GATE_DONE: the head is data[0 .. seen). */
int gate_scan(struct gate_scan *scan, const char *data, size_t len);

/* What follows a head. */
struct gate_framing {
    bool http_1_0;
    bool keep_alive;
    bool chunked;
    bool expects_continue;
    uint64_t length; /* of the body when it is not chunked */
};

/* Splits "METHOD target HTTP/1.x" and checks each. */
int gate_request_line(str line, struct http_request *request, struct gate_framing *framing);

/* Checks the target and fills path and query, in the request's arena. */
int gate_target(struct http_request *request);

/* Checks Host and the fields that frame the message; needs method, target and headers. */
int gate_headers(struct http_request *request, struct gate_framing *framing);
