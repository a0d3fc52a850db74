/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP/1.1 server: one event loop a thread, persistent connections, pipelined requests answered
 * in order, absolute deadlines, bounded memory a connection. A server is a value of its own: a
 * process may run several (pages, metrics).
 *
 * A complete request comes to on_request on its loop's thread. It is answered there, or parked:
 * then another thread fills exchange->response and calls http_answer once. A parked exchange stays
 * owned by its loop; when the client vanishes meanwhile it is freed only after http_answer. Never
 * decides policy, never logs above debug. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "http/request.h"
#include "http/response.h"

struct http_server;

struct http_exchange {
    struct http_request request;
    struct http_response response;
    struct arena arena; /* lives until the answer is written */
    void *lane_slot;    /* for the handlers above: whatever belongs to this request */
};

struct http_handlers {
    void *context;

    /* Asked when the head is complete, on the loop's thread: most bytes of body this request may
     * have; 0 = none. More is answered 413. NULL: no request has a body. */
    size_t (*body_limit)(void *context, const struct http_request *head);

    /* Begin and end of a loop's thread; the value goes to on_request. Both may be NULL. */
    void *(*loop_begin)(void *context, int loop);
    void (*loop_end)(void *context, void *loop_context);

    /* true = answered now; false = parked, http_answer comes later (it may already have come). */
    bool (*on_request)(void *context, void *loop_context, struct http_exchange *exchange);

    /* A piece of a long body is out and response.more was set. true: parked again, with the next
     * piece as response.body http_answer comes later; false: nobody can make it, the connection is
     * cut. NULL: no answer has pieces. */
    bool (*on_more)(void *context, struct http_exchange *exchange);
};

struct http_options {
    /* "127.0.0.1:8080", "[::1]:8080", "unix:/run/x.sock", "fd:3"; several separated by commas. */
    str listen;
    int loops;              /* threads; 0 = one a core */
    size_t max_connections; /* over all loops; 0 = what the descriptor limit allows */
    str trusted_proxies;    /* addresses and CIDR ranges separated by commas or spaces; "unix"
                               believes whoever connects to a socket file */
    const struct http_header *refusal_headers; /* added to refusals http answers by itself */
    size_t refusal_header_count;
    size_t arena_limit; /* bytes over which one exchange is exhausted; 0 = 32 MiB */

    /* Deadlines in milliseconds; 0 = the default behind the name. */
    int head_ms;  /* 10,000: from the first byte to the end of the head */
    int body_ms;  /* 10,000: window in which a body must bring body_ms × 1 kB/s */
    int idle_ms;  /* 60,000: keep-alive without a request */
    int write_ms; /* 30,000: an answer that moves no byte */
};

#define HTTP_STATUS_CLASSES 6 /* the hundreds of a status; the first is none's */

struct http_stats {
    uint64_t connections; /* open now */
    uint64_t accepted;
    uint64_t requests; /* complete ones */
    uint64_t refused;  /* by the gate, limits and deadlines */
    uint64_t parked;   /* waiting for http_answer now */
    uint64_t evicted;  /* closed to make room for a new visitor */
    uint64_t answers[HTTP_STATUS_CLASSES];
};

/* Opens the listeners; who connects waits until http_server_run. Options and handlers are copied,
 * the texts in them borrowed. ERR_INVALID: an address cannot be read; ERR_UNAVAILABLE: it cannot be
 * bound; the story is in http_server_story(). Raises RLIMIT_NOFILE to its hard limit. */
err http_server_open(const struct http_options *options, const struct http_handlers *handlers,
                     struct http_server **out) MUST_CHECK;

/* Starts the threads of an open server, once; after ERR_UNAVAILABLE it can only be stopped. */
err http_server_run(struct http_server *server) MUST_CHECK;

/* Both at once. */
err http_server_start(const struct http_options *options, const struct http_handlers *handlers,
                      struct http_server **out) MUST_CHECK;

/* Why the last http_server_open or _start of this thread failed, static storage. */
const char *http_server_story(void);

/* Why a list of addresses cannot be listened on, NULL when it can as far as can be told without
 * taking the ports. With ask_machine names are looked up and addresses must be this machine's;
 * *out_is_passing then tells that a later moment may mend it. The text lasts until the thread's
 * next call. */
const char *http_listen_fault(str addresses, bool ask_machine, bool *out_is_passing);

/* The TCP port of the first listener (useful with port 0); 0 for other kinds. */
int http_server_port(const struct http_server *server);

/* Stops accepting, closes idle connections, lets what is under way finish with Connection: close.
 * Returns at once; from any thread, but not from a signal handler. */
void http_server_drain(struct http_server *server);

/* Drains, waits at most patience_ms for connections to finish, closes the rest, joins the threads
 * and frees. Waits for every parked exchange without limit: whoever holds them must still run. */
void http_server_stop(struct http_server **server, int patience_ms);

/* Hands a parked exchange back to its loop, exactly once, from any thread. The caller may not touch
 * it afterwards. */
void http_answer(struct http_exchange *exchange);

void http_server_stats(const struct http_server *server, struct http_stats *out);
