/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sandbox_attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Closes a descriptor that should not have come to be; whether there was one. */
static bool opened(int fd)
{
    if (fd < 0) {
        return false;
    }
    close(fd);
    return true;
}

static bool start_program(const struct probe *probe)
{
    (void)probe;
    char *const arguments[] = {(char[]){"true"}, NULL};
    char *const environment[] = {NULL};
    return execve("/bin/true", arguments, environment) == 0;
}

static bool start_open_program(const struct probe *probe)
{
    char *const arguments[] = {(char[]){"true"}, NULL};
    char *const environment[] = {NULL};
    return execveat(probe->program_fd, "", arguments, environment, AT_EMPTY_PATH) == 0;
}

static bool make_child(const struct probe *probe)
{
    (void)probe;
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return child > 0 && waitpid(child, NULL, 0) == child;
}

static bool listen_anew(int family, const struct sockaddr *address, socklen_t len)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool listens = fd >= 0 && bind(fd, address, len) == 0 && listen(fd, 1) == 0;
    int reason = errno;
    (void)opened(fd);
    errno = reason;
    return listens;
}

static bool listen_tcp(const struct probe *probe)
{
    struct sockaddr_in any = probe->listener;
    any.sin_port = 0;
    return listen_anew(AF_INET, (const struct sockaddr *)&any, sizeof any);
}

static bool listen_again(const struct probe *probe)
{
    return listen(probe->listener_fd, 1) == 0;
}

static bool reach_out(const struct probe *probe)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = fd >= 0 && connect(fd, (const struct sockaddr *)&probe->listener,
                                        sizeof probe->listener) == 0;
    int reason = errno;
    (void)opened(fd);
    errno = reason;
    return connected;
}

