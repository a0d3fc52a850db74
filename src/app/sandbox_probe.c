/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sandbox_probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/confine.h"
#include "app/sandbox_attempts.h"
#include "app/tree_probe.h"

/* Not 0: that is how a program ends which the child should not have become. */
#define STATUS_CLOSED 42
#define COMPLAINT_MEMORY ((size_t)64 * 1024)

/* In the child. What the parent holds open (a listener to reach for) was opened before. */
static bool try_all(const struct sandbox *sandbox, const struct probe *probe)
{
    int allowed = 0;
    size_t count = 0;
    const struct attempt *attempts = sandbox_attempts(&count);
    for (size_t i = 0; i < count; i++) {
        if (attempts[i].is_needed != NULL && attempts[i].is_needed(sandbox)) {
            printf("needed   %s: by the database's address\n", attempts[i].sentence);
            continue;
        }
        errno = 0;
        bool succeeded = attempts[i].succeeds(probe);
        int reason = errno;
        /* Another reason than these means that the kernel was willing. */
        bool refused = !succeeded && (reason == EPERM || reason == EACCES || reason == ENOSYS);
        printf("%s  %s: %s\n", refused ? "refused" : "ALLOWED", attempts[i].sentence,
               succeeded ? "done" : strerrordesc_np(reason));
        allowed += !refused;
    }
    return allowed == 0;
}

static bool enter_and_try(const struct sandbox *sandbox, const struct probe *probe)
{
    struct arena arena;
    arena_init(&arena, COMPLAINT_MEMORY);
    struct buf complaint = buf_in(&arena);
    bool entered = sandbox_close_files(sandbox, &complaint) == ERR_OK &&
                   sandbox_close_calls(sandbox, &complaint) == ERR_OK;
    if (!entered) {
        printf("ALLOWED  everything: %" STR_FMT, STR_ARG(buf_str(&complaint)));
    }
    bool closed = entered && try_all(sandbox, probe);
    arena_done(&arena);
    return closed;
}

static bool in_child(const struct sandbox *sandbox, const struct probe *probe)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        bool closed = enter_and_try(sandbox, probe);
        fflush(stdout);
        _exit(closed ? STATUS_CLOSED : 1);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == STATUS_CLOSED;
}

bool sandbox_probe(struct arena *arena, const struct settings *settings, const char *config,
                   struct buf *complaints)
{
    struct sandbox sandbox;
    struct probe probe;
    if (!settings->sandbox || !sandbox_is_available()) {
        buf_put(complaints, settings->sandbox ? STR("this build has a sanitizer and no sandbox\n")
                                              : STR("server.sandbox = no: there is none\n"));
        return false;
    }
    if (access(str_z(arena, settings->data_dir), R_OK | W_OK | X_OK) != 0) {
        buf_put(complaints, STR("there is no data directory yet; `kabinet serve` makes it\n"));
        return false;
    }
    if (confine_plan(arena, settings, config, &sandbox, complaints) != ERR_OK) {
        return false;
    }
    if (!probe_open(arena, settings->data_dir, &probe)) {
        buf_put(complaints, STR("the probe needs a loopback listener and a temporary file\n"));
        return false;
    }
    int landlock = sandbox_landlock();
    printf("Landlock %d%s\n", landlock,
           landlock == 0  ? ": this kernel cannot close the paths"
           : landlock < 4 ? ": this kernel knows no ports"
                          : "");
    bool closed = in_child(&sandbox, &probe);
    probe_close(&probe);
    closed = tree_probe(arena, settings, config) && closed;
    if (!closed) {
        buf_put(complaints, STR("the sandbox is not closed\n"));
    }
    return closed;
}
