/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/id.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/log.h"
#include "system/log_sample.h"
#include "system/process.h"
#include "system/random.h"
#include "system/security_event.h"
#include "test.h"

static struct arena arena;

/* The lines logged since the pipe was opened. */
static str logged(int fd)
{
    static char text[32768];
    ssize_t len = read(fd, text, sizeof text);
    return (str){text, len > 0 ? (size_t)len : 0};
}

static void test_log(void)
{
    int fds[2];
    expect(pipe2(fds, O_CLOEXEC | O_NONBLOCK) == 0);
    log_to_fd(fds[1]);
    test ("a log line is one JSON object with its fields in order") {
        log_warning("mail refused", LOG_STR("to_host", STR("mx.example")), LOG_INT("code", 550),
                    LOG_BOOL("last", true), LOG_Z("why", "no such user"), LOG_END);
        str line = logged(fds[0]);
        expect(str_starts(line, STR("{\"at\":\"2")));
        expect(str_ends(
            line, STR(",\"level\":\"warning\",\"message\":\"mail refused\",\"to_host\":"
                      "\"mx.example\",\"code\":550,\"last\":true,\"why\":\"no such user\"}\n")));
    }
    test ("a log line carries the id of the request it belongs to") {
        log_request_begin(STR("r-1"));
        log_info("seen", LOG_END);
        log_request_end();
        log_info("seen", LOG_END);
        str lines = logged(fds[0]);
        str second;
        str first = str_cut(lines, '\n', &second);
        expect(str_find(first, STR("\"request\":\"r-1\"")) > 0);
        expect(str_find(second, STR("\"request\"")) < 0);
    }
    test ("line breaks, quotes, C1 controls and broken bytes cannot leave their field") {
        log_info("got", LOG_STR("v", STR("a\n\"b\\\x7f\xc2\x9b\xff\xd1\x96")), LOG_END);
        expect(str_ends(logged(fds[0]),
                        STR("\"v\":\"a\\u000a\\\"b\\\\\\u007f\\u009b\xef\xbf\xbd\xd1\x96\"}\n")));
    }
    test ("values too long are cut and fields that do not fit are left out") {
        char big[3000];
        memset(big, 'x', sizeof big);
        str value = {big, sizeof big};
        log_info("big", LOG_STR("a", value), LOG_STR("b", value), LOG_STR("c", value),
                 LOG_STR("d", value), LOG_STR("e", value), LOG_STR("f", value), LOG_STR("g", value),
                 LOG_STR("h", value), LOG_STR("i", value), LOG_END);
        str line = logged(fds[0]);
        expect(line.len < 8192);
        expect(str_ends(line, STR("x\"}\n")));
    }
    test ("lines of lesser weight than the level are not written") {
        enum log_level level = LOG_LEVEL_INFO;
        expect(!log_level_from(STR("loud"), &level));
        expect(log_level_from(STR("error"), &level));
        log_set_level(level);
        log_warning("not now", LOG_END);
        expect_i64((int64_t)logged(fds[0]).len, 0);
        log_set_level(LOG_LEVEL_INFO);
    }
    log_to_fd(STDERR_FILENO);
    close(fds[0]);
    close(fds[1]);
}

static void test_random(void)
{
    test ("ids are well-formed and sort in the order they were made") {
        str before = id_new(&arena);
        bool ordered = true;
        bool formed = true;
        for (int i = 0; i < 10000; i++) {
            str id = id_new(&arena);
            ordered = ordered && str_cmp(before, id) < 0;
            formed = formed && id_is_wellformed(id) && id.ptr[14] == '7';
            before = id;
        }
        expect(ordered);
        expect(formed);
    }
    test ("random_below reaches every number under its bound and none above") {
        int seen[7] = {0};
        for (int i = 0; i < 2000; i++) {
            uint32_t n = random_below(7);
            expect(n < 7);
            seen[n % 7]++;
        }
        for (int i = 0; i < 7; i++) {
            expect(seen[i] > 0);
        }
    }
    test ("the clock is in this century and the monotonic one goes forward") {
        expect(clock_now().us > INT64_C(1700000000) * WHEN_SECOND);
        int64_t a = clock_monotonic_us();
        expect(clock_monotonic_us() >= a);
    }
}