static bool make_datagrams(const struct probe *probe)
{
    (void)probe;
    return opened(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static bool make_raw_socket(const struct probe *probe)
{
    (void)probe;
    return opened(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP));
}

static bool make_unix_socket(const struct probe *probe)
{
    (void)probe;
    return opened(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static bool read_outside(const struct probe *probe)
{
    return opened(open(probe->outside, O_RDONLY | O_CLOEXEC));
}

static bool read_root(const struct probe *probe)
{
    (void)probe;
    return opened(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static bool read_environment(const struct probe *probe)
{
    (void)probe;
    return opened(open("/proc/self/environ", O_RDONLY | O_CLOEXEC));
}

static bool write_outside(const struct probe *probe)
{
    return opened(open(probe->outside, O_WRONLY | O_CLOEXEC));
}

static bool write_hostname(const struct probe *probe)
{
    (void)probe;
    return opened(open("/etc/hostname", O_WRONLY | O_CLOEXEC));
}

static bool make_file(const struct probe *probe)
{
    return opened(open(probe->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) &&
           unlink(probe->beside) == 0;
}

static bool remove_file(const struct probe *probe)
{
    return unlink(probe->outside) == 0;
}

static bool link_file(const struct probe *probe)
{
    return symlink("/", probe->inside) == 0 && unlink(probe->inside) == 0;
}

static bool write_code(const struct probe *probe)
{
    (void)probe;
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && munmap(page, 4096) == 0;
}

static bool watch_parent(const struct probe *probe)
{
    (void)probe;
    return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0;
}

static bool signal_parent(const struct probe *probe)
{
    (void)probe;
    return kill(getppid(), 0) == 0;
}

static bool mount_folder(const struct probe *probe)
{
    (void)probe;
    return mount("none", "/nowhere", "tmpfs", 0, NULL) == 0;
}

static bool call(long number)
{
    return syscall(number, 0L, 0L, 0L, 0L, 0L) >= 0;
}

static bool make_namespace(const struct probe *probe)
{
    (void)probe;
    return call(SYS_unshare);
}

static bool use_keyring(const struct probe *probe)
{
    (void)probe;
    return call(SYS_keyctl);
}

static bool use_bpf(const struct probe *probe)
{
    (void)probe;
    return call(SYS_bpf);
}

static bool use_perf(const struct probe *probe)
{
    (void)probe;
    return call(SYS_perf_event_open);
}

static bool use_io_uring(const struct probe *probe)
{
    (void)probe;
    return call(SYS_io_uring_setup);
}

static bool load_module(const struct probe *probe)
{
    (void)probe;
    return syscall(SYS_finit_module, -1, "", 0) == 0;
}

static bool become_root(const struct probe *probe)
{
    (void)probe;
    return syscall(SYS_setuid, 0) == 0;
}

static bool raise_limits(const struct probe *probe)
{
    (void)probe;
    const uint64_t same[2] = {UINT64_MAX, UINT64_MAX};
    return syscall(SYS_prlimit64, 0, 4 /* RLIMIT_CORE */, same, NULL) == 0;
}

static bool by_tcp(const struct sandbox *sandbox)
{
    return sandbox->tcp && sandbox->port_count == 0;
}

static bool by_name(const struct sandbox *sandbox)
{
    return sandbox->names;
}

static bool by_socket_file(const struct sandbox *sandbox)
{
    return sandbox->unix_sockets;
}

const struct attempt *sandbox_attempts(size_t *out_count)
{
    static const struct attempt all[] = {
        {"start a program", start_program, NULL},
        {"start a program that is open already", start_open_program, NULL},
        {"make a child process", make_child, NULL},
        {"listen on a new port", listen_tcp, NULL},
        {"listen anew on a socket it has", listen_again, NULL},
        {"connect to another server", reach_out, by_tcp},
        {"make a datagram socket", make_datagrams, by_name},
        {"make a raw socket", make_raw_socket, NULL},
        {"make a socket to other processes", make_unix_socket, by_socket_file},
        {"read a file outside the data directory", read_outside, NULL},
        {"read the root directory", read_root, NULL},
        {"read the environment from /proc", read_environment, NULL},
        {"write to a file outside the data directory", write_outside, NULL},
        {"write to /etc/hostname", write_hostname, NULL},
        {"make a file outside the data directory", make_file, NULL},
        {"remove a file outside the data directory", remove_file, NULL},
        {"make a link out of the data directory", link_file, NULL},
        {"make memory for code", write_code, by_name},
        {"watch another process", watch_parent, NULL},
        {"signal another process", signal_parent, NULL},
        {"mount", mount_folder, NULL},
        {"make a namespace", make_namespace, NULL},
        {"use the kernel's keyring", use_keyring, NULL},
        {"use bpf", use_bpf, NULL},
        {"use perf events", use_perf, NULL},
        {"use io_uring", use_io_uring, NULL},
        {"load a module", load_module, NULL},
        {"become root", become_root, NULL},
        {"change its limits", raise_limits, NULL},
    };
    *out_count = ARRAY_LEN(all);
    return all;
}

static bool open_listener(struct probe *probe)
{
    socklen_t len = sizeof probe->listener;
    probe->listener = (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    struct sockaddr *address = (struct sockaddr *)&probe->listener;
    probe->listener_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return probe->listener_fd >= 0 && bind(probe->listener_fd, address, len) == 0 &&
           listen(probe->listener_fd, 1) == 0 &&
           getsockname(probe->listener_fd, address, &len) == 0;
}

bool probe_open(struct arena *arena, str data_dir, struct probe *out)
{
    *out =
        (struct probe){.listener_fd = -1, .program_fd = -1, .outside = "/tmp/kabinet-probe-XXXXXX"};
    int fd = mkostemp(out->outside, O_CLOEXEC);
    if (!opened(fd)) {
        return false;
    }
    snprintf(out->beside, sizeof out->beside, "%s-new", out->outside);
    out->inside = str_z(
        arena, str_printf(arena, "%" STR_FMT "/.probe-%ld", STR_ARG(data_dir), (long)getpid()));
    out->program_fd = open("/bin/true", O_PATH | O_CLOEXEC);
    if (out->program_fd < 0 || !open_listener(out)) {
        probe_close(out);
        return false;
    }
    return true;
}

void probe_close(struct probe *probe)
{
    (void)opened(probe->listener_fd);
    (void)opened(probe->program_fd);
    (void)unlink(probe->outside);
}
