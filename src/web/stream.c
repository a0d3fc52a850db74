/* SPDX-License-Identifier: Apache-2.0 */
#include "web/stream.h"

#include "base/check.h"
#include "system/log.h"

struct stream {
    stream_fn *next;
    void *state;
    struct arena_mark mark; /* nothing behind it outlives a piece */
};

err reply_stream(struct request *req, str content_type, stream_fn *next, void *state)
{
    struct stream *stream = ARENA_NEW(req->arena, struct stream);
    *stream = (struct stream){.next = next, .state = state};
    http_set_header(req->reply, STR("Content-Type"), content_type);
    stream->mark = arena_mark(req->arena);
    struct buf out = buf_in(req->arena);
    bool more = false;
    err e = next(req->db, req->arena, state, &out, &more);
    if (e != ERR_OK) {
        return e;
    }
    req->reply->status = 200;
    req->reply->body = buf_str(&out);
    req->reply->more = more;
    req->reply->stream = stream;
    return ERR_OK;
}

bool stream_is_open(const struct http_exchange *exchange)
{
    return exchange->response.stream != NULL;
}

void stream_continue(struct db *db, struct http_exchange *exchange)
{
    struct stream *stream = exchange->response.stream;
    CHECK(stream != NULL);
    arena_rewind(&exchange->arena, stream->mark);
    struct buf out = buf_in(&exchange->arena);
    bool more = false;
    err e = stream->next(db, &exchange->arena, stream->state, &out, &more);
    if (e == ERR_OK && arena_is_exhausted(&exchange->arena)) {
        e = ERR_INTERNAL;
    }
    if (e != ERR_OK) {
        str story = db_story(db);
        log_error("an answer in pieces was cut", LOG_STR("story", story));
        exchange->response.broken = true;
    }
    exchange->response.body = e == ERR_OK ? buf_str(&out) : STR("");
    exchange->response.more = e == ERR_OK && more;
    db_snapshot_end(db);
}
