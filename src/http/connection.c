/* SPDX-License-Identifier: Apache-2.0 */
/* One connection: bytes come in, requests go to the handlers one at a time, answers go out in
 * order. While a request is under way the bytes behind it wait in the stash and reading stops. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/check.h"
#include "http/private.h"

#define BODY_RATE_BYTES_PER_MS 1 /* 1 kB a second */

void conn_free(struct conn *conn)
{
    struct loop *loop = conn->loop;
    if (conn->exchange != NULL) {
        exchange_release(loop, conn->exchange);
    }
    stash_clear(&conn->stash);
    free(conn);
    loop->conn_count--;
    count_add(&loop->open, -1);
    loop_may_end(loop);
}

static void on_closed(uv_handle_t *handle)
{
    struct conn *conn = handle->data;
    conn->handle_closed = true;
    if (!conn->is_parked) {
        conn_free(conn);
    }
}

void conn_close(struct conn *conn)
{
    if (conn->phase == PHASE_CLOSED) {
        return;
    }
    conn->phase = PHASE_CLOSED;
    wait_end(conn);
    uv_close(&conn->io.handle, on_closed);
}

static void linger(struct conn *conn)
{
    uv_os_fd_t fd = -1;
    if (conn->input_ended || uv_fileno(&conn->io.handle, &fd) != 0 || shutdown(fd, SHUT_WR) != 0) {
        conn_close(conn);
        return;
    }
    conn->phase = PHASE_LINGER;
    stash_clear(&conn->stash);
    wait_for(conn, WAIT_LINGER);
    conn_read(conn, true);
}

void conn_finish(struct conn *conn)
{
    if (conn->exchange != NULL) {
        exchange_release(conn->loop, conn->exchange);
    }
    if (!conn->keep_alive) {
        linger(conn);
        return;
    }
    conn->phase = PHASE_HEAD;
    conn->scan = (struct gate_scan){0};
    wait_for(conn, WAIT_IDLE);
}

static void run_handler(struct conn *conn)
{
    struct exchange *exchange = conn->exchange;
    struct http_server *server = conn->loop->server;
    exchange->shared.request.body = (str){exchange->body_bytes.ptr, exchange->body_bytes.len};
    count_add(&conn->loop->requests, 1);
    count_add(&conn->loop->parked, 1);
    conn->phase = PHASE_HANDLER;
    conn->is_parked = true;
    if (server->handlers.on_request(server->handlers.context, conn->loop->context,
                                    &exchange->shared)) {
        conn->is_parked = false;
        count_add(&conn->loop->parked, -1);
        answer_write(conn);
    } else {
        wait_for(conn, WAIT_ANSWER);
    }
}

void conn_more(struct conn *conn)
{
    const struct http_handlers *handlers = &conn->loop->server->handlers;
    count_add(&conn->loop->parked, 1);
    conn->phase = PHASE_HANDLER;
    conn->is_parked = true;
    if (handlers->on_more != NULL &&
        handlers->on_more(handlers->context, &conn->exchange->shared)) {
        wait_for(conn, WAIT_ANSWER);
        return;
    }
    conn->is_parked = false;
    count_add(&conn->loop->parked, -1);
    conn_close(conn);
}

void conn_answered(struct exchange *exchange)
{
    struct conn *conn = exchange->conn;
    conn->is_parked = false;
    count_add(&conn->loop->parked, -1);
    if (conn->handle_closed) {
        conn_free(conn);
    } else if (conn->phase == PHASE_HANDLER) {
        answer_write(conn);
        conn_resume(conn);
    }
}

static size_t body_limit(struct conn *conn, const struct gate_framing *framing)
{
    const struct http_handlers *handlers = &conn->loop->server->handlers;
    bool has_body = framing->chunked || framing->length > 0;
    if (!has_body || handlers->body_limit == NULL) {
        return 0;
    }
    return handlers->body_limit(handlers->context, &conn->exchange->shared.request);
}

