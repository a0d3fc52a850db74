/* SPDX-License-Identifier: Apache-2.0 */
#include "app/courier_link.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "courier/frame.h"
#include "system/clock.h"
#include "system/log.h"

#define COURIER_FD 3
#define LONGEST_MS 60000
#define GRACE_US (20 * INT64_C(1000000)) /* beyond the keeper's own patience with a worker */

/* The courier's program, put into this one by courier_image.S. */
extern const char courier_image[];
extern const char courier_image_end[];

struct courier_link {
    pthread_mutex_t lock;
    int fd; /* -1: no courier */
    pid_t pid;
};

/* The program as a sealed file in memory: nothing on disk can be put in its place. */
static int image_open(void)
{
    int fd = memfd_create("kabinet-courier", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    str rest = {courier_image, (size_t)(courier_image_end - courier_image)};
    while (fd >= 0 && rest.len > 0) {
        ssize_t moved = write(fd, rest.ptr, rest.len);
        if (moved <= 0) {
            close(fd);
            return -1;
        }
        rest = str_skip(rest, (size_t)moved);
    }
    if (fd >= 0) {
        (void)fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    }
    return fd;
}

#define ENVIRONMENT_MAX 8

/* Settings and secrets may stand in our environment; the courier gets what its libraries need. */
static void courier_environment(const char **out)
{
    static const char *const names[] = {"SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH",
                                        "ASAN_OPTIONS", "UBSAN_OPTIONS"};
    static char *texts[ARRAY_LEN(names)];
    size_t count = 0;
    out[count++] = "LANG=C.UTF-8";
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        free(texts[i]);
        texts[i] = NULL;
        if (value != NULL && asprintf(&texts[i], "%s=%s", names[i], value) > 0) {
            out[count++] = texts[i];
        }
    }
    out[count] = NULL;
}

/* Between fork and exec, so only async-signal-safe calls. */
static _Noreturn void become_courier(int image, int socket, pid_t parent,
                                     const char *const *environment)
{
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Neither may sit where the other has to go. */
    int high_image = fcntl(image, F_DUPFD_CLOEXEC, COURIER_FD + 1);
    if (getppid() == parent && high_image >= 0 && dup2(socket, COURIER_FD) == COURIER_FD) {
        /* dup2 onto itself keeps close-on-exec. */
        (void)fcntl(COURIER_FD, F_SETFD, 0);
        char *const arguments[] = {(char[]){"kabinet-courier"}, NULL};
        execveat(high_image, "", arguments, (char *const *)(uintptr_t)environment, AT_EMPTY_PATH);
    }
    _exit(127);
}

static bool courier_start(struct courier_link *link)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        return false;
    }
    int image = image_open();
    const char *environment[ENVIRONMENT_MAX];
    courier_environment(environment);
    pid_t parent = getpid();
    pid_t pid = image >= 0 ? fork() : -1;
    if (pid == 0) {
        become_courier(image, pair[1], parent, environment);
    }
    close(pair[1]);
    if (image >= 0) {
        close(image);
    }
    if (pid < 0) {
        close(pair[0]);
        return false;
    }
    link->fd = pair[0];
    link->pid = pid;
    return true;
}

/* A keeper whose socket closes ends by itself; one that does not is not waited for. */
static void courier_stop(struct courier_link *link, bool kindly)
{
    if (link->fd < 0) {
        return;
    }
    close(link->fd);
    link->fd = -1;
    if (!kindly) {
        /* The sandbox refuses it; then the keeper's own patience with its worker ends the wait. */
        (void)kill(link->pid, SIGKILL);
    }
    while (waitpid(link->pid, NULL, 0) < 0) {
        /* interrupted */
    }
}

err courier_link_open(struct courier_link **out)
{
    struct courier_link *link = calloc(1, sizeof(*link));
    CHECK(link != NULL);
    link->fd = -1;
    pthread_mutex_init(&link->lock, NULL);
    if (!courier_start(link)) {
        courier_link_close(&link);
        log_error("courier does not start", LOG_END);
        return ERR_INTERNAL;
    }
    *out = link;
    return ERR_OK;
}

void courier_link_close(struct courier_link **link)
{
    if (*link == NULL) {
        return;
    }
    courier_stop(*link, true);
    pthread_mutex_destroy(&(*link)->lock);
    free(*link);
    *link = NULL;
}

static bool exchange(struct courier_link *link, struct arena *arena, const struct courier_job *job,
                     struct courier_answer *out)
{
    struct courier_job bounded = *job;
    bounded.timeout_ms = job->timeout_ms > LONGEST_MS ? LONGEST_MS : job->timeout_ms;
    int64_t deadline = clock_monotonic_us() + LONGEST_MS * INT64_C(1000) + GRACE_US;
    str answer = {0};
    return frame_write(link->fd, courier_job_write(arena, &bounded), deadline) == FRAME_OK &&
           frame_read(link->fd, arena, deadline, &answer) == FRAME_OK &&
           courier_answer_read(arena, answer, out) == ERR_OK;
}

void courier_link_send(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct delivery *out)
{
    struct courier_answer answer;
    courier_link_http(link, arena, job, &answer);
    *out = answer.delivery;
}

void courier_link_http(struct courier_link *link, struct arena *arena,
                       const struct courier_job *job, struct courier_answer *out)
{
    pthread_mutex_lock(&link->lock);
    *out = (struct courier_answer){.delivery = {DELIVERY_RETRY, 0, STR("the courier is away")}};
    bool up = link->fd >= 0 || courier_start(link);
    if (!up || !exchange(link, arena, job, out)) {
        log_error("courier lost, starting another", LOG_END);
        courier_stop(link, false);
        if (!courier_start(link)) {
            log_error("courier cannot be started here; messages wait for a restart of the server",
                      LOG_END);
        }
    }
    pthread_mutex_unlock(&link->lock);
}
