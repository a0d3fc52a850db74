/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes between a real server and real clients. */
#include "test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/lanes.h"
#include "base/check.h"

static struct {
    struct lanes *lanes;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool held;
    char order[64];
    size_t ran;
    atomic_bool comes_back; /* who was /first or /last is at once again */
    atomic_int begun, ended, niceness;
} world = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void *lane_begin(void *context, enum lane lane, int index)
{
    (void)index;
    atomic_fetch_add(&world.begun, 1);
    if (lane == LANE_HASH) {
        atomic_store(&world.niceness, getpriority(PRIO_PROCESS, 0));
    }
    return context;
}

static void lane_end(void *context, void *lane_context)
{
    expect(context == lane_context);
    atomic_fetch_add(&world.ended, 1);
}

static enum lane_rank rank_of(str path)
{
    return str_starts(path, STR("/first"))   ? RANK_FIRST
           : str_starts(path, STR("/good"))  ? RANK_GOOD
           : str_starts(path, STR("/last"))  ? RANK_LAST
           : str_starts(path, STR("/staff")) ? RANK_STAFF
                                             : RANK_USUAL;
}

/* /hop goes from the work lane on to the hash lane; everything else is answered where it runs. */
static bool run(void *context, void *lane_context, struct http_exchange *exchange)
{
    (void)context, (void)lane_context;
    pthread_mutex_lock(&world.lock);
    while (world.held) {
        pthread_cond_wait(&world.changed, &world.lock);
    }
    world.order[world.ran++ % sizeof world.order] =
        exchange->request.path.ptr[exchange->request.path.len - 1];
    pthread_mutex_unlock(&world.lock);
    if (str_eq(exchange->request.path, STR("/hop")) && exchange->lane_slot == NULL) {
        exchange->lane_slot = &world;
        CHECK(lane_put(world.lanes, LANE_HASH, RANK_USUAL, exchange));
        return false;
    }
    enum lane_rank rank = rank_of(exchange->request.path);
    if (atomic_load(&world.comes_back) && (rank == RANK_FIRST || rank == RANK_LAST)) {
        CHECK(lane_put(world.lanes, LANE_WORK, rank, exchange));
        return false;
    }
    exchange->response.body = exchange->request.path;
    return true;
}

static bool on_request(void *context, void *loop_context, struct http_exchange *exchange)
{
    (void)context, (void)loop_context;
    enum lane_rank rank = rank_of(exchange->request.path);
    bool taken = lane_put(world.lanes, LANE_WORK, rank, exchange);
    if (!taken) {
        exchange->response.status = 503;
    }
    return !taken;
}

static int ask(const struct http_server *server, const char *path)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)http_server_port(server))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    dprintf(fd, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", path);
    return fd;
}

static int status_of(int fd)
{
    char text[1024] = "";
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    ssize_t len = poll(&poller, 1, 3000) == 1 ? recv(fd, text, sizeof text - 1, 0) : 0;
    close(fd);
    return len > 12 ? (text[9] - '0') * 100 + (text[10] - '0') * 10 + text[11] - '0' : 0;
}

static void hold(bool held)
{
    pthread_mutex_lock(&world.lock);
    world.held = held;
    world.ran = 0;
    pthread_cond_broadcast(&world.changed);
    pthread_mutex_unlock(&world.lock);
}

static void wait_for_queue(size_t running, size_t waiting)
{
    struct lanes_stats stats;
    for (int i = 0; i < 150; i++) {
        lanes_stats(world.lanes, &stats);
        if (stats.running[LANE_WORK] == running && stats.waiting[LANE_WORK] == waiting) {
            return;
        }
        poll(NULL, 0, 20);
    }
    test_expect(false, "the queue gets that long", __FILE__, __LINE__);
}