/* The head is complete. bytes_follow: part of the body may already be here. */
static void begin_request(struct conn *conn, str head, bool bytes_follow)
{
    struct exchange *exchange = exchange_take(conn->loop, conn);
    struct http_request *request = &exchange->shared.request;
    int result = wire_head(str_dup(request->arena, head), request, &exchange->framing);
    if (result != GATE_DONE) {
        answer_refuse(conn, result);
        return;
    }
    conn->keep_alive = exchange->framing.keep_alive;
    forward_apply(&conn->loop->server->trust, &conn->peer, request);
    result =
        wire_body_begin(&exchange->body, &exchange->framing, body_limit(conn, &exchange->framing));
    if (result == GATE_DONE) {
        run_handler(conn);
        return;
    }
    if (result != GATE_MORE) {
        answer_refuse(conn, result);
        return;
    }
    conn->phase = PHASE_BODY;
    conn->progress = 0;
    wait_for(conn, WAIT_BODY);
    if (exchange->framing.expects_continue && !bytes_follow) {
        answer_continue(conn);
    }
}

static size_t take_head(struct conn *conn, const char *data, size_t len)
{
    int result = gate_scan(&conn->scan, data, len);
    if (result == GATE_MORE) {
        return 0;
    }
    size_t used = conn->scan.seen;
    if (result == GATE_DONE) {
        str head = {data + conn->scan.skipped, used - conn->scan.skipped};
        begin_request(conn, head, len > used);
    } else {
        answer_refuse(conn, result);
    }
    return used;
}

static size_t take_body(struct conn *conn, const char *data, size_t len)
{
    size_t used = 0;
    str piece;
    struct exchange *exchange = conn->exchange;
    int result = wire_body_next(&exchange->body, data, len, &used, &piece);
    stash_append(&exchange->body_bytes, piece.ptr, piece.len);
    if (result == GATE_DONE) {
        run_handler(conn);
    } else if (result != GATE_MORE) {
        answer_refuse(conn, result);
    }
    return used;
}

static bool takes_input(const struct conn *conn)
{
    return conn->phase == PHASE_HEAD || conn->phase == PHASE_BODY;
}

/* What was not taken waits, unless nobody will want it. */
static void keep_rest(struct conn *conn, struct stash *old, const char *rest, size_t len)
{
    if (conn->phase == PHASE_CLOSED || conn->phase == PHASE_LINGER || len == 0) {
        free(old->ptr);
    } else if (old->ptr != NULL) {
        memmove(old->ptr, rest, len);
        old->len = len;
        conn->stash = *old;
    } else {
        stash_append(&conn->stash, rest, len);
    }
}

static void settle(struct conn *conn)
{
    if (conn->input_ended && takes_input(conn)) {
        conn_close(conn); /* what is in the stash will never be a whole request */
    } else if (conn->phase == PHASE_HEAD) {
        if (conn->stash.len > 0 && conn->wait != WAIT_HEAD) {
            wait_for(conn, WAIT_HEAD);
        }
        conn_read(conn, true);
    } else if (conn->phase == PHASE_BODY) {
        conn_read(conn, true);
    } else if (conn->phase != PHASE_LINGER && conn->stash.len > 0) {
        conn_read(conn, false);
    }
}

static void take_input(struct conn *conn, const char *data, size_t len)
{
    struct stash old = {0};
    if (conn->stash.len > 0) {
        stash_append(&conn->stash, data, len);
        old = conn->stash;
        conn->stash = (struct stash){0};
        data = old.ptr;
        len = old.len;
    }
    while (len > 0 && takes_input(conn)) {
        size_t used =
            conn->phase == PHASE_HEAD ? take_head(conn, data, len) : take_body(conn, data, len);
        if (used == 0) {
            break;
        }
        data += used;
        len -= used;
    }
    keep_rest(conn, &old, data, len);
    settle(conn);
}

void conn_resume(struct conn *conn)
{
    if (takes_input(conn)) {
        take_input(conn, "", 0);
    }
}

