/* SPDX-License-Identifier: Apache-2.0 */
#include "app/nursery.h"

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
#include "system/log.h"

#define NURSERY_FD 3

/* The courier's program, put into this one by courier_image.S. */
extern const char courier_image[];
extern const char courier_image_end[];

struct nursery {
    pthread_mutex_t lock;
    int fd;
    pid_t pid;
    char *hooks_folder;
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
static void child_environment(const char **out)
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
static _Noreturn void become_nursery(int image, int socket, pid_t parent,
                                     const char *const *environment, char *hooks_folder)
{
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Neither may sit where the other has to go. */
    int high_image = fcntl(image, F_DUPFD_CLOEXEC, NURSERY_FD + 1);
    if (getppid() == parent && high_image >= 0 && dup2(socket, NURSERY_FD) == NURSERY_FD) {
        /* dup2 onto itself keeps close-on-exec. */
        (void)fcntl(NURSERY_FD, F_SETFD, 0);
        char *const arguments[] = {(char[]){"kabinet-courier"}, (char[]){"nursery"}, hooks_folder,
                                   NULL};
        execveat(high_image, "", arguments, (char *const *)(uintptr_t)environment, AT_EMPTY_PATH);
    }
    _exit(127);
}

static bool nursery_start(struct nursery *nursery)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        return false;
    }
    int image = image_open();
    const char *environment[ENVIRONMENT_MAX];
    child_environment(environment);
    pid_t parent = getpid();
    pid_t pid = image >= 0 ? fork() : -1;
    if (pid == 0) {
        become_nursery(image, pair[1], parent, environment, nursery->hooks_folder);
    }
    close(pair[1]);
    if (image >= 0) {
        close(image);
    }
    if (pid < 0) {
        close(pair[0]);
        return false;
    }
    nursery->fd = pair[0];
    nursery->pid = pid;
    return true;
}

/* A nursery whose socket closes ends by itself, once its children have. */
static void nursery_stop(struct nursery *nursery)
{
    if (nursery->fd < 0) {
        return;
    }
    close(nursery->fd);
    nursery->fd = -1;
    while (waitpid(nursery->pid, NULL, 0) < 0) {
        /* interrupted */
    }
}

err nursery_open(str hooks_folder, struct nursery **out)
{
    struct nursery *nursery = calloc(1, sizeof(*nursery));
    CHECK(nursery != NULL);
    nursery->fd = -1;
    nursery->hooks_folder = strndup(hooks_folder.len > 0 ? hooks_folder.ptr : "", hooks_folder.len);
    CHECK(nursery->hooks_folder != NULL);
    pthread_mutex_init(&nursery->lock, NULL);
    if (!nursery_start(nursery)) {
        nursery_close(&nursery);
        log_error("the couriers' program does not start", LOG_END);
        return ERR_INTERNAL;
    }
    *out = nursery;
    return ERR_OK;
}

void nursery_close(struct nursery **nursery)
{
    if (*nursery == NULL) {
        return;
    }
    nursery_stop(*nursery);
    pthread_mutex_destroy(&(*nursery)->lock);
    free((*nursery)->hooks_folder);
    free(*nursery);
    *nursery = NULL;
}

static int ask(struct nursery *nursery, enum child_kind kind)
{
    return nursery->fd >= 0 && handover_ask(nursery->fd, kind) ? handover_take(nursery->fd) : -1;
}

/* It was killed, and has been waited for. */
static bool is_gone(struct nursery *nursery)
{
    if (nursery->fd >= 0 && waitpid(nursery->pid, NULL, WNOHANG) == nursery->pid) {
        close(nursery->fd);
        nursery->fd = -1;
    }
    return nursery->fd < 0;
}

/* One that was killed is started anew where that is still possible: outside of the sandbox. */
int nursery_child(struct nursery *nursery, enum child_kind kind)
{
    pthread_mutex_lock(&nursery->lock);
    int fd = ask(nursery, kind);
    if (fd < 0 && is_gone(nursery)) {
        log_error("the nursery of couriers was lost", LOG_END);
        fd = nursery_start(nursery) ? ask(nursery, kind) : -1;
    }
    pthread_mutex_unlock(&nursery->lock);
    return fd;
}
