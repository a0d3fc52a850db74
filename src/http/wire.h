/* SPDX-License-Identifier: Apache-2.0 */
/* From bytes to a request: the head through llhttp and the gate, the body by its framing. Pure
 * functions over memory, so that tests and fuzzers drive exactly what the server runs. Results as
 * in http/gate.h. */
#pragma once

#include "http/gate.h"
#include "http/request.h"

#define WIRE_CHUNK_EXTRA_MAX 4096

/* Parses a complete head (as gate_scan found it, skipped bytes in front left out). request->arena
 * must be set; slices point into head, which must live as long as the request. GATE_DONE or a
 * refusal. */
int wire_head(str head, struct http_request *request, struct gate_framing *framing);

/* Progress through one body. */
struct wire_body {
    bool chunked;
    int state;
    int digits;     /* of the chunk size */
    uint64_t left;  /* of the body, or of the chunk */
    uint64_t total; /* bytes of content so far */
    uint64_t limit;
    size_t extra; /* bytes of extensions and trailers, which have a limit of their own */
    size_t name_len;
    char name[20]; /* of the trailer field being read */
};

/* A body of at most limit bytes. GATE_MORE; GATE_DONE when there is none; 413. */
int wire_body_begin(struct wire_body *body, const struct gate_framing *framing, uint64_t limit);

/* Takes bytes and gives at most one piece of content (possibly empty); call again while bytes are
 * left and the result is GATE_MORE. *used is what was consumed. */
int wire_body_next(struct wire_body *body, const char *data, size_t len, size_t *used, str *piece);
