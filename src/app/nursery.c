/* SPDX-License-Identifier: Apache-2.0 */
#include "app/nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/nursery_arguments.h"
#include "base/check.h"
#include "system/clock.h"
#include "system/log.h"

#define NURSERY_FD 3

/* The courier's program, put into this one by courier_image.S. */
extern const char courier_image[];
extern const char courier_image_end[];

/* One process that was started; the hooks have their own, which alone may start programs. */
struct member {
    int fd; /* -1: it is not there */
    pid_t pid;
    char **arguments; /* NULL: there is none of this kind; all in the heap */
    bool asked;       /* for its pulse, and the answer has not been read */
    int looks;        /* in vain since then */
    int64_t look_us;  /* the last one */
    bool is_well;
};

enum { OF_COURIERS, OF_HOOKS, MEMBERS };

struct nursery {
    pthread_mutex_t lock;
    struct member members[MEMBERS];
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
                                     const char *const *environment, char *const *arguments)
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
        execveat(high_image, "", arguments, (char *const *)(uintptr_t)environment, AT_EMPTY_PATH);
    }
    _exit(127);
}

static bool member_start(struct member *member)
{
    static const struct timeval patience = {.tv_sec = 5}; /* it may be frozen */
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
        become_nursery(image, pair[1], parent, environment, member->arguments);
    }
    close(pair[1]);
    if (image >= 0) {
        close(image);
    }
    if (pid < 0) {
        close(pair[0]);
        return false;
    }
    (void)setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    member->fd = pair[0];
    member->pid = pid;
    member->asked = false;
    member->is_well = true;
    return true;
}

#define PULSE_US 900000
#define LOOKS_IN_VAIN 3
#define END_US 3000000 /* longer than a nursery waits for its children */
#define LOOK_NS 10000000L

static void member_leave(struct member *member)
{
    if (member->fd >= 0) {
        close(member->fd);
        member->fd = -1;
    }
}

/* One whose socket was closed ends by itself, once its children have. One that somebody has stopped
 * does not, and in the sandbox this process may send no signals: the next start ends it. */
static void member_await(struct member *member, int64_t end_us)
{
    static const struct timespec pause = {.tv_nsec = LOOK_NS};
    while (member->pid > 0 && waitpid(member->pid, NULL, WNOHANG) == 0) {
        if (clock_monotonic_us() > end_us) {
            log_warning("a nursery of couriers does not end; the next start ends it",
                        LOG_INT("pid", member->pid), LOG_END);
            return;
        }
        (void)nanosleep(&pause, NULL);
    }
}

static void member_free(struct member *member)
{
    for (size_t i = 0; member->arguments != NULL && member->arguments[i] != NULL; i++) {
        free(member->arguments[i]);
    }
    free(member->arguments);
}

/* Under lock, or before there are other threads; always from the thread that opened it. */
static bool start_all(struct nursery *nursery)
{
    bool started = true;
    for (int i = 0; i < MEMBERS; i++) {
        struct member *member = &nursery->members[i];
        if (member->arguments != NULL && member->fd < 0) {
            started = member_start(member) && started;
        }
    }
    return started;
}

