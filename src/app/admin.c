/* SPDX-License-Identifier: Apache-2.0 */
/* The server's end of the admin socket: a listener and the thread that serves it. */
#include "app/admin.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/admin_private.h"
#include "app/nursery.h"
#include "base/check.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/process.h"

#define REQUEST_MEMORY ((size_t)1 << 20)
#define WAITING_MAX 8

struct admin {
    const struct jobs_options *options;
    int dir, listener, wake;
    _Atomic bool pausing;
    bool runs;
    pthread_t thread;
};

/* Names travel past file modes when a descriptor or a directory is handed on; users do not. And
 * what the server has started (couriers, hooks) has nothing to ask it, whoever it is. */
static bool is_admitted(const struct admin *admin, int peer)
{
    struct ucred who;
    socklen_t len = sizeof(who);
    if (getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0 ||
        (who.uid != 0 && who.uid != geteuid())) {
        return false;
    }
    if (admin->options->nursery == NULL) {
        return true; /* nobody was started */
    }
    switch (nursery_kinship(admin->options->nursery, who.pid)) {
    case KIN_UNRELATED:
        return true;
    case KIN_UNSEEN: /* a root whose processes are hidden from us is not one we started */
        return who.uid == 0 && geteuid() != 0;
    case KIN_DESCENDANT:
        break;
    }
    return false;
}

static void serve(struct admin *admin, int peer)
{
    struct arena arena;
    arena_init_with_reserve(&arena, REQUEST_MEMORY);
    str request = {0};
    if (!is_admitted(admin, peer)) {
        log_warning("a process that may not use it was turned away from the admin socket", LOG_END);
    } else if (admin_line_read(peer, &arena, clock_monotonic_us() + ADMIN_MOVE_US, &request)) {
        str answer = admin_carry_out(admin->options, &arena, request);
        if (arena_is_exhausted(&arena)) {
            log_error("a command on the admin socket needed too much memory", LOG_END);
            answer = STR("{\"ok\":false,\"text\":\"this needed too much memory\"}");
        }
        (void)admin_line_write(peer, answer, clock_monotonic_us() + ADMIN_MOVE_US);
    }
    arena_done(&arena);
    close(peer);
}

static void *admin_main(void *context)
{
    struct admin *admin = context;
    (void)pthread_setname_np(pthread_self(), "kab-admin");
    while (!atomic_load(&admin->pausing)) {
        struct pollfd fds[2] = {{.fd = admin->listener, .events = POLLIN},
                                {.fd = admin->wake, .events = POLLIN}};
        if (poll(fds, 2, -1) < 0 || fds[0].revents == 0) {
            continue;
        }
        int peer = accept4(admin->listener, NULL, NULL, SOCK_CLOEXEC);
        if (peer >= 0) {
            serve(admin, peer);
        }
    }
    return NULL;
}

static bool listen_at(struct admin *admin, const struct sockaddr_un *address)
{
    admin->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    admin->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    (void)unlinkat(admin->dir, "admin.sock", 0);
    /* The mode of a socket not yet bound becomes its file's: there is no moment of a wider one. */
    return admin->listener >= 0 && admin->wake >= 0 &&
           fchmod(admin->listener, S_IRUSR | S_IWUSR) == 0 &&
           bind(admin->listener, (const struct sockaddr *)(const void *)address,
                sizeof(*address)) == 0 &&
           listen(admin->listener, WAITING_MAX) == 0;
}

err admin_open(str data_dir, struct admin **out)
{
    struct admin *admin = calloc(1, sizeof(*admin));
    CHECK(admin != NULL);
    admin->dir = admin->listener = admin->wake = -1;
    struct arena arena;
    struct sockaddr_un address;
    arena_init(&arena, REQUEST_MEMORY);
    bool listens =
        admin_address(&arena, data_dir, &address, &admin->dir) && listen_at(admin, &address);
    arena_done(&arena);
    if (!listens) {
        admin_close(&admin);
        return ERR_UNAVAILABLE;
    }
    *out = admin;
    return ERR_OK;
}

err admin_start(struct admin *admin, const struct jobs_options *options)
{
    admin->options = options;
    atomic_store(&admin->pausing, false);
    admin->runs = pthread_create(&admin->thread, NULL, admin_main, admin) == 0;
    return admin->runs ? ERR_OK : ERR_UNAVAILABLE;
}

void admin_pause_begin(struct admin *admin)
{
    uint64_t count = 1;
    if (admin != NULL && admin->runs) {
        atomic_store(&admin->pausing, true);
        CHECK(write(admin->wake, &count, sizeof(count)) == sizeof(count));
    }
}

static void join_up(struct admin *admin)
{
    uint64_t count = 0;
    CHECK(read(admin->wake, &count, sizeof(count)) == sizeof(count));
    admin->runs = false;
}

bool admin_is_paused(struct admin *admin)
{
    if (admin != NULL && admin->runs && pthread_tryjoin_np(admin->thread, NULL) == 0) {
        join_up(admin);
    }
    return admin == NULL || !admin->runs;
}

void admin_pause(struct admin *admin)
{
    admin_pause_begin(admin);
    if (admin != NULL && admin->runs) {
        pthread_join(admin->thread, NULL);
        join_up(admin);
    }
}

void admin_close(struct admin **handle)
{
    struct admin *admin = *handle;
    if (admin == NULL) {
        return;
    }
    *handle = NULL;
    admin_pause(admin);
    if (admin->listener >= 0) {
        (void)unlinkat(admin->dir, "admin.sock", 0);
        close(admin->listener);
    }
    if (admin->wake >= 0) {
        close(admin->wake);
    }
    if (admin->dir >= 0) {
        close(admin->dir);
    }
    free(admin);
}
