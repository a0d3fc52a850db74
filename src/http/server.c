/* SPDX-License-Identifier: Apache-2.0 */
/* Starting and stopping a server: its options, sockets and threads. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "http/private.h"

#define LOOPS_MAX 64
#define SERVER_MEMORY ((size_t)256 * 1024)
#define REFUSAL_HEADERS_MAX ((size_t)3072)
/* Descriptors for the database, logs and everything else that is not a connection. */
#define FDS_RESERVED 256

static _Thread_local struct listen_story last_story;

const char *http_server_story(void)
{
    return last_story.text;
}

int http_server_port(const struct http_server *server)
{
    return server->port;
}

/* As many descriptors as the system lets us have; the number. */
static size_t raise_fd_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 1024;
    }
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > 1000000 ? 1000000 : (size_t)limit.rlim_cur;
}

static void fill_defaults(struct http_server *server)
{
    struct http_options *options = &server->options;
    size_t fds = raise_fd_limit();
    size_t most = fds > 2 * FDS_RESERVED ? fds - FDS_RESERVED : fds / 2;
    if (options->max_connections == 0 || options->max_connections > most) {
        options->max_connections = most;
    }
    if (options->arena_limit == 0) {
        options->arena_limit = (size_t)32 * 1024 * 1024;
    }
    options->head_ms = options->head_ms > 0 ? options->head_ms : 10 * 1000;
    options->body_ms = options->body_ms > 0 ? options->body_ms : 10 * 1000;
    options->idle_ms = options->idle_ms > 0 ? options->idle_ms : 60 * 1000;
    options->write_ms = options->write_ms > 0 ? options->write_ms : 30 * 1000;
    long loops = options->loops > 0 ? options->loops : sysconf(_SC_NPROCESSORS_ONLN);
    server->loop_count = loops < 1 ? 1 : loops > LOOPS_MAX ? LOOPS_MAX : (int)loops;
}

static void join_refusal_headers(struct http_server *server)
{
    struct buf lines = buf_in(&server->arena);
    for (size_t i = 0; i < server->options.refusal_header_count; i++) {
        struct http_response check = {0};
        const struct http_header *header = &server->options.refusal_headers[i];
        http_set_header(&check, header->name, header->value);
        buf_put(&lines, header->name);
        buf_put(&lines, STR(": "));
        buf_put(&lines, header->value);
        buf_put(&lines, STR("\r\n"));
    }
    CHECK(lines.len <= REFUSAL_HEADERS_MAX);
    server->refusal_headers = buf_str(&lines);
}

/* Signals belong to the main thread. */
static bool start_thread(struct loop *loop)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&loop->thread, NULL, loop_run, loop) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void wake_all(struct http_server *server)
{
    for (int i = 0; i < server->started; i++) {
        loop_wake(&server->loops[i]);
    }
}

static void free_server(struct http_server *server)
{
    for (int i = 0; i < server->opened; i++) {
        CHECK(uv_loop_close(&server->loops[i].uv) == 0);
        free(server->loops[i].input);
    }
    free(server->loops);
    arena_done(&server->arena);
    free(server);
}

static err open_loops(struct http_server *server, const int *fds, int count)
{
    server->loops = calloc((size_t)server->loop_count, sizeof *server->loops);
    CHECK(server->loops != NULL);
    for (int i = 0; i < server->loop_count; i++) {
        if (!loop_open(server, i, fds, count)) {
            return ERR_UNAVAILABLE;
        }
    }
    return ERR_OK;
}

err http_server_run(struct http_server *server)
{
    for (int i = 0; i < server->loop_count; i++) {
        if (!start_thread(&server->loops[i])) {
            return ERR_UNAVAILABLE;
        }
        server->started++;
    }
    return ERR_OK;
}

