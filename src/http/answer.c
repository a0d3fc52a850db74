/* SPDX-License-Identifier: Apache-2.0 */
/* Writing answers: one attempt straight into the socket, which nearly always takes everything, and
 * the loop for what is left. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "http/private.h"
#include "system/security_event.h"

/* A body up to this size is copied behind the head: one write is cheaper than gathering two. */
#define COPIED_BODY_MAX ((size_t)4096)
#define HEAD_ROOM ((size_t)1024)

static bool has_content(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

static void put_status_line(struct buf *out, int status)
{
    if (status == 200) {
        buf_put(out, STR("HTTP/1.1 200 OK\r\n"));
        return;
    }
    buf_put(out, STR("HTTP/1.1 "));
    buf_put_i64(out, status);
    buf_put_char(out, ' ');
    buf_put(out, http_status_phrase(status));
    buf_put(out, STR("\r\n"));
}

static void answer_count(struct loop *loop, int status)
{
    int hundreds = status / 100;
    count_add(&loop->answers[hundreds < HTTP_STATUS_CLASSES ? hundreds : 0], 1);
}

/* Pieces for a client of HTTP/1.0 end with the connection. */
static bool is_chunked(const struct conn *conn)
{
    return !conn->exchange->framing.http_1_0;
}

static void put_head(struct buf *out, struct conn *conn, const struct http_response *response)
{
    answer_count(conn->loop, response->status);
    put_status_line(out, response->status);
    buf_put(out, STR("Date: "));
    buf_put(out, loop_date(conn->loop));
    buf_put(out, STR("\r\n"));
    for (size_t i = 0; i < response->header_count; i++) {
        buf_put(out, response->headers[i].name);
        buf_put(out, STR(": "));
        buf_put(out, response->headers[i].value);
        buf_put(out, STR("\r\n"));
    }
    if (response->more) {
        buf_put(out, is_chunked(conn) ? STR("Transfer-Encoding: chunked\r\n") : STR(""));
    } else if (has_content(response->status)) {
        buf_put(out, STR("Content-Length: "));
        buf_put_i64(out, (int64_t)response->body.len);
        buf_put(out, STR("\r\n"));
    }
    if (!conn->keep_alive) {
        buf_put(out, STR("Connection: close\r\n"));
    } else if (conn->exchange->framing.http_1_0) {
        buf_put(out, STR("Connection: keep-alive\r\n"));
    }
    buf_put(out, STR("\r\n"));
}

static void answer_is_out(struct conn *conn)
{
    if (conn->exchange->shared.response.more) {
        conn_more(conn);
    } else {
        conn_finish(conn);
    }
}

static void on_written(uv_write_t *write, int status)
{
    struct conn *conn = write->data;
    if (status < 0) {
        conn_close(conn);
        return;
    }
    answer_is_out(conn);
    conn_resume(conn);
}

static void write_rest(struct conn *conn, uv_buf_t *bufs, unsigned count, size_t written)
{
    struct exchange *exchange = conn->exchange;
    while (count > 0 && written >= bufs->len) {
        written -= bufs->len;
        bufs++;
        count--;
    }
    bufs->base += written;
    bufs->len -= written;
    conn->phase = PHASE_WRITE;
    conn->began_ms = uv_now(&conn->loop->uv);
    exchange->write.data = conn;
    if (uv_write(&exchange->write, &conn->io.stream, bufs, count, on_written) != 0) {
        conn_close(conn);
        return;
    }
    conn->progress = uv_stream_get_write_queue_size(&conn->io.stream);
    wait_for(conn, WAIT_WRITE);
}

static void write_all(struct conn *conn, uv_buf_t *bufs, unsigned count, size_t total)
{
    int written = uv_try_write(&conn->io.stream, bufs, count);
    if (written >= 0 && (size_t)written == total) {
        answer_is_out(conn);
    } else if (written >= 0 || written == UV_EAGAIN) {
        write_rest(conn, bufs, count, written > 0 ? (size_t)written : 0);
    } else {
        conn_close(conn);
    }
}

static uv_buf_t uv_buf_of(str s)
{
    /* libuv has no const buffers; it only reads these. */
    union {
        const char *in;
        char *out;
    } ptr = {s.ptr};
    return (uv_buf_t){.base = ptr.out, .len = s.len};
}

static void put_piece_size(struct buf *out, size_t size)
{
    if (size > 0) { /* a size of nothing would end the body */
        buf_printf(out, "%zx\r\n", size);
    }
}

/* One piece of a long body, the first behind the head. */
static void write_piece(struct conn *conn)
{
    struct exchange *exchange = conn->exchange;
    const struct http_response *response = &exchange->shared.response;
    bool chunked = is_chunked(conn);
    struct buf front = buf_in(&exchange->shared.arena);
    struct buf back = buf_in(&exchange->shared.arena);
    if (!exchange->head_is_out) {
        put_head(&front, conn, response);
        exchange->head_is_out = true;
    }
    if (chunked) {
        put_piece_size(&front, response->body.len);
        buf_put(&back, response->body.len > 0 ? STR("\r\n") : STR(""));
        buf_put(&back, response->more ? STR("") : STR("0\r\n\r\n"));
    }
    uv_buf_t bufs[3] = {uv_buf_of(buf_str(&front)), uv_buf_of(response->body),
                        uv_buf_of(buf_str(&back))};
    write_all(conn, bufs, 3, front.len + response->body.len + back.len);
}

void answer_write(struct conn *conn)
{
    struct http_exchange *shared = &conn->exchange->shared;
    struct http_response *response = &shared->response;
    bool is_head = shared->request.method == HTTP_HEAD;
    if (response->broken) {
        conn_close(conn);
        return;
    }
    if (response->close || (response->more && !is_chunked(conn)) ||
        atomic_load_explicit(&conn->loop->server->draining, memory_order_relaxed)) {
        conn->keep_alive = false;
    }
    if ((response->more && !is_head) || conn->exchange->head_is_out) {
        write_piece(conn);
        return;
    }
    str body = has_content(response->status) && !is_head ? response->body : STR("");
    struct buf head = buf_in(&shared->arena);
    bool is_copied = body.len <= COPIED_BODY_MAX;
    buf_reserve(&head, HEAD_ROOM + (is_copied ? body.len : 0));
    put_head(&head, conn, response);
    response->more = false; /* whoever asks for the head alone gets no pieces */
    if (is_copied) {
        buf_put(&head, body);
        body.len = 0;
    }
    uv_buf_t bufs[2] = {uv_buf_of(buf_str(&head)), uv_buf_of(body)};
    write_all(conn, bufs, body.len > 0 ? 2 : 1, head.len + body.len);
}

bool answer_moves(struct conn *conn)
{
    size_t left = uv_stream_get_write_queue_size(&conn->io.stream);
    bool moved = left < conn->progress;
    conn->progress = left;
    return moved && uv_now(&conn->loop->uv) - conn->began_ms < WRITE_TOTAL_MS;
}

static void tell_malformed(const struct conn *conn, str phrase)
{
    struct security_event event = {
        .network = str_from_z(conn->peer.text),
        .detail = phrase,
    };
    security_event_put(SECURITY_MALFORMED_REQUEST, &event);
}

void answer_refuse(struct conn *conn, int status)
{
    char text[4096];
    struct loop *loop = conn->loop;
    str phrase = http_status_phrase(status);
    str date = loop_date(loop);
    str extra = loop->server->refusal_headers;
    count_add(&loop->refused, 1);
    answer_count(loop, status);
    if (status != 408) { /* a slow client broke no rule of the message */
        tell_malformed(conn, phrase);
    }
    int len = snprintf(text, sizeof text,
                       "HTTP/1.1 %d %" STR_FMT "\r\nDate: %" STR_FMT "\r\n%" STR_FMT
                       "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n"
                       "Connection: close\r\n\r\n%" STR_FMT "\n",
                       status, STR_ARG(phrase), STR_ARG(date), STR_ARG(extra), phrase.len + 1,
                       STR_ARG(phrase));
    CHECK(len > 0 && (size_t)len < sizeof text);
    if (conn->exchange != NULL) {
        exchange_release(loop, conn->exchange);
    }
    uv_buf_t buf = {.base = text, .len = (size_t)len};
    conn->keep_alive = false;
    if (uv_try_write(&conn->io.stream, &buf, 1) == len) {
        conn_finish(conn);
    } else {
        conn_close(conn); /* a client that takes no 300 bytes is not owed an explanation */
    }
}

void answer_continue(struct conn *conn)
{
    uv_buf_t buf = uv_buf_of(STR("HTTP/1.1 100 Continue\r\n\r\n"));
    if (uv_try_write(&conn->io.stream, &buf, 1) != (int)buf.len) {
        conn_close(conn);
    }
}
