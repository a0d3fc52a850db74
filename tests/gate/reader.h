/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of the server's connections without a connection: bytes go in, complete requests are
 * counted, a refusal is told. */
#pragma once

#include "base/arena.h"
#include "http/wire.h"

#define READER_BODY_LIMIT 1000

struct reader {
    struct arena *arena;
    struct gate_scan scan;
    struct gate_framing framing;
    struct wire_body body;
    struct http_request request; /* the newest whose head was complete */
    bool in_body;
    int complete;
    /* Called for every head that passed and every piece of content; may be NULL. */
    void (*on_head)(void *context, const struct http_request *request);
    void (*on_content)(void *context, str piece);
    void *context;
};

/* Feeds raw in pieces of step bytes; gives the refusal, or GATE_MORE when all was taken. *taken is
 * where the last complete request ended. */
int reader_run(struct reader *reader, str raw, size_t step, size_t *taken);
