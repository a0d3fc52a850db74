/* SPDX-License-Identifier: Apache-2.0 */
/* A long answer, made and sent piece by piece in the slow lane: however long it is, it takes the
 * memory of one piece, and a client who reads slowly holds neither a thread nor a state of the
 * database. Each piece is a read of its own, so a stream fits lists that only grow, read from a
 * place that is remembered. Routes that stream have .lane = LANE_SLOW. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "db/db.h"
#include "http/loop.h"
#include "web/request.h"

/* Writes the next piece into out; *out_more is false with the last. What it allocates from the
 * arena is gone when the piece is sent; state stays. */
typedef err stream_fn(struct db *db, struct arena *arena, void *state, struct buf *out,
                      bool *out_more);

/* Answers 200 with the pieces of next, the first of them made at once. state is in the request's
 * arena and complete before. */
err reply_stream(struct request *req, str content_type, stream_fn *next, void *state);

/* For app: true while the exchange has pieces to come, and its next one. */
bool stream_is_open(const struct http_exchange *exchange);
void stream_continue(struct db *db, struct http_exchange *exchange);