static void test_queue(const struct http_server *server)
{
    test ("a request runs on its lane and is answered from there, also after changing lanes") {
        expect_i64(status_of(ask(server, "/a")), 200);
        expect_i64(status_of(ask(server, "/hop")), 200);
    }
    test ("a full queue answers at once; who earned it goes first, and all have turns") {
        static const char *const paths[] = {"/0", "/last1", "/2", "/3", "/first4", "/first5"};
        int fds[ARRAY_LEN(paths)];
        hold(true);
        for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
            fds[i] = ask(server, paths[i]);
            wait_for_queue(1, i);
        }
        expect_i64(status_of(ask(server, "/6")), 503);
        hold(false);
        for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
            expect_i64(status_of(fds[i]), 200);
        }
        str ran = {world.order, ARRAY_LEN(paths)};
        /* Three turns of the usual went before: the fourth is the first's, the seventh the last's.
         */
        expect_str(ran, STR("041523"));
    }
    test ("whoever stands well goes before the usual, and a flood of the last delays neither for "
          "long") {
        static const char *const paths[] = {"/0", "/last1", "/last2", "/3", "/4", "/good5"};
        int fds[ARRAY_LEN(paths)];
        hold(true);
        for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
            fds[i] = ask(server, paths[i]);
            wait_for_queue(1, i);
        }
        hold(false);
        for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
            expect_i64(status_of(fds[i]), 200);
        }
        str ran = {world.order, ARRAY_LEN(paths)};
        /* All ten turns: the good, the usual, one of the last, the usual; then the rest. */
        expect_str(ran, STR("053142"));
    }
}

static void test_staff(const struct http_server *server)
{
    test ("staff have places and turns of their own while the usual fill theirs") {
        static const char *const usual[] = {"/0", "/1", "/2"};
        int fds[ARRAY_LEN(usual)];
        hold(true);
        for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
            fds[i] = ask(server, usual[i]);
            wait_for_queue(1, i);
        }
        expect_i64(status_of(ask(server, "/3")), 503);
        int member = ask(server, "/staff4");
        wait_for_queue(1, ARRAY_LEN(usual));
        hold(false);
        expect_i64(status_of(member), 200);
        for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
            expect_i64(status_of(fds[i]), 200);
        }
    }
}

static void test_starvation(const struct http_server *server)
{
    test ("the middle ranks have their turns while the first and the last are never empty") {
        static const char *const endless[] = {"/first", "/first", "/last", "/last"};
        static const char *const middle[] = {"/good", "/usual", "/staff",
                                             "/good", "/usual", "/staff"};
        int endless_fds[ARRAY_LEN(endless)];
        int fds[ARRAY_LEN(middle)];
        atomic_store(&world.comes_back, true);
        for (size_t i = 0; i < ARRAY_LEN(endless); i++) {
            endless_fds[i] = ask(server, endless[i]);
        }
        wait_for_queue(1, ARRAY_LEN(endless) - 1);
        for (size_t i = 0; i < ARRAY_LEN(middle); i++) {
            fds[i] = ask(server, middle[i]);
        }
        for (size_t i = 0; i < ARRAY_LEN(middle); i++) {
            expect_i64(status_of(fds[i]), 200);
        }
        atomic_store(&world.comes_back, false);
        for (size_t i = 0; i < ARRAY_LEN(endless); i++) {
            expect_i64(status_of(endless_fds[i]), 200);
        }
    }
}

int main(void)
{
    struct lanes_options options = {
        .work = {.threads = 1, .queue = 2},
        .hash = {.threads = 2, .queue = 3},
        .hash_nice = 5,
        .lane_begin = lane_begin,
        .lane_end = lane_end,
        .run = run,
    };
    struct http_options http = {.listen = STR("127.0.0.1:0"), .loops = 1};
    struct http_handlers handlers = {.on_request = on_request};
    struct http_server *server = NULL;
    options.context = &world;
    int before = getpriority(PRIO_PROCESS, 0);
    CHECK(lanes_start(&options, &world.lanes) == ERR_OK);
    CHECK(http_server_start(&http, &handlers, &server) == ERR_OK);
    test_queue(server);
    test_staff(server);
    test_starvation(server);
    test ("a lane without threads takes nothing") {
        expect(!lane_put(world.lanes, LANE_SLOW, RANK_USUAL, NULL));
    }
    http_server_stop(&server, 1000);
    lanes_stop(&world.lanes);
    test ("every thread had a context of its own, and hashing runs at lower priority") {
        expect_i64(atomic_load(&world.begun), 3);
        expect_i64(atomic_load(&world.ended), 3);
        expect_i64(atomic_load(&world.niceness), before + 5 > 19 ? 19 : before + 5);
    }
    return tests_done();
}