static void close_fds(const int *fds, int count)
{
    for (int i = 0; i < count; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
}

static err open_server(struct http_server *server)
{
    int fds[LISTENERS_MAX * LOOPS_MAX];
    if (forward_trust_parse(server->options.trusted_proxies, &server->trust) != ERR_OK) {
        snprintf(last_story.text, sizeof last_story.text,
                 "trusted proxies: neither an address nor a range nor \"unix\"");
        return ERR_INVALID;
    }
    int count =
        listen_open(server->options.listen, server->loop_count, fds, &server->port, &last_story);
    if (count < 0) {
        close_fds(fds, LISTENERS_MAX * server->loop_count);
        return ERR_UNAVAILABLE;
    }
    return open_loops(server, fds, count);
}

err http_server_open(const struct http_options *options, const struct http_handlers *handlers,
                     struct http_server **out)
{
    struct http_server *server = calloc(1, sizeof *server);
    CHECK(server != NULL && handlers->on_request != NULL);
    server->options = *options;
    server->handlers = *handlers;
    arena_init(&server->arena, SERVER_MEMORY);
    fill_defaults(server);
    join_refusal_headers(server);
    signal(SIGPIPE, SIG_IGN); /* a client that left is an error of write, not of the process */
    err e = open_server(server);
    if (e != ERR_OK) {
        http_server_stop(&server, 0);
        return e;
    }
    *out = server;
    return ERR_OK;
}

err http_server_start(const struct http_options *options, const struct http_handlers *handlers,
                      struct http_server **out)
{
    err e = http_server_open(options, handlers, out);
    if (e == ERR_OK && http_server_run(*out) != ERR_OK) {
        http_server_stop(out, 0);
        e = ERR_UNAVAILABLE;
    }
    return e;
}

void http_server_drain(struct http_server *server)
{
    atomic_store(&server->draining, true);
    wake_all(server);
}

static bool join_until(struct http_server *server, const struct timespec *until)
{
    for (; server->started > 0; server->started--) {
        if (pthread_timedjoin_np(server->loops[server->started - 1].thread, NULL, until) != 0) {
            return false;
        }
    }
    return true;
}

/* Loops whose thread never ran still have open handles; they are run here until those are gone. */
static void end_unstarted(struct http_server *server)
{
    for (int i = server->started; i < server->opened; i++) {
        loop_wake(&server->loops[i]);
        uv_run(&server->loops[i].uv, UV_RUN_DEFAULT);
    }
}

void http_server_stop(struct http_server **handle, int patience_ms)
{
    struct http_server *server = *handle;
    struct timespec until;
    if (server == NULL) {
        return;
    }
    *handle = NULL;
    atomic_store(&server->stopping, true);
    http_server_drain(server);
    end_unstarted(server);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += patience_ms / 1000;
    until.tv_nsec += (long)(patience_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    if (!join_until(server, &until)) {
        atomic_store(&server->killing, true);
        wake_all(server);
        for (; server->started > 0; server->started--) {
            pthread_join(server->loops[server->started - 1].thread, NULL);
        }
    }
    while (atomic_load(&server->answering) > 0) {
        sched_yield();
    }
    free_server(server);
}

void http_server_stats(const struct http_server *server, struct http_stats *out)
{
    struct http_stats sum = {0};
    for (int i = 0; i < server->loop_count; i++) {
        const struct loop *loop = &server->loops[i];
        sum.connections += atomic_load_explicit(&loop->open, memory_order_relaxed);
        sum.accepted += atomic_load_explicit(&loop->accepted, memory_order_relaxed);
        sum.requests += atomic_load_explicit(&loop->requests, memory_order_relaxed);
        sum.refused += atomic_load_explicit(&loop->refused, memory_order_relaxed);
        sum.parked += atomic_load_explicit(&loop->parked, memory_order_relaxed);
        sum.evicted += atomic_load_explicit(&loop->evicted, memory_order_relaxed);
        for (size_t k = 0; k < HTTP_STATUS_CLASSES; k++) {
            sum.answers[k] += atomic_load_explicit(&loop->answers[k], memory_order_relaxed);
        }
    }
    *out = sum;
}
