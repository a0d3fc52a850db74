/* SPDX-License-Identifier: Apache-2.0 */
/* One event loop and its thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "http/private.h"
#include "system/clock.h"

str loop_date(struct loop *loop)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    /* The loop's own time stands still while it works through what has come in: the clock, which on
     * some machines is a system call, is read once for all of it. */
    uint64_t turn_ms = uv_now(&loop->uv);
    if (turn_ms == loop->date_ms && loop->date_second != 0) {
        return str_from_z(loop->date);
    }
    loop->date_ms = turn_ms;
    when now = clock_now();
    int64_t second = now.us / WHEN_SECOND;
    if (second != loop->date_second) {
        struct civil c = when_to_civil(now);
        int len = snprintf(loop->date, sizeof loop->date, "%s, %02u %s %04u %02u:%02u:%02u GMT",
                           days[c.weekday], (unsigned)c.day % 100, months[c.month - 1],
                           (unsigned)c.year % 10000, (unsigned)c.hour % 100,
                           (unsigned)c.minute % 100, (unsigned)c.second % 100);
        CHECK(len > 0 && (size_t)len < sizeof loop->date);
        loop->date_second = second;
    }
    return str_from_z(loop->date);
}

void loop_wake(struct loop *loop)
{
    uv_async_send(&loop->wake);
}

void http_answer(struct http_exchange *shared)
{
    struct exchange *exchange = (struct exchange *)(void *)shared;
    struct loop *loop = exchange->conn->loop;
    struct http_server *server = loop->server;
    /* Counted, because the exchange may be finished and the server stopped before we return. */
    atomic_fetch_add(&server->answering, 1);
    struct exchange *top = atomic_load(&loop->answered);
    do {
        exchange->next = top;
    } while (!atomic_compare_exchange_weak(&loop->answered, &top, exchange));
    loop_wake(loop);
    atomic_fetch_sub(&server->answering, 1);
}

/* Oldest first: the stack is turned over. */
static void take_answered(struct loop *loop)
{
    struct exchange *top = atomic_exchange(&loop->answered, NULL);
    struct exchange *ordered = NULL;
    while (top != NULL) {
        struct exchange *next = top->next;
        top->next = ordered;
        ordered = top;
        top = next;
    }
    while (ordered != NULL) {
        struct exchange *next = ordered->next;
        conn_answered(ordered);
        ordered = next;
    }
}

static void close_listeners(struct loop *loop)
{
    if (!loop->listeners_open) {
        return;
    }
    loop->listeners_open = false;
    for (int i = 0; i < loop->listener_count; i++) {
        uv_close(&loop->listeners[i].handle, NULL);
    }
}

/* Idle connections, and new ones that have not said a word. */
static void close_idle(struct loop *loop)
{
    struct link *head = &loop->waits[WAIT_HEAD];
    for (struct conn *conn = wait_oldest(loop, WAIT_IDLE); conn != NULL;
         conn = wait_oldest(loop, WAIT_IDLE)) {
        conn_close(conn);
    }
    for (struct link *at = head->next; at != head;) {
        struct conn *conn = (struct conn *)(void *)((char *)at - offsetof(struct conn, link));
        at = at->next;
        if (conn->stash.len == 0) {
            conn_close(conn);
        }
    }
}

static void close_all(struct loop *loop)
{
    for (enum wait wait = 0; wait < WAIT_KINDS; wait++) {
        for (struct conn *conn = wait_oldest(loop, wait); conn != NULL;
             conn = wait_oldest(loop, wait)) {
            conn_close(conn);
        }
    }
}

void loop_may_end(struct loop *loop)
{
    if (loop->conn_count > 0 || loop->is_ending || !atomic_load(&loop->server->stopping)) {
        return;
    }
    loop->is_ending = true;
    close_listeners(loop); /* the last connection may end before the word to drain arrives */
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_close((uv_handle_t *)&loop->tick, NULL);
}

static void on_wake(uv_async_t *wake)
{
    struct loop *loop = wake->data;
    take_answered(loop);
    if (!atomic_load(&loop->server->draining)) {
        return;
    }
    close_listeners(loop);
    close_idle(loop);
    if (atomic_load(&loop->server->killing)) {
        close_all(loop);
    }
    loop_may_end(loop);
}

static void on_tick(uv_timer_t *tick)
{
    waits_check(tick->data);
}

static void on_connection(uv_stream_t *listener, int status)
{
    if (status == 0) {
        conn_accept(listener->data, listener);
    }
}

static bool is_socket_file(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof address;
    return getsockname(fd, (struct sockaddr *)&address, &len) == 0 && address.ss_family == AF_UNIX;
}

static bool open_listener(struct loop *loop, int fd)
{
    int index = loop->listener_count++;
    uv_stream_t *stream = &loop->listeners[index].stream;
    int result = 0;
    if (is_socket_file(fd)) {
        uv_pipe_init(&loop->uv, &loop->listeners[index].pipe, 0);
        result = uv_pipe_open(&loop->listeners[index].pipe, fd);
    } else {
        uv_tcp_init(&loop->uv, &loop->listeners[index].tcp);
        result = uv_tcp_open(&loop->listeners[index].tcp, fd);
    }
    stream->data = loop;
    return result == 0 && uv_listen(stream, SOMAXCONN, on_connection) == 0;
}

bool loop_open(struct http_server *server, int index, const int *fds, int count)
{
    struct loop *loop = &server->loops[index];
    loop->server = server;
    loop->index = index;
    loop->date_second = INT64_MIN;
    loop->conn_max = server->options.max_connections / (size_t)server->loop_count + 1;
    waits_init(loop);
    if (uv_loop_init(&loop->uv) != 0) {
        return false;
    }
    CHECK(uv_async_init(&loop->uv, &loop->wake, on_wake) == 0);
    CHECK(uv_timer_init(&loop->uv, &loop->tick) == 0);
    loop->wake.data = loop;
    loop->tick.data = loop;
    loop->input = malloc(INPUT_SIZE);
    CHECK(loop->input != NULL);
    loop->listeners_open = true;
    server->opened++;
    for (int i = 0; i < count; i++) {
        if (!open_listener(loop, fds[i * server->loop_count + index])) {
            return false;
        }
    }
    return uv_timer_start(&loop->tick, on_tick, TICK_MS, TICK_MS) == 0;
}

void *loop_run(void *arg)
{
    struct loop *loop = arg;
    const struct http_handlers *handlers = &loop->server->handlers;
    char name[16];
    snprintf(name, sizeof name, "net-%d", loop->index);
    pthread_setname_np(pthread_self(), name);
    if (handlers->loop_begin != NULL) {
        loop->context = handlers->loop_begin(handlers->context, loop->index);
    }
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    if (handlers->loop_end != NULL) {
        handlers->loop_end(handlers->context, loop->context);
    }
    exchange_drop_pool(loop);
    return NULL;
}
