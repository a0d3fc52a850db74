/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the server share with each other and with nobody else.
 *
 * Who owns what: a server owns its loops, a loop its connections, a connection at most one exchange
 * at a time. Everything of a loop is touched on its thread only, but for the stack of answered
 * exchanges and the counters. */
#pragma once

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <uv.h>

#include "http/forward.h"
#include "http/loop.h"
#include "http/wire.h"

#define INPUT_SIZE ((size_t)64 * 1024)
#define LISTENERS_MAX 8
#define POOLED_EXCHANGES 64
#define TICK_MS 500
#define LINGER_MS 2000
#define LINGER_BYTES ((size_t)1024 * 1024)
#define WRITE_TOTAL_MS (10 * 60 * 1000)

struct link {
    struct link *prev, *next;
};

/* What a connection waits for. Every kind has one span of time, so a queue in order of arrival is
 * also in order of deadlines. */
enum wait { WAIT_HEAD, WAIT_BODY, WAIT_IDLE, WAIT_WRITE, WAIT_LINGER, WAIT_ANSWER, WAIT_KINDS };

enum phase {
    PHASE_HEAD,    /* between requests, or a head is arriving */
    PHASE_BODY,    /* its body is arriving */
    PHASE_HANDLER, /* the request is with a handler, here or parked */
    PHASE_WRITE,   /* the answer did not fit the socket at once */
    PHASE_LINGER,  /* the last answer is out; what still comes is thrown away */
    PHASE_CLOSED,
};

struct stash {
    char *ptr;
    size_t len;
    size_t cap;
};

struct conn {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } io;
    struct link link; /* in loop->waits[wait] */
    struct loop *loop;
    struct exchange *exchange;
    enum wait wait;
    enum phase phase;
    uint64_t due_ms;
    uint64_t progress; /* bytes at the beginning of the current window of body or answer */
    uint64_t began_ms; /* the answer's first byte */
    bool is_reading;
    bool input_ended;
    bool keep_alive;
    bool is_parked;     /* a handler elsewhere holds the exchange */
    bool handle_closed; /* only the parked exchange keeps it alive */
    struct gate_scan scan;
    struct stash stash; /* part of a head, or requests behind the one under way */
    size_t discarded;
    struct peer peer;
};

struct exchange {
    struct http_exchange shared; /* first: http_answer gets a pointer to it */
    struct conn *conn;
    struct exchange *next; /* in the pool or among the answered */
    struct gate_framing framing;
    struct wire_body body;
    struct stash body_bytes;
    uv_write_t write;
    bool head_is_out; /* of an answer in pieces */
};

struct loop {
    uv_loop_t uv;
    uv_async_t wake;
    uv_timer_t tick;
    pthread_t thread;
    struct http_server *server;
    void *context;
    int index;
    int listener_count;
    bool listeners_open;
    bool is_ending;
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } listeners[LISTENERS_MAX];
    struct link waits[WAIT_KINDS];
    size_t conn_count;
    size_t conn_max;
    struct exchange *pool;
    size_t pooled;
    _Atomic(struct exchange *) answered;
    atomic_uint_fast64_t accepted, requests, refused, parked, evicted, open;
    atomic_uint_fast64_t answers[HTTP_STATUS_CLASSES];
    int64_t date_second;
    uint64_t date_ms; /* of the loop, when the clock was read last */
    char date[32];
    char *input; /* INPUT_SIZE bytes every read of this loop lands in */
};

struct http_server {
    struct http_options options;
    struct http_handlers handlers;
    struct arena arena; /* lives as long as the server */
    struct forward_trust trust;
    str refusal_headers; /* as lines, ready to send */
    struct loop *loops;
    int loop_count;
    int opened;  /* loops with handles */
    int started; /* threads that run */
    int port;
    atomic_bool draining, stopping, killing;
    atomic_int answering; /* threads inside http_answer */
};

/* A counter only its own loop writes, and anybody reads. */
static inline void count_add(atomic_uint_fast64_t *counter, int by)
{
    uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, value + (uint64_t)(int64_t)by, memory_order_relaxed);
}

/* connection.c */
void conn_accept(struct loop *loop, uv_stream_t *listener);
void conn_close(struct conn *conn);
void conn_answered(struct exchange *exchange);
void conn_overdue(struct conn *conn);
void conn_free(struct conn *conn);
/* The answer is out: on to the next request, or to the end. */
void conn_finish(struct conn *conn);
/* A piece of it is out: on to the next. */
void conn_more(struct conn *conn);
/* Looks again at what waits in the stash, and settles what to wait for. */
void conn_resume(struct conn *conn);
void conn_read(struct conn *conn, bool on);

/* answer.c */
void answer_write(struct conn *conn);
void answer_refuse(struct conn *conn, int status);
void answer_continue(struct conn *conn);
/* False when the client has taken too little since the last look. */
bool answer_moves(struct conn *conn);

/* exchange.c */
struct exchange *exchange_take(struct loop *loop, struct conn *conn);
void exchange_release(struct loop *loop, struct exchange *exchange);
void exchange_drop_pool(struct loop *loop);
void stash_append(struct stash *stash, const char *data, size_t len);
void stash_clear(struct stash *stash);

/* wait.c */
void waits_init(struct loop *loop);
void wait_for(struct conn *conn, enum wait wait);
void wait_end(struct conn *conn);
/* The connection that has waited longest, NULL when none does. */
struct conn *wait_oldest(const struct loop *loop, enum wait wait);
void waits_check(struct loop *loop);
int wait_span_ms(const struct loop *loop, enum wait wait);

/* loop.c */
bool loop_open(struct http_server *server, int index, const int *fds, int count);
void *loop_run(void *loop);
void loop_wake(struct loop *loop);
/* Ends the thread when the server stops and nothing is left. */
void loop_may_end(struct loop *loop);
str loop_date(struct loop *loop);

/* listen.c */
struct listen_story {
    char text[256];
    bool is_passing; /* of this moment: an interface, a name or a folder that may come yet */
};
/* Opens one socket a loop for every address; fds[listener * loops + loop]. The number of listeners,
 * or -1 with the story told. */
int listen_open(str addresses, int loops, int *fds, int *port, struct listen_story *story);
