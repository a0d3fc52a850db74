/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/nursery.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "courier/confine.h"
#include "courier/handover.h"
#include "courier/hooks.h"
#include "courier/keeper.h"
#include "courier/probe.h"

static _Noreturn void become(int kind, int socket, pid_t nursery, const char *hooks_folder)
{
    signal(SIGCHLD, SIG_DFL);
    (void)dup2(socket, PARENT_FD);
    (void)close_range((unsigned)confine_first_fd(), ~0U, 0);
    if (kind == CHILD_HOOKS_PROBE) {
        probe_run(true);
    }
    if (kind == CHILD_HOOKS) {
        hooks_run(hooks_folder); /* sees by its socket that the server is gone, and cleans up */
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
    return kind == CHILD_KINSHIP ? handover_tell_kinship(PARENT_FD, (int)getppid())
                                 : give_child(kind, hooks_folder);
}

_Noreturn void nursery_run(const struct confinement *confinement)
{
    const char *hooks_folder = confinement->hooks;
    (void)prctl(PR_SET_NAME, confinement->of_hooks ? "kabinet-hookery" : "kabinet-nursery");
    if (!confine_nursery(confinement)) {
        _exit(1);
    }
    signal(SIGCHLD, SIG_IGN); /* nobody asks how they ended */
    int kind = handover_wish(PARENT_FD);
    while (kind != 0 && serve(kind, hooks_folder)) {
        kind = handover_wish(PARENT_FD);
    }
    /* The server goes when its couriers have finished. */
    while (wait(NULL) > 0) {
        /* one less */
    }
    _exit(0);
}
