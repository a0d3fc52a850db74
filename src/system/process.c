/* SPDX-License-Identifier: Apache-2.0 */
#include "system/process.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

static int notices = -1; /* connected by process_notify_open */

static int notices_connected(void)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t len = path == NULL ? 0 : strlen(path);
    if (len < 2 || len >= sizeof to.sun_path || (path[0] != '/' && path[0] != '@')) {
        return -1;
    }
    memcpy(to.sun_path, path, len);
    if (to.sun_path[0] == '@') {
        to.sun_path[0] = '\0'; /* an abstract socket */
    }
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t to_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, to_len) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

void process_notify_open(void)
{
    if (notices < 0) {
        notices = notices_connected();
    }
}

bool process_notify(const char *state)
{
    int fd = notices >= 0 ? notices : notices_connected();
    if (fd < 0) {
        return false;
    }
    size_t size = strlen(state);
    ssize_t sent = send(fd, state, size, MSG_NOSIGNAL);
    if (fd != notices) {
        close(fd);
    }
    return sent == (ssize_t)size;
}

/* A whole non-negative number from the environment, 0 when absent or anything else. */
static long long env_number(const char *name)
{
    int64_t n = 0;
    if (!str_to_i64(str_from_z(getenv(name)), &n) || n < 0) {
        return 0;
    }
    return n;
}

/* A variable meant for another process (it was inherited) does not count. */
static bool meant_for_us(const char *pid_name)
{
    return env_number(pid_name) == (long long)getpid();
}

int process_listen_fds(void)
{
    long long count = meant_for_us("LISTEN_PID") ? env_number("LISTEN_FDS") : 0;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    if (count > 16) {
        return 0;
    }
    for (int fd = 3; fd < 3 + (int)count; fd++) {
        if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
            return 0;
        }
    }
    return (int)count;
}

/* The parent's number from /proc/PID/stat; -1 when it cannot be seen. The name in it may hold
 * anything: what follows its last bracket counts. */
static pid_t parent_of(pid_t pid)
{
    char path[64];
    char text[512];
    int parent = -1;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) {
        close(fd);
    }
    if (got <= 0) {
        return -1;
    }
    text[got] = '\0';
    const char *after = strrchr(text, ')');
    return after != NULL && sscanf(after, ") %*c %d", &parent) == 1 ? parent : -1;
}

#define GENERATIONS_MAX 64

enum kinship process_kinship(pid_t ancestor, pid_t pid)
{
    if (pid <= 0) {
        return KIN_UNRELATED; /* of another container */
    }
    pid_t parent = parent_of(pid);
    if (parent < 0) {
        return KIN_UNSEEN;
    }
    for (int i = 0; i < GENERATIONS_MAX && parent > 0; i++) {
        if (parent == ancestor) {
            return KIN_DESCENDANT;
        }
        parent = parent_of(parent);
    }
    return parent > 0 ? KIN_DESCENDANT : KIN_UNRELATED; /* nobody honest hides that deep */
}

void process_adopt(void)
{
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}
