/* SPDX-License-Identifier: Apache-2.0 */
/* The server over real sockets: every sentence starts one on a port of its own and speaks to it as
 * a client would, politely or not. */
#include "test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/check.h"
#include "http/loop.h"
#include "system/clock.h"

#define BODY_LIMIT 100000
#define BIG_ANSWER ((size_t)8 * 1024 * 1024)

/* Parked requests, answered by a thread that is not the loop's. */
struct helper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct http_exchange *waiting[64];
    int count;
    bool held; /* answers nothing while set */
    bool ends;
    atomic_int answered;
};

static char big[BIG_ANSWER];
static int pieces; /* made of an answer in pieces; one such answer at a time */

static struct helper helper = {
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .changed = PTHREAD_COND_INITIALIZER,
};

static void *help(void *arg)
{
    struct helper *h = arg;
    pthread_mutex_lock(&h->lock);
    while (!h->ends || h->count > 0) {
        if (h->count == 0 || h->held) {
            pthread_cond_wait(&h->changed, &h->lock);
            continue;
        }
        struct http_exchange *exchange = h->waiting[0];
        memmove(h->waiting, h->waiting + 1, (size_t)--h->count * sizeof h->waiting[0]);
        pthread_mutex_unlock(&h->lock);
        exchange->response.body = str_dup(&exchange->arena, exchange->request.path);
        exchange->response.broken = str_eq(exchange->request.path, STR("/pieces/broken"));
        exchange->response.more = exchange->response.more && ++pieces < 3;
        http_answer(exchange);
        atomic_fetch_add(&h->answered, 1);
        pthread_mutex_lock(&h->lock);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

static void helper_hold(bool held)
{
    pthread_mutex_lock(&helper.lock);
    helper.held = held;
    pthread_cond_broadcast(&helper.changed);
    pthread_mutex_unlock(&helper.lock);
}

static void helper_park(struct http_exchange *exchange)
{
    pthread_mutex_lock(&helper.lock);
    CHECK((size_t)helper.count < ARRAY_LEN(helper.waiting));
    helper.waiting[helper.count++] = exchange;
    pthread_cond_broadcast(&helper.changed);
    pthread_mutex_unlock(&helper.lock);
}

static int helper_waiting(void)
{
    pthread_mutex_lock(&helper.lock);
    int count = helper.count;
    pthread_mutex_unlock(&helper.lock);
    return count;
}

static size_t body_limit(void *context, const struct http_request *head)
{
    (void)context;
    return str_eq(head->path, STR("/upload")) ? BODY_LIMIT : 0;
}

static bool on_request(void *context, void *loop_context, struct http_exchange *exchange)
{
    const struct http_request *request = &exchange->request;
    struct http_response *response = &exchange->response;
    (void)context, (void)loop_context;
    if (str_starts(request->path, STR("/park"))) {
        helper_park(exchange);
        return false;
    }
    http_set_header(response, STR("Content-Type"), STR("text/plain"));
    if (str_starts(request->path, STR("/pieces"))) {
        pieces = 0;
        response->body = STR("first");
        response->more = true;
    } else if (str_eq(request->path, STR("/big"))) {
        response->body = (str){big, sizeof big};
    } else if (str_eq(request->path, STR("/peer"))) {
        response->body = str_printf(&exchange->arena, "%" STR_FMT " %s", STR_ARG(request->peer),
                                    request->secure ? "https" : "http");
    } else if (str_eq(request->path, STR("/none"))) {
        response->status = 204;
    } else if (request->body.len > 0) {
        response->body = request->body;
    } else {
        response->body = request->path;
    }
    return true;
}

static bool on_more(void *context, struct http_exchange *exchange)
{
    (void)context;
    if (str_eq(exchange->request.path, STR("/pieces/refused"))) {
        return false;
    }
    helper_park(exchange);
    return true;
}

static struct http_server *start_with(struct http_options options)
{
    struct http_handlers handlers = {
        .body_limit = body_limit, .on_request = on_request, .on_more = on_more};
    struct http_server *server = NULL;
    if (options.listen.len == 0) {
        options.listen = STR("127.0.0.1:0");
    }
    options.loops = options.loops > 0 ? options.loops : 1;
    if (http_server_start(&options, &handlers, &server) != ERR_OK) {
        fprintf(stderr, "# %s\n", http_server_story());
        abort();
    }
    return server;
}

static int dial(const struct http_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)http_server_port(server))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    return fd;
}

