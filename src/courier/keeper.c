/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/keeper.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "courier/confine.h"
#include "courier/frame.h"
#include "courier/job.h"
#include "courier/worker.h"
#include "system/clock.h"

#define HANG_US (5 * INT64_C(1000000)) /* what a worker may take beyond its job's time */
#define JOBS_PER_WORKER 1000           /* then a fresh one: whatever leaked is gone */

struct worker {
    pid_t pid; /* 0: none */
    int fd;
    int jobs;
    unsigned long resolver; /* as it was when it began */
};

static void worker_end(struct worker *worker)
{
    if (worker->pid == 0) {
        return;
    }
    close(worker->fd);
    kill(worker->pid, SIGKILL);
    while (waitpid(worker->pid, NULL, 0) < 0) {
        /* interrupted */
    }
    *worker = (struct worker){0};
}

static void worker_begin(struct worker *worker)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        return;
    }
    pid_t keeper = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        close(PARENT_FD);
        close(pair[0]);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != keeper) {
            _exit(0);
        }
        worker_run(pair[1]);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return;
    }
    *worker = (struct worker){.pid = pid, .fd = pair[0], .resolver = confine_resolver_mark()};
}

/* Waits for the parent's next frame, and replaces a worker that died meanwhile. */
static void wait_for_parent(struct worker *worker)
{
    for (;;) {
        if (worker->pid == 0) {
            worker_begin(worker);
        }
        struct pollfd fds[2] = {
            {.fd = PARENT_FD, .events = POLLIN},
            {.fd = worker->pid != 0 ? worker->fd : -1, .events = POLLIN},
        };
        if (poll(fds, 2, -1) < 0) {
            continue;
        }
        if (fds[1].revents != 0) {
            worker_end(worker); /* it has nothing to say between jobs: it is gone */
        }
        if (fds[0].revents != 0) {
            return;
        }
    }
}

/* A job that cannot be read is told so at once by the worker. */
static int64_t time_of(struct arena *arena, str text)
{
    struct arena_mark mark = arena_mark(arena);
    struct courier_job job;
    int64_t us = courier_job_read(arena, text, &job) == ERR_OK ? job.timeout_ms * INT64_C(1000) : 0;
    arena_rewind(arena, mark);
    return us;
}

static str work(struct worker *worker, struct arena *arena, str job)
{
    if (worker->pid == 0 || worker->jobs >= JOBS_PER_WORKER ||
        worker->resolver != confine_resolver_mark()) {
        worker_end(worker);
        worker_begin(worker);
    }
    str outcome = {0};
    int64_t deadline = clock_monotonic_us() + time_of(arena, job) + HANG_US;
    worker->jobs++;
    if (worker->pid != 0 && frame_write(worker->fd, job, deadline) == FRAME_OK &&
        frame_read(worker->fd, arena, deadline, &outcome) == FRAME_OK) {
        return outcome;
    }
    worker_end(worker);
    struct delivery lost = {DELIVERY_RETRY, 0, STR("the courier's worker died or hung")};
    return courier_outcome_write(arena, &lost);
}

_Noreturn void keeper_run(void)
{
    (void)prctl(PR_SET_NAME, "kabinet-courier");
    struct arena arena;
    arena_init(&arena, 4 * FRAME_MAX);
    struct worker worker = {0};
    for (;;) {
        wait_for_parent(&worker);
        str job = {0};
        arena_reset(&arena);
        if (frame_read(PARENT_FD, &arena, 0, &job) != FRAME_OK ||
            frame_write(PARENT_FD, work(&worker, &arena, job), 0) != FRAME_OK) {
            break;
        }
    }
    worker_end(&worker);
    _exit(0);
}
