/* SPDX-License-Identifier: Apache-2.0 */
#include "app/control.h"

#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/check.h"
#include "courier/frame.h"
#include "system/clock.h"
#include "system/log.h"

#define REQUEST_US (2 * WHEN_SECOND) /* for a request to arrive, and for its answer to be taken */
#define REQUEST_MEMORY (4 * FRAME_MAX)

struct control {
    const struct jobs_options *options;
    int listener, wake;
    _Atomic bool stopping;
    pthread_t thread;
    struct sockaddr_un address;
};

static bool address_of(str data_dir, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    static const char name[] = "/control.sock";
    if (data_dir.len + sizeof(name) > sizeof(out->sun_path)) {
        return false;
    }
    memcpy(out->sun_path, data_dir.ptr, data_dir.len);
    memcpy(out->sun_path + data_dir.len, name, sizeof(name));
    return true;
}

static const struct sockaddr *plain(const struct sockaddr_un *address)
{
    return (const struct sockaddr *)(const void *)address;
}

str jobs_summary_text(struct arena *arena, const struct jobs_summary *summary)
{
    return str_printf(arena,
                      "jobs: %" PRId64 " done, %" PRId64 " failed\n"
                      "messages: %" PRId64 " sent, %" PRId64 " delayed, %" PRId64 " given up\n",
                      summary->jobs_done, summary->jobs_failed, summary->messages_sent,
                      summary->messages_delayed, summary->messages_failed);
}

static str run_jobs(struct control *control, struct arena *arena, when now)
{
    struct db *db = NULL;
    struct jobs_summary summary;
    err e = db_open(control->options->site->engine, &db);
    if (e == ERR_OK) {
        e = jobs_run_due(control->options, db, now, &summary);
    }
    db_close(&db);
    return e == ERR_OK ? jobs_summary_text(arena, &summary)
                       : str_printf(arena, "failed: %s\n", err_word(e));
}

static str answer_to(struct control *control, struct arena *arena, str request)
{
    static const str jobs_run = STR_INIT("jobs run ");
    when now = {0};
    if (str_starts(request, jobs_run) && str_to_i64(str_skip(request, jobs_run.len), &now.us)) {
        return run_jobs(control, arena, now);
    }
    return STR("failed: this server does not know the request\n");
}

static void serve(struct control *control, int peer)
{
    struct arena arena;
    arena_init(&arena, REQUEST_MEMORY);
    str request = {0};
    if (frame_read(peer, &arena, clock_monotonic_us() + REQUEST_US, &request) == FRAME_OK) {
        str answer = answer_to(control, &arena, request);
        (void)frame_write(peer, answer, clock_monotonic_us() + REQUEST_US);
    }
    arena_done(&arena);
    close(peer);
}

static void *control_main(void *context)
{
    struct control *control = context;
    while (!atomic_load(&control->stopping)) {
        struct pollfd fds[2] = {{.fd = control->listener, .events = POLLIN},
                                {.fd = control->wake, .events = POLLIN}};
        if (poll(fds, 2, -1) < 0 || fds[0].revents == 0) {
            continue;
        }
        int peer = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC);
        if (peer >= 0) {
            serve(control, peer);
        }
    }
    return NULL;
}

static bool listen_at(struct control *control)
{
    control->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    control->wake = eventfd(0, EFD_CLOEXEC);
    /* What a server that died has left; a living one holds the directory's lock, so it is not here.
     */
    (void)unlink(control->address.sun_path);
    return control->listener >= 0 && control->wake >= 0 &&
           bind(control->listener, plain(&control->address), sizeof(control->address)) == 0 &&
           chmod(control->address.sun_path, S_IRUSR | S_IWUSR) == 0 &&
           listen(control->listener, 8) == 0;
}

static void control_free(struct control *control)
{
    if (control->listener >= 0) {
        close(control->listener);
        (void)unlink(control->address.sun_path);
    }
    if (control->wake >= 0) {
        close(control->wake);
    }
    free(control);
}

err control_start(const struct jobs_options *options, struct control **out)
{
    struct control *control = calloc(1, sizeof(*control));
    CHECK(control != NULL);
    control->options = options;
    control->listener = -1;
    control->wake = -1;
    if (!address_of(options->site->settings->data_dir, &control->address)) {
        free(control);
        return ERR_INVALID;
    }
    if (!listen_at(control) || pthread_create(&control->thread, NULL, control_main, control) != 0) {
        control_free(control);
        return ERR_UNAVAILABLE;
    }
    (void)pthread_setname_np(control->thread, "kab-control");
    *out = control;
    return ERR_OK;
}

void control_stop(struct control **control)
{
    if (*control == NULL) {
        return;
    }
    atomic_store(&(*control)->stopping, true);
    (void)!write((*control)->wake, &(uint64_t){1}, sizeof(uint64_t));
    pthread_join((*control)->thread, NULL);
    control_free(*control);
    *control = NULL;
}

err control_ask(struct arena *arena, str data_dir, str request, str *out_answer)
{
    struct sockaddr_un address;
    if (!address_of(data_dir, &address)) {
        return ERR_NOT_FOUND;
    }
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server < 0 || connect(server, plain(&address), sizeof(address)) != 0) {
        if (server >= 0) {
            close(server);
        }
        return ERR_NOT_FOUND;
    }
    bool answered = frame_write(server, request, clock_monotonic_us() + REQUEST_US) == FRAME_OK &&
                    frame_read(server, arena, 0, out_answer) == FRAME_OK;
    close(server);
    return answered ? ERR_OK : ERR_UNAVAILABLE;
}
