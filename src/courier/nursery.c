/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/nursery.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "courier/confine.h"
#include "courier/handover.h"
#include "courier/hooks.h"
#include "courier/keeper.h"
#include "courier/probe.h"

/* Of a hundredth of a second. A courier has nothing to finish for a server that has let it go; a
 * runner of hooks hunts for what they left. */
#define END_ROUNDS 50
#define END_ROUNDS_OF_HOOKS 250

static _Noreturn void become(int kind, int socket, pid_t nursery, const char *hooks_folder)
{
    signal(SIGCHLD, SIG_DFL);
    (void)dup2(socket, PARENT_FD);
    (void)close_range((unsigned)confine_first_fd(), ~0U, 0);
    if (kind == CHILD_HOOKS_PROBE) {
        probe_run(true);
    }
    if (kind == CHILD_HOOKS) {
        /* Sees by its socket that the server is gone, and cleans up; one that somebody has stopped
         * is woken for that by the end of its nursery. */
        (void)prctl(PR_SET_PDEATHSIG, SIGCONT);
        if (getppid() != nursery) {
            _exit(0);
        }
        hooks_run(hooks_folder);
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != nursery) {
        _exit(0);
    }
    if (kind == CHILD_WORKER_PROBE) {
        probe_run(false);
    }
    keeper_run();
}

static bool give_child(int kind, const char *hooks_folder)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        return handover_give(PARENT_FD, -1);
    }
    pid_t nursery = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        become(kind, pair[1], nursery, hooks_folder);
    }
    bool given = handover_give(PARENT_FD, pid > 0 ? pair[0] : -1);
    close(pair[0]);
    close(pair[1]);
    return given;
}

static bool serve(int kind, const char *hooks_folder)
{
    switch (kind) {
    case CHILD_KINSHIP:
        return handover_tell_kinship(PARENT_FD, (int)getppid());
    case CHILD_PULSE:
        return handover_tell_pulse(PARENT_FD);
    default:
        return give_child(kind, hooks_folder);
    }
}

_Noreturn void nursery_run(const struct confinement *confinement)
{
    static const struct timespec pause = {.tv_nsec = 10000000};
    const char *hooks_folder = confinement->hooks;
    (void)prctl(PR_SET_NAME, confinement->of_hooks ? "kabinet-hookery" : "kabinet-nursery");
    if (!confine_nursery(confinement)) {
        _exit(1);
    }
    signal(SIGCHLD, SIG_IGN); /* nobody asks how they ended */
    int kind = handover_request(PARENT_FD);
    while (kind != 0 && serve(kind, hooks_folder)) {
        kind = handover_request(PARENT_FD);
    }
    /* The server goes when its couriers have finished; the end of this process kills or wakes those
     * that somebody has stopped. */
    int rounds = confinement->of_hooks ? END_ROUNDS_OF_HOOKS : END_ROUNDS;
    for (int round = 0; round < rounds && waitpid(-1, NULL, WNOHANG) >= 0; round++) {
        (void)nanosleep(&pause, NULL);
    }
    _exit(0);
}