static void say(int fd, const char *text)
{
    CHECK(send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}

struct reply {
    char text[16 * 1024];
    size_t len;
    bool ended;
};

/* Reads until the text holds part, the connection ends or the time is over. */
static bool hear(int fd, struct reply *reply, const char *part, int patience_ms)
{
    int64_t until = clock_monotonic_us() + (int64_t)patience_ms * 1000;
    for (;;) {
        if (part != NULL && memmem(reply->text, reply->len, part, strlen(part)) != NULL) {
            return true;
        }
        int left = (int)((until - clock_monotonic_us()) / 1000);
        struct pollfd poller = {.fd = fd, .events = POLLIN};
        if (left <= 0 || poll(&poller, 1, left) <= 0) {
            return false;
        }
        ssize_t len = recv(fd, reply->text + reply->len, sizeof reply->text - 1 - reply->len, 0);
        if (len <= 0) {
            reply->ended = true;
            return part == NULL;
        }
        reply->len += (size_t)len;
        reply->text[reply->len] = '\0';
    }
}

static struct reply ask(const struct http_server *server, const char *request)
{
    struct reply reply = {.len = 0};
    int fd = dial(server);
    say(fd, request);
    hear(fd, &reply, NULL, 3000);
    close(fd);
    return reply;
}

static bool has(const struct reply *reply, const char *part)
{
    return memmem(reply->text, reply->len, part, strlen(part)) != NULL;
}

static int occurrences(const struct reply *reply, const char *part)
{
    int count = 0;
    for (const char *at = strstr(reply->text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

static void pause_ms(int ms)
{
    poll(NULL, 0, ms);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET_CLOSE(path) "GET " path " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

static void test_persistence(void)
{
    struct http_server *server = start_with((struct http_options){0});
    test ("a connection serves one request after the other") {
        int fd = dial(server);
        for (int i = 0; i < 3; i++) {
            struct reply reply = {.len = 0};
            say(fd, GET("/hello"));
            expect(hear(fd, &reply, "\r\n\r\n/hello", 2000));
            expect(has(&reply, "HTTP/1.1 200 OK\r\nDate: "));
            expect(has(&reply, "Content-Length: 6\r\n"));
            expect(!has(&reply, "Connection:"));
        }
        close(fd);
    }
    test ("pipelined requests are answered in order, parked ones among them") {
        struct reply reply =
            ask(server, GET("/a") GET("/park1") GET("/b") GET("/park2") GET_CLOSE("/c"));
        const char *order[] = {"\r\n\r\n/a", "\r\n\r\n/park1", "\r\n\r\n/b", "\r\n\r\n/park2",
                               "\r\n\r\n/c"};
        const char *at = reply.text;
        for (size_t i = 0; i < ARRAY_LEN(order) && at != NULL; i++) {
            at = strstr(at, order[i]);
            expect(at != NULL);
        }
        expect_i64(occurrences(&reply, "HTTP/1.1 200"), 5);
        expect(reply.ended);
    }
    test ("a client that ends its side still gets the answers it asked for") {
        struct reply reply = {.len = 0};
        int fd = dial(server);
        say(fd, GET("/park1") GET("/b") "GET /half");
        shutdown(fd, SHUT_WR);
        expect(hear(fd, &reply, NULL, 2000));
        expect_i64(occurrences(&reply, "HTTP/1.1 200"), 2);
        close(fd);
    }
    test ("Connection: close and HTTP/1.0 end the connection, keep-alive keeps it") {
        struct reply reply = ask(server, GET_CLOSE("/x"));
        expect(reply.ended && has(&reply, "Connection: close\r\n"));
        reply = ask(server, "GET /x HTTP/1.0\r\nHost: a\r\n\r\n");
        expect(reply.ended && has(&reply, "Connection: close\r\n"));
        int fd = dial(server);
        struct reply kept = {.len = 0};
        say(fd, "GET /x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        expect(hear(fd, &kept, "\r\n\r\n/x", 2000));
        expect(has(&kept, "Connection: keep-alive\r\n"));
        close(fd);
    }
    http_server_stop(&server, 1000);
}

static void test_answers(void)
{
    struct http_server *server = start_with((struct http_options){0});
    test ("HEAD gets the head of GET and no body") {
        struct reply reply =
            ask(server, "HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        expect(has(&reply, "Content-Length: 6\r\n"));
        expect(reply.len > 4 && memcmp(reply.text + reply.len - 4, "\r\n\r\n", 4) == 0);
    }
    test ("204 has neither body nor length") {
        struct reply reply = ask(server, GET_CLOSE("/none"));
        expect(has(&reply, "HTTP/1.1 204 No Content\r\n"));
        expect(!has(&reply, "Content-Length"));
    }
    test ("an answer larger than the socket's buffers arrives whole at a slow reader") {
        int fd = dial(server);
        size_t total = 0;
        static char part[65536];
        say(fd, GET_CLOSE("/big"));
        pause_ms(100);
        for (ssize_t len = recv(fd, part, sizeof part, 0); len > 0;
             len = recv(fd, part, sizeof part, 0)) {
            total += (size_t)len;
        }
        expect(total > BIG_ANSWER && total < BIG_ANSWER + 1000);
        close(fd);
    }
    test ("an answer in pieces arrives in chunks, and the connection goes on") {
        struct reply reply = ask(server, GET("/pieces") GET_CLOSE("/after"));
        expect(has(&reply, "Transfer-Encoding: chunked\r\n") &&
               has(&reply, "\r\n\r\n5\r\nfirst\r\n7\r\n/pieces\r\n7\r\n/pieces\r\n7\r\n"
                           "/pieces\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"));
        expect(has(&reply, "\r\n\r\n/after"));
    }
    test ("a client of HTTP/1.0 gets the pieces as they are, HEAD none") {
        struct reply reply = ask(server, "GET /pieces HTTP/1.0\r\nHost: a\r\n\r\n");
        expect(reply.ended && has(&reply, "\r\n\r\nfirst/pieces/pieces/pieces"));
        expect(!has(&reply, "chunked"));
        reply = ask(server, "HEAD /pieces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        expect(reply.ended && has(&reply, "chunked\r\n"));
        expect(reply.len > 4 && memcmp(reply.text + reply.len - 4, "\r\n\r\n", 4) == 0);
    }
    test ("an answer whose next piece cannot be made is cut, not ended") {
        struct reply reply = ask(server, GET("/pieces/broken"));
        expect(reply.ended && has(&reply, "first\r\n") && !has(&reply, "0\r\n\r\n"));
        reply = ask(server, GET("/pieces/refused"));
        expect(reply.ended && has(&reply, "first\r\n") && !has(&reply, "0\r\n\r\n"));
    }
    test ("a malformed request gets one refusal and the end") {
        struct reply reply = ask(server, "GET / HTTP/1.1\r\n\r\n" GET("/x"));
        expect(reply.ended && has(&reply, "HTTP/1.1 400 Bad Request\r\n"));
        expect(has(&reply, "Connection: close\r\n"));
        expect_i64(occurrences(&reply, "HTTP/1.1 "), 1);
    }
    http_server_stop(&server, 1000);
}

static void test_bodies(void)
{
    struct http_server *server = start_with((struct http_options){0});
    test ("a body with a length and one in chunks arrive whole") {
        struct reply reply = ask(server, "POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                         "Content-Length: 5\r\n\r\nhello");
        expect(has(&reply, "\r\n\r\nhello"));
        reply = ask(server, "POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                            "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n"
                            "\r\n");
        expect(has(&reply, "\r\n\r\nhello"));
    }
    test ("a body over the limit is answered 413 and the connection ends") {
        struct reply reply = ask(server, "POST /upload HTTP/1.1\r\nHost: a\r\n"
                                         "Content-Length: 100001\r\n\r\nhello");
        expect(reply.ended && has(&reply, "HTTP/1.1 413 "));
        reply = ask(server, "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                            "\r\n186a1\r\n");
        expect(reply.ended && has(&reply, "HTTP/1.1 413 "));
        reply = ask(server, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nh");
        expect(reply.ended && has(&reply, "HTTP/1.1 413 "));
    }
    test ("a body that nobody wanted is never read as the next request") {
        struct reply reply = ask(server, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 38\r\n\r\n"
                                         "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n...");
        expect_i64(occurrences(&reply, "HTTP/1.1 "), 1);
        expect(!has(&reply, "smuggled"));
    }
    test ("Expect: 100-continue is answered before the body, and 413 instead of it") {
        struct reply reply = {.len = 0};
        int fd = dial(server);
        say(fd, "POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                "Content-Length: 5\r\n\r\n");
        expect(hear(fd, &reply, "HTTP/1.1 100 Continue\r\n\r\n", 2000));
        say(fd, "hello");
        expect(hear(fd, &reply, "\r\n\r\nhello", 2000));
        close(fd);
        reply = ask(server, "POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                            "Content-Length: 100001\r\n\r\n");
        expect(has(&reply, "HTTP/1.1 413 ") && !has(&reply, "100 Continue"));
    }
    http_server_stop(&server, 1000);
}

static void test_deadlines(void)
{
    struct http_server *server = start_with(
        (struct http_options){.head_ms = 600, .body_ms = 600, .idle_ms = 600, .write_ms = 600});
    test ("a head that does not end is answered 408, a silent connection just ends") {
        struct reply reply = ask(server, "GET / HTTP/1.1\r\nHost");
        expect(reply.ended && has(&reply, "HTTP/1.1 408 "));
        reply = ask(server, "");
        expect(reply.ended && reply.len == 0);
    }
    test ("a head that drips does not move its deadline") {
        int fd = dial(server);
        struct reply reply = {.len = 0};
        int64_t begin = clock_monotonic_us();
        say(fd, "GET / HTTP/1.1\r\nX: ");
        for (int i = 0; i < 30 && !reply.ended; i++) {
            send(fd, "a", 1, MSG_NOSIGNAL);
            hear(fd, &reply, NULL, 100);
        }
        expect(has(&reply, "HTTP/1.1 408 "));
        expect(clock_monotonic_us() - begin < 2500 * 1000);
        close(fd);
    }
    test ("a body slower than 1 kB/s is answered 408") {
        struct reply reply = ask(server, "POST /upload HTTP/1.1\r\nHost: a\r\n"
                                         "Content-Length: 5000\r\n\r\nhello");
        expect(reply.ended && has(&reply, "HTTP/1.1 408 "));
    }
    test ("a kept connection ends after its idle time") {
        struct reply reply = ask(server, GET("/x"));
        expect(reply.ended && has(&reply, "\r\n\r\n/x"));
    }
    test ("a client that takes nothing of its answer is let go") {
        struct http_stats stats = {0};
        int fd = dial(server);
        say(fd, GET("/big"));
        for (int i = 0; i < 40; i++) {
            pause_ms(50);
            http_server_stats(server, &stats);
            if (stats.accepted > 0 && stats.connections == 0) {
                break;
            }
        }
        expect_i64((int64_t)stats.connections, 0);
        close(fd);
    }
    http_server_stop(&server, 1000);
}

static void wait_until_parked(const struct http_server *server, uint64_t parked)
{
    struct http_stats stats = {0};
    for (int i = 0; i < 100; i++) {
        http_server_stats(server, &stats);
        if (stats.parked == parked) {
            return;
        }
        pause_ms(20);
    }
}

static void test_vanishing(void)
{
    struct http_server *server = start_with((struct http_options){.loops = 2});
    test ("clients that vanish while parked are freed when the answer comes, not before") {
        struct linger hard = {.l_onoff = 1, .l_linger = 0};
        int fds[20];
        helper_hold(true);
        int before = atomic_load(&helper.answered);
        for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
            fds[i] = dial(server);
            say(fds[i], i % 2 == 0 ? GET("/park") : GET("/park") GET("/behind"));
        }
        wait_until_parked(server, ARRAY_LEN(fds));
        expect_i64(helper_waiting(), ARRAY_LEN(fds));
        for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
            if (i % 3 != 0) {
                setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
            }
            close(fds[i]);
        }
        pause_ms(100);
        helper_hold(false);
        wait_until_parked(server, 0);
        expect_i64(atomic_load(&helper.answered) - before, ARRAY_LEN(fds));
        struct reply reply = ask(server, GET_CLOSE("/after"));
        expect(has(&reply, "\r\n\r\n/after"));
    }
    test ("clients that vanish in the middle of a big answer do no harm") {
        for (int i = 0; i < 20; i++) {
            int fd = dial(server);
            say(fd, GET("/big") GET("/big"));
            pause_ms(i % 4);
            close(fd);
        }
        struct reply reply = ask(server, GET_CLOSE("/after"));
        expect(has(&reply, "\r\n\r\n/after"));
    }
    http_server_stop(&server, 1000);
}

static void test_room(void)
{
    struct http_server *server =
        start_with((struct http_options){.max_connections = 50, .loops = 1});
    test ("a full house makes room for a new visitor at once") {
        int fds[200];
        for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
            fds[i] = dial(server);
            say(fds[i], "GET / HTTP/1.1\r\n");
        }
        int64_t begin = clock_monotonic_us();
        struct reply reply = ask(server, GET_CLOSE("/visitor"));
        expect(has(&reply, "\r\n\r\n/visitor"));
        expect(clock_monotonic_us() - begin < 200 * 1000);
        struct http_stats stats;
        http_server_stats(server, &stats);
        expect(stats.evicted >= 140 && stats.connections <= 52);
        for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
            close(fds[i]);
        }
    }
    http_server_stop(&server, 1000);
}

static bool may_connect(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return connected;
}

static void test_drain(void)
{
    struct http_server *server = start_with((struct http_options){.loops = 2});
    test ("draining refuses new visitors, ends idle ones and finishes what is under way") {
        struct reply idle_reply = {.len = 0};
        struct reply parked_reply = {.len = 0};
        int idle = dial(server);
        say(idle, GET("/x"));
        expect(hear(idle, &idle_reply, "\r\n\r\n/x", 2000));
        helper_hold(true);
        int parked = dial(server);
        say(parked, GET("/park"));
        wait_until_parked(server, 1);
        int port = http_server_port(server);
        http_server_drain(server);
        expect(hear(idle, &idle_reply, NULL, 2000));
        bool refused = false;
        for (int i = 0; i < 50 && !refused; i++) {
            refused = !may_connect(port); /* every loop closes its own listener */
            pause_ms(20);
        }
        expect(refused);
        helper_hold(false);
        expect(hear(parked, &parked_reply, NULL, 2000));
        expect(has(&parked_reply, "\r\n\r\n/park") && has(&parked_reply, "Connection: close\r\n"));
        close(idle);
        close(parked);
        int64_t begin = clock_monotonic_us();
        http_server_stop(&server, 5000);
        expect(clock_monotonic_us() - begin < 4000 * 1000);
        expect(server == NULL);
    }
}

static void test_stopping(void)
{
    test ("a server stops also while its last connections end by themselves") {
        for (int i = 0; i < 40; i++) {
            struct http_server *server = start_with((struct http_options){.loops = 2});
            int fds[4];
            for (size_t k = 0; k < ARRAY_LEN(fds); k++) {
                fds[k] = dial(server);
                say(fds[k], GET_CLOSE("/x"));
            }
            for (size_t k = 0; k < ARRAY_LEN(fds); k++) {
                close(fds[k]);
            }
            http_server_stop(&server, 1000);
            expect(server == NULL);
        }
    }
}

static void test_listeners(void)
{
    test ("a socket file is listened on, and an unusable address is refused with its story") {
        char path[64];
        char listen[100];
        snprintf(path, sizeof path, "/tmp/kabinet-loop-test-%d.sock", (int)getpid());
        snprintf(listen, sizeof listen, "127.0.0.1:0, unix:%s", path);
        struct http_server *server = start_with((struct http_options){
            .listen = str_from_z(listen), .loops = 2, .trusted_proxies = STR("unix")});
        struct sockaddr_un name = {.sun_family = AF_UNIX};
        memcpy(name.sun_path, path, strlen(path) + 1);
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        expect(connect(fd, (struct sockaddr *)&name, sizeof name) == 0);
        struct reply reply = {.len = 0};
        say(fd, "GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n"
                "X-Forwarded-Proto: https\r\n\r\n");
        expect(hear(fd, &reply, "\r\n\r\n203.0.113.9 https", 2000));
        close(fd);

        struct http_server *second = NULL;
        struct http_handlers handlers = {.on_request = on_request};
        char taken[32];
        snprintf(taken, sizeof taken, "127.0.0.1:%d", http_server_port(server));
        struct http_options options = {.listen = str_from_z(taken), .loops = 2};
        expect(http_server_start(&options, &handlers, &second) == ERR_UNAVAILABLE);
        expect(strstr(http_server_story(), "in use") != NULL);
        options.loops = 1;
        expect(http_server_start(&options, &handlers, &second) == ERR_UNAVAILABLE);
        options.listen = STR("127.0.0.1:99999");
        expect(http_server_start(&options, &handlers, &second) != ERR_OK);
        expect(strstr(http_server_story(), "65535") != NULL);
        options.listen = STR("nonsense");
        expect(http_server_start(&options, &handlers, &second) != ERR_OK);
        http_server_stop(&server, 1000);
        unlink(path);
    }
    test ("an inherited descriptor is listened on by every loop") {
        char listen_on[16];
        struct sockaddr_in address = {.sin_family = AF_INET};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        CHECK(bind(door, (struct sockaddr *)&address, sizeof address) == 0);
        CHECK(listen(door, 16) == 0);
        snprintf(listen_on, sizeof listen_on, "fd:%d", door);
        struct http_server *server =
            start_with((struct http_options){.listen = str_from_z(listen_on), .loops = 2});
        for (int i = 0; i < 10; i++) {
            struct reply reply = ask(server, GET_CLOSE("/x"));
            expect(has(&reply, "\r\n\r\n/x"));
        }
        http_server_stop(&server, 1000);
        close(door);
    }
    test ("X-Forwarded-For counts only from a trusted proxy, and only as far as the chain holds") {
        struct http_server *server = start_with((struct http_options){0});
        struct reply reply = ask(server, "GET /peer HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                         "X-Forwarded-For: 203.0.113.9\r\n\r\n");
        expect(has(&reply, "\r\n\r\n127.0.0.1 http"));
        http_server_stop(&server, 1000);
        server = start_with((struct http_options){.trusted_proxies = STR("127.0.0.1 10.0.0.0/8")});
        reply = ask(server, "GET /peer HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                            "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n"
                            "X-Forwarded-For: 10.1.2.3\r\nX-Forwarded-Proto: https\r\n\r\n");
        expect(has(&reply, "\r\n\r\n203.0.113.9 https"));
        http_server_stop(&server, 1000);
    }
}

int main(void)
{
    memset(big, 'b', sizeof big);
    CHECK(pthread_create(&helper.thread, NULL, help, &helper) == 0);
    test_persistence();
    test_answers();
    test_bodies();
    test_deadlines();
    test_vanishing();
    test_room();
    test_drain();
    test_stopping();
    test_listeners();
    pthread_mutex_lock(&helper.lock);
    helper.ends = true;
    pthread_cond_broadcast(&helper.changed);
    pthread_mutex_unlock(&helper.lock);
    pthread_join(helper.thread, NULL);
    return tests_done();
}