static void test_files(const char *directory)
{
    char *path = str_z(&arena, str_printf(&arena, "%s/key", directory));
    test ("a new file is written once, for its owner only") {
        expect(file_write_new(path, STR("abc")) == ERR_OK);
        expect_i64(file_mode(path), 0600);
        expect(file_write_new(path, STR("def")) == ERR_CONFLICT);
        str text = {0};
        expect(file_read(&arena, path, 3, &text) == ERR_OK);
        expect_str(text, STR("abc"));
    }
    test ("a file too large, absent, or no file is not read") {
        str text = {0};
        expect(file_read(&arena, path, 2, &text) == ERR_INVALID);
        expect(file_read(&arena, directory, 100, &text) == ERR_INVALID);
        expect(file_read(&arena, "/nowhere/at/all", 100, &text) == ERR_NOT_FOUND);
        expect_i64((int64_t)text.len, 0);
    }
    unlink(path);
}

static void test_manager(const char *directory)
{
    test ("without a service manager nothing is sent and no socket is taken") {
        unsetenv("NOTIFY_SOCKET");
        expect(!process_notify("READY=1"));
        setenv("LISTEN_PID", "1", 1);
        setenv("LISTEN_FDS", "2", 1);
        expect_i64(process_listen_fds(), 0);
        expect(getenv("LISTEN_FDS") == NULL);
    }
    test ("a readiness notice reaches the manager's socket") {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        str path = str_printf(&arena, "%s/notify", directory);
        memcpy(address.sun_path, path.ptr, path.len);
        int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
        expect(bind(fd, (const struct sockaddr *)&address, sizeof address) == 0);
        setenv("NOTIFY_SOCKET", address.sun_path, 1);
        expect(process_notify("READY=1"));
        char got[32] = {0};
        expect_i64(recv(fd, got, sizeof got - 1, MSG_DONTWAIT), 7);
        expect_str(str_from_z(got), STR("READY=1"));
        close(fd);
        unlink(address.sun_path);
    }
}

static void test_sample(void)
{
    struct log_sample sample = {0};
    int64_t left_out = 0;
    size_t written = 0;
    test ("of a thousand lines at once a few are written") {
        for (int i = 0; i < 1000; i++) {
            written += log_sample_takes_at(&sample, WHEN_HOUR, &left_out);
        }
        expect(written == 20 && left_out == 0);
    }
    test ("a second later one more is, and says how many were not") {
        expect(log_sample_takes_at(&sample, WHEN_HOUR + WHEN_SECOND, &left_out));
        expect(left_out == 980);
        expect(!log_sample_takes_at(&sample, WHEN_HOUR + WHEN_SECOND, &left_out));
    }
    test ("after a quiet while all are written again") {
        int64_t later = WHEN_HOUR + WHEN_MINUTE;
        expect(log_sample_takes_at(&sample, later, &left_out) && left_out == 1);
        expect(log_sample_takes_at(&sample, later, &left_out) && left_out == 0);
    }
}

static void test_security_events(void)
{
    int fds[2];
    expect(pipe(fds) == 0);
    log_to_fd(fds[1]);
    test ("an event of security is one line with what is known, and one step of its counter") {
        uint64_t before = security_event_count(SECURITY_BAD_TOKEN);
        struct security_event event = {.network = STR("192.0.2.1"), .route = STR("GET /x")};
        security_event_watch();
        security_event_put(SECURITY_BAD_TOKEN, &event);
        str line = logged(fds[0]);
        expect(security_event_count(SECURITY_BAD_TOKEN) == before + 1);
        expect(security_event_was_put());
        expect(str_find(line, STR("\"event\":\"bad_token\",\"network\":\"192.0.2.1\"")) >= 0);
        expect(str_find(line, STR("account")) < 0);
    }
    log_to_fd(STDERR_FILENO);
}

int main(void)
{
    char directory[] = "/tmp/kabinet-test-XXXXXX";
    arena_init(&arena, (size_t)64 << 20);
    if (mkdtemp(directory) == NULL) {
        return 1;
    }
    test_log();
    test_sample();
    test_security_events();
    test_random();
    test_files(directory);
    test_manager(directory);
    rmdir(directory);
    arena_done(&arena);
    return tests_done();
}