static void input_ends(struct conn *conn)
{
    conn->input_ended = true;
    conn_read(conn, false);
    if (conn->phase == PHASE_HEAD || conn->phase == PHASE_BODY || conn->phase == PHASE_LINGER) {
        conn_close(conn);
    }
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    struct conn *conn = stream->data;
    if (len == UV_EOF) {
        input_ends(conn);
    } else if (len < 0) {
        conn_close(conn);
    } else if (conn->phase == PHASE_LINGER) {
        conn->discarded += (size_t)len;
        if (conn->discarded > LINGER_BYTES) {
            conn_close(conn);
        }
    } else if (takes_input(conn)) {
        take_input(conn, buf->base, (size_t)len);
    } else if (conn->phase != PHASE_CLOSED) {
        stash_append(&conn->stash, buf->base, (size_t)len);
        settle(conn);
    }
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    const struct conn *conn = handle->data;
    (void)suggested;
    *buf = (uv_buf_t){.base = conn->loop->input, .len = INPUT_SIZE};
}

void conn_read(struct conn *conn, bool on)
{
    if (conn->is_reading == on || conn->phase == PHASE_CLOSED) {
        return;
    }
    conn->is_reading = on;
    if (!on) {
        uv_read_stop(&conn->io.stream);
    } else if (uv_read_start(&conn->io.stream, on_room, on_read) != 0) {
        conn_close(conn);
    }
}

static bool body_moves(struct conn *conn)
{
    uint64_t total = conn->exchange->body.total;
    uint64_t due = (uint64_t)conn->loop->server->options.body_ms * BODY_RATE_BYTES_PER_MS;
    bool moved = total - conn->progress >= due;
    conn->progress = total;
    return moved;
}

void conn_overdue(struct conn *conn)
{
    switch (conn->wait) {
    case WAIT_HEAD:
        if (conn->stash.len > 0) {
            answer_refuse(conn, 408);
        } else {
            conn_close(conn);
        }
        return;
    case WAIT_BODY:
        if (body_moves(conn)) {
            wait_for(conn, WAIT_BODY);
        } else {
            answer_refuse(conn, 408);
        }
        return;
    case WAIT_WRITE:
        if (answer_moves(conn)) {
            wait_for(conn, WAIT_WRITE);
        } else {
            conn_close(conn);
        }
        return;
    case WAIT_IDLE:
    case WAIT_LINGER:
        conn_close(conn);
        return;
    case WAIT_ANSWER:
    case WAIT_KINDS:
        break;
    }
    check_failed("an overdue connection waits for something with a deadline", __FILE__, __LINE__);
}

/* A full house makes room for a new visitor: who is idle goes first, then who has been slowest. */
static bool make_room(struct loop *loop)
{
    static const enum wait order[] = {WAIT_IDLE, WAIT_LINGER, WAIT_HEAD, WAIT_BODY};
    if (loop->conn_count < loop->conn_max) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        struct conn *conn = wait_oldest(loop, order[i]);
        if (conn != NULL) {
            count_add(&loop->evicted, 1);
            conn_close(conn);
            return true;
        }
    }
    return false;
}

static void find_peer(struct conn *conn)
{
    struct sockaddr_storage address = {.ss_family = AF_UNIX};
    int len = sizeof address;
    if (conn->io.handle.type == UV_TCP) {
        uv_tcp_getpeername(&conn->io.tcp, (struct sockaddr *)&address, &len);
        uv_tcp_nodelay(&conn->io.tcp, 1);
    }
    forward_peer(&conn->loop->server->trust, &address, &conn->peer);
}

void conn_accept(struct loop *loop, uv_stream_t *listener)
{
    bool has_room = make_room(loop);
    struct conn *conn = calloc(1, sizeof *conn);
    CHECK(conn != NULL);
    conn->loop = loop;
    conn->link = (struct link){&conn->link, &conn->link};
    if (listener->type == UV_TCP) {
        uv_tcp_init(&loop->uv, &conn->io.tcp);
    } else {
        uv_pipe_init(&loop->uv, &conn->io.pipe, 0);
    }
    conn->io.handle.data = conn;
    loop->conn_count++;
    count_add(&loop->open, 1);
    count_add(&loop->accepted, 1);
    if (uv_accept(listener, &conn->io.stream) != 0 || !has_room) {
        conn_close(conn);
        return;
    }
    find_peer(conn);
    wait_for(conn, WAIT_HEAD);
    conn_read(conn, true);
}