err nursery_open(const struct nursery_options *options, struct nursery **out)
{
    struct nursery *nursery = calloc(1, sizeof(*nursery));
    CHECK(nursery != NULL);
    pthread_mutex_init(&nursery->lock, NULL);
    for (int i = 0; i < MEMBERS; i++) {
        nursery->members[i].fd = -1;
    }
    nursery->members[OF_COURIERS].arguments = nursery_arguments(options, STR(""));
    if (options->hooks_folder.len > 0) {
        nursery->members[OF_HOOKS].arguments = nursery_arguments(options, options->hooks_folder);
    }
    if (!start_all(nursery)) {
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
    for (int i = 0; i < MEMBERS; i++) {
        member_leave(&(*nursery)->members[i]);
    }
    int64_t end_us = clock_monotonic_us() + END_US;
    for (int i = 0; i < MEMBERS; i++) {
        member_await(&(*nursery)->members[i], end_us);
        member_free(&(*nursery)->members[i]);
    }
    pthread_mutex_destroy(&(*nursery)->lock);
    free(*nursery);
    *nursery = NULL;
}

/* A late answer would be taken for that to the next question: one that is frozen is given up. */
static void part_if_silent(struct member *member)
{
    if (errno == EAGAIN) {
        log_error("the nursery of couriers does not answer", LOG_END);
        close(member->fd);
        member->fd = -1;
    }
}

/* The answer for the pulse comes first, if one is still to come; false when it does not. */
static bool is_free(struct member *member)
{
    char byte = 0;
    errno = 0;
    if (member->fd >= 0 && member->asked && recv(member->fd, &byte, 1, 0) != 1) {
        part_if_silent(member);
        return false;
    }
    member->asked = false;
    return member->fd >= 0;
}

static int ask(struct member *member, enum child_kind kind)
{
    if (!is_free(member) || !handover_ask(member->fd, kind)) {
        return -1;
    }
    errno = 0;
    int fd = handover_take(member->fd);
    if (fd < 0) {
        part_if_silent(member);
    }
    return fd;
}

/* It ended, and has been waited for. */
static bool is_gone(struct member *member)
{
    if (member->fd >= 0 && waitpid(member->pid, NULL, WNOHANG) == member->pid) {
        close(member->fd);
        member->fd = -1;
        log_error("the nursery of couriers was lost", LOG_END);
    }
    return member->fd < 0;
}

/* One question at a time, asked and answered between looks: nobody waits here. */
static void feel_pulse(struct member *member, int64_t now_us)
{
    char byte = 0;
    if (!member->asked) {
        member->asked = handover_ask(member->fd, CHILD_PULSE);
        member->looks = 0;
    } else if (recv(member->fd, &byte, 1, MSG_DONTWAIT) == 1) {
        member->asked = false;
        member->is_well = byte == PULSE_WELL;
    } else if (++member->looks >= LOOKS_IN_VAIN) {
        member->is_well = false;
    }
    member->look_us = now_us;
}

bool nursery_is_well(struct nursery *nursery)
{
    bool well = true;
    int64_t now_us = clock_monotonic_us();
    if (pthread_mutex_trylock(&nursery->lock) != 0) {
        return true; /* somebody asks it for a child, and will know */
    }
    for (int i = 0; i < MEMBERS; i++) {
        struct member *member = &nursery->members[i];
        if (member->fd >= 0 && now_us - member->look_us >= PULSE_US) {
            feel_pulse(member, now_us);
        }
        well = well && (member->fd < 0 || member->is_well);
    }
    pthread_mutex_unlock(&nursery->lock);
    return well;
}

bool nursery_mend(struct nursery *nursery)
{
    pthread_mutex_lock(&nursery->lock);
    bool gone = false;
    for (int i = 0; i < MEMBERS; i++) {
        gone = (nursery->members[i].arguments != NULL && is_gone(&nursery->members[i])) || gone;
    }
    bool mended = !gone || start_all(nursery);
    pthread_mutex_unlock(&nursery->lock);
    return mended;
}

enum kinship nursery_kinship(struct nursery *nursery, int pid)
{
    pthread_mutex_lock(&nursery->lock);
    struct member *member = &nursery->members[OF_COURIERS];
    bool free_to_ask = is_free(member);
    errno = 0;
    int answer = free_to_ask ? handover_kinship(member->fd, pid) : 0;
    if (answer == 0 && free_to_ask) {
        part_if_silent(member);
    }
    pthread_mutex_unlock(&nursery->lock);
    return answer == KIN_UNRELATED || answer == KIN_DESCENDANT ? (enum kinship)answer : KIN_UNSEEN;
}

/* One that was killed is started anew where that is still possible: outside of the sandbox. */
int nursery_child(struct nursery *nursery, enum child_kind kind)
{
    bool of_hooks = kind == CHILD_HOOKS || kind == CHILD_HOOKS_PROBE;
    struct member *member = &nursery->members[of_hooks ? OF_HOOKS : OF_COURIERS];
    pthread_mutex_lock(&nursery->lock);
    int fd = ask(member, kind);
    if (fd < 0 && member->arguments != NULL && is_gone(member)) {
        fd = member_start(member) ? ask(member, kind) : -1;
    }
    pthread_mutex_unlock(&nursery->lock);
    return fd;
}
