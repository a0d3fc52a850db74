/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "courier/confine.h"
#include "courier/frame.h"
#include "courier/keeper.h"

#define PROBE_MEMORY ((size_t)256 << 10)

static const char *data_dir = "";

static bool opened(int fd)
{
    int reason = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = reason;
    return fd >= 0;
}

static bool read_in_data(const char *name)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", data_dir, name);
    return opened(open(path, O_RDONLY | O_CLOEXEC));
}

static bool read_key(void)
{
    return read_in_data("secret.key");
}

static bool read_database(void)
{
    return read_in_data("kabinet.db");
}

static bool read_settings(void)
{
    return confine_reads_hidden();
}

static bool list_data(void)
{
    return opened(open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static bool trace_parent(void)
{
    bool traced = ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
    if (traced) {
        (void)waitpid(getppid(), NULL, 0);
        (void)ptrace(PTRACE_DETACH, getppid(), NULL, NULL);
    }
    return traced;
}

static bool read_memory(void)
{
    char byte = 0;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    return process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1;
}

static bool mount_something(void)
{
    return mount("none", "/mnt", "tmpfs", 0, NULL) == 0 && umount("/mnt") == 0;
}

static bool leave_namespace(void)
{
    return unshare(CLONE_NEWUSER) == 0;
}

static bool start_program(void)
{
    char *const arguments[] = {(char[]){"true"}, NULL};
    return execve("/bin/true", arguments, arguments + 1) == 0;
}

static bool make_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return child > 0 && waitpid(child, NULL, 0) == child;
}

static bool reach_socket_file(void)
{
    return opened(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static bool listen_anew(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool listens =
        fd >= 0 && bind(fd, (const struct sockaddr *)&any, sizeof any) == 0 && listen(fd, 1) == 0;
    (void)opened(fd);
    return listens;
}

static bool signal_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static bool write_file(void)
{
    char path[] = "/tmp/kabinet-probe-XXXXXX";
    snprintf(path, sizeof path, "/tmp/kabinet-%ld", (long)getpid());
    bool made = opened(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (made) {
        (void)unlink(path);
    }
    return made;
}

static const struct {
    const char *sentence;
    bool (*succeeds)(void); /* else errno tells why not */
    bool of_hooks;          /* not even a hook may */
} attempts[] = {
    {"read the key", read_key, true},
    {"read the database file", read_database, true},
    {"list the data directory", list_data, true},
    {"read the settings file and secrets", read_settings, true},
    {"trace another process", trace_parent, true},
    {"read another process's memory", read_memory, true},
    {"mount a file system", mount_something, true},
    {"enter a new namespace", leave_namespace, true},
    {"start a program", start_program, false},
    {"make a child", make_child, false},
    {"reach socket files", reach_socket_file, false},
    {"listen", listen_anew, false},
    {"send a signal", signal_parent, false},
    {"write a file", write_file, false},
};

static void try_all(struct buf *out, bool of_hooks)
{
    const char *who = of_hooks ? "hook" : "worker";
    for (size_t i = 0; i < ARRAY_LEN(attempts); i++) {
        if (of_hooks && !attempts[i].of_hooks) {
            continue;
        }
        errno = 0;
        bool succeeded = attempts[i].succeeds();
        int reason = errno;
        bool refused = !succeeded && (reason == EPERM || reason == EACCES || reason == ENOSYS ||
                                      reason == ENOENT); /* on PostgreSQL there is no such file */
        buf_printf(out, "%s  %s: %s: %s\n", refused ? "refused" : "ALLOWED", who,
                   attempts[i].sentence, succeeded ? "done" : strerrordesc_np(reason));
    }
}

_Noreturn void probe_run(bool of_hooks)
{
    struct arena arena;
    str path = {0};
    arena_init(&arena, PROBE_MEMORY);
    struct buf out = buf_in(&arena);
    if (!(of_hooks ? confine_hook() : confine_worker())) {
        _exit(1);
    }
    if (frame_read(PARENT_FD, &arena, 0, &path) == FRAME_OK) {
        data_dir = str_z(&arena, path);
        try_all(&out, of_hooks);
        (void)!frame_write(PARENT_FD, buf_str(&out), 0);
    }
    _exit(0);
}
