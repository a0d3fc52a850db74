/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/hook_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "courier/confine.h"

#define CPU_SECONDS 60
#define MEMORY_LIMIT ((rlim_t)2 << 30)
#define FILE_SIZE_LIMIT ((rlim_t)1 << 30)
#define DESCRIPTOR_LIMIT 256
#define PROCESS_LIMIT 1024 /* of the user, the server's threads among them; nothing to root */
#define HUNT_ROUNDS 400
#define HUNT_PAUSE_NS 5000000L

static bool others_may_write(const struct stat *st)
{
    return (st->st_mode & (S_IWGRP | S_IWOTH)) != 0 || (st->st_uid != 0 && st->st_uid != geteuid());
}

str hook_child_fault(struct arena *arena, const char *folder, const char *path)
{
    struct stat st;
    if (folder[0] != '/') {
        return STR("there is no directory of hooks");
    }
    if (stat(folder, &st) != 0 || others_may_write(&st)) {
        return STR("the directory of hooks is absent, or others may write to it");
    }
    if (lstat(path, &st) != 0) {
        return str_printf(arena, "no such hook: %s", strerrordesc_np(errno));
    }
    if (!S_ISREG(st.st_mode) || (st.st_mode & S_IXUSR) == 0 || others_may_write(&st)) {
        return STR("the hook is no plain program that its owner alone may change");
    }
    return STR("");
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit both = {most, most};
    (void)setrlimit(what, &both);
}

static void take_limits(void)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, CPU_SECONDS);
    limit(RLIMIT_AS, MEMORY_LIMIT);
    limit(RLIMIT_FSIZE, FILE_SIZE_LIMIT);
    limit(RLIMIT_NOFILE, DESCRIPTOR_LIMIT);
    limit(RLIMIT_NPROC, PROCESS_LIMIT);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* What the keeper ignores a hook must not find ignored. */
static void signals_to_default(void)
{
    sigset_t none;
    for (int number = 1; number < SIGRTMIN; number++) {
        (void)signal(number, SIG_DFL);
    }
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become_hook(const char *path, int in, int out, int err, pid_t keeper)
{
    static char path_variable[] =
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    char *const environment[] = {path_variable, NULL};
    char *const arguments[] = {(char *)(uintptr_t)path, NULL};
    (void)setsid();
    signals_to_default();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Out of the way of the numbers they go to. */
    int high_in = fcntl(in, F_DUPFD_CLOEXEC, 10);
    int high_out = fcntl(out, F_DUPFD_CLOEXEC, 10);
    int high_err = fcntl(err, F_DUPFD_CLOEXEC, 10);
    if (getppid() == keeper && dup2(high_in, 0) == 0 && dup2(high_out, 1) == 1 &&
        dup2(high_err, 2) == 2 && close_range(3, ~0U, 0) == 0 && chdir("/") == 0) {
        umask(077);
        take_limits();
        if (!confine_hook()) {
            _exit(127);
        }
        execve(path, arguments, environment);
        perror("cannot be executed");
    }
    _exit(127);
}

/* In memory, so that a hook that reads nothing holds nobody up. */
static int input_file(str input)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    while (fd >= 0 && input.len > 0) {
        ssize_t moved = write(fd, input.ptr, input.len);
        if (moved <= 0) {
            close(fd);
            return -1;
        }
        input = str_skip(input, (size_t)moved);
    }
    if (fd >= 0) {
        (void)lseek(fd, 0, SEEK_SET);
    }
    return fd;
}

static void close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
}

bool hook_child_start(const char *path, str input, struct hook_child *out)
{
    int fds[5] = {input_file(input), -1, -1, -1, -1};
    bool piped = fds[0] >= 0 && pipe2(&fds[1], O_CLOEXEC) == 0 && pipe2(&fds[3], O_CLOEXEC) == 0;
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* who leaves its parent comes to us */
    pid_t keeper = getpid();
    pid_t pid = piped ? fork() : -1;
    if (pid == 0) {
        become_hook(path, fds[0], fds[2], fds[4], keeper);
    }
    int pid_fd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
    struct hook_child child = {.pid = pid, .pid_fd = pid_fd, .out = fds[1], .err = fds[3]};
    if (pid_fd < 0) {
        close_all(fds, ARRAY_LEN(fds));
        if (pid > 0) {
            child.out = child.err = -1;
            (void)hook_child_end(&child);
        }
        return false;
    }
    close(fds[0]);
    close(fds[2]);
    close(fds[4]);
    *out = child;
    return true;
}

/* The children of this process, those who came to it among them. */
static void kill_children(void)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    long pid = 0;
    while (file != NULL && fscanf(file, "%ld", &pid) == 1) {
        (void)kill((pid_t)pid, SIGKILL);
    }
    if (file != NULL) {
        fclose(file);
    }
}

int hook_child_end(struct hook_child *child)
{
    int status = 0;
    struct timespec pause = {.tv_nsec = HUNT_PAUSE_NS};
    int fds[] = {child->pid_fd, child->out, child->err};
    (void)kill(-child->pid, SIGKILL);
    (void)kill(child->pid, SIGKILL);
    /* Killing one may bring its children here, which are next. */
    for (int round = 0; round < HUNT_ROUNDS; round++) {
        int one = 0;
        pid_t pid = waitpid(-1, &one, WNOHANG);
        if (pid < 0 && errno == ECHILD) {
            break;
        }
        status = pid == child->pid ? one : status;
        if (pid == 0) {
            kill_children();
            (void)nanosleep(&pause, NULL);
        }
    }
    close_all(fds, ARRAY_LEN(fds));
    child->pid = 0;
    return status;
}
