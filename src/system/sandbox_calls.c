/* SPDX-License-Identifier: Apache-2.0 */
/* System calls: a list of what a server at work does; all else is refused. A call the kernel grew
 * after this list was written is "not implemented", on which the C library falls back. */
#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "system/sandbox_private.h"

const int sandbox_allowed[] = {
    /* files */
    SCMP_SYS(access),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(fadvise64),
    SCMP_SYS(fallocate),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchown),
    SCMP_SYS(fcntl),
    SCMP_SYS(fdatasync),
    SCMP_SYS(flock),
    SCMP_SYS(fstat),
    SCMP_SYS(fstatfs),
    SCMP_SYS(fsync),
    SCMP_SYS(ftruncate),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(lseek),
    SCMP_SYS(lstat),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(pread64),
    SCMP_SYS(preadv),
    SCMP_SYS(pwrite64),
    SCMP_SYS(pwritev),
    SCMP_SYS(read),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(readv),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(rmdir),
    SCMP_SYS(stat),
    SCMP_SYS(statfs),
    SCMP_SYS(statx),
    SCMP_SYS(umask),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    /* memory */
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(mlock),
    SCMP_SYS(mlock2),
    SCMP_SYS(mremap),
    SCMP_SYS(munlock),
    SCMP_SYS(munmap),
    /* threads and their signals */
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(futex),
    SCMP_SYS(get_robust_list),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(getpriority),
    SCMP_SYS(gettid),
    SCMP_SYS(membarrier),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_getscheduler),
    SCMP_SYS(sched_yield),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(setpriority),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(tgkill),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    /* time and events */
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(nanosleep),
    SCMP_SYS(pipe2),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(pselect6),
    SCMP_SYS(select),
    SCMP_SYS(time),
    /* connections that are there already, or come in */
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
    /* questions */
    SCMP_SYS(getegid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(getuid),
    SCMP_SYS(sysinfo),
    SCMP_SYS(times),
    SCMP_SYS(uname),
};

const size_t sandbox_allowed_count = ARRAY_LEN(sandbox_allowed);

/* Known and meant to be refused, so that who tries is told so instead of looking for another way.
 */
const int sandbox_forbidden[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(socketpair),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kcmp),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchownat),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(memfd_create),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setreuid),
    SCMP_SYS(setregid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(setfsuid),
    SCMP_SYS(setfsgid),
    SCMP_SYS(capset),
    SCMP_SYS(personality),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
};

const size_t sandbox_forbidden_count = ARRAY_LEN(sandbox_forbidden);

void sandbox_put(struct sandbox_filter *filter, uint32_t action, int call, size_t count,
                 const struct scmp_arg_cmp *conditions)
{
    int result = seccomp_rule_add_array(filter->rules, action, call, (unsigned)count, conditions);
    filter->failure = filter->failure == 0 ? result : filter->failure;
}

struct scmp_arg_cmp sandbox_bits(unsigned argument, uint64_t mask, uint64_t value)
{
    return (struct scmp_arg_cmp){
        .arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
}

/* Allowed when the argument has those bits as in value. */
void sandbox_put_if(struct sandbox_filter *filter, int call, unsigned argument, uint64_t mask,
                    uint64_t value)
{
    struct scmp_arg_cmp condition = sandbox_bits(argument, mask, value);
    sandbox_put(filter, SCMP_ACT_ALLOW, call, 1, &condition);
}

static void put_threads(struct sandbox_filter *filter)
{
    struct scmp_arg_cmp is_child = sandbox_bits(0, CLONE_THREAD, 0);
    sandbox_put_if(filter, SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD);
    sandbox_put(filter, SANDBOX_REFUSED, SCMP_SYS(clone), 1, &is_child);
    sandbox_put_if(filter, SCMP_SYS(prctl), 0, UINT64_MAX, PR_SET_NAME);
    sandbox_put_if(filter, SCMP_SYS(prlimit64), 2, UINT64_MAX, 0); /* to ask, not to set */
}

static void put_memory(struct sandbox_filter *filter, const struct sandbox *sandbox)
{
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        if (sandbox->names) {
            sandbox_put(filter, SCMP_ACT_ALLOW, calls[i], 0, NULL);
        } else {
            sandbox_put_if(filter, calls[i], 2, PROT_EXEC, 0);
        }
    }
}

static void put_socket(struct sandbox_filter *filter, int family, int type)
{
    struct scmp_arg_cmp both[] = {
        sandbox_bits(0, UINT64_MAX, (uint64_t)family),
        sandbox_bits(1, 0xf, (uint64_t)type),
    };
    sandbox_put(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), ARRAY_LEN(both), both);
}

static void put_connections(struct sandbox_filter *filter, const struct sandbox *sandbox)
{
    sandbox_put_if(filter, SCMP_SYS(sendto), 4, UINT64_MAX, 0); /* to where it is connected */
    if (!sandbox->unix_sockets && !sandbox->tcp) {
        sandbox_put(filter, SANDBOX_REFUSED, SCMP_SYS(socket), 0, NULL);
        sandbox_put(filter, SANDBOX_REFUSED, SCMP_SYS(connect), 0, NULL);
        return;
    }
    sandbox_put(filter, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0, NULL);
    if (sandbox->unix_sockets) {
        put_socket(filter, AF_UNIX, SOCK_STREAM);
    }
    if (sandbox->tcp) {
        put_socket(filter, AF_INET, SOCK_STREAM);
        put_socket(filter, AF_INET6, SOCK_STREAM);
    }
    if (sandbox->names) {
        put_socket(filter, AF_INET, SOCK_DGRAM);
        put_socket(filter, AF_INET6, SOCK_DGRAM);
        sandbox_put(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendmmsg), 0, NULL);
    }
}

static void put_all(struct sandbox_filter *filter, const struct sandbox *sandbox)
{
    for (size_t i = 0; i < sandbox_allowed_count; i++) {
        sandbox_put(filter, SCMP_ACT_ALLOW, sandbox_allowed[i], 0, NULL);
    }
    for (size_t i = 0; i < sandbox_forbidden_count; i++) {
        sandbox_put(filter, SANDBOX_REFUSED, sandbox_forbidden[i], 0, NULL);
    }
    sandbox_put_if(filter, SCMP_SYS(ioctl), 1, UINT32_MAX, FIONBIO);
    sandbox_put_if(filter, SCMP_SYS(ioctl), 1, UINT32_MAX, FIONREAD);
    sandbox_put_if(filter, SCMP_SYS(ioctl), 1, UINT32_MAX, FIOCLEX);
    put_threads(filter);
    put_memory(filter, sandbox);
    put_connections(filter, sandbox);
}

static err refuse(int failure, struct buf *complaint)
{
    buf_printf(complaint, "sandbox: seccomp: %s; server.sandbox = no starts without it\n",
               strerrordesc_np(failure));
    return ERR_INTERNAL;
}

err sandbox_filter_open(struct sandbox_filter *filter, uint32_t otherwise, struct buf *complaint)
{
    *filter = (struct sandbox_filter){.rules = seccomp_init(otherwise)};
    return filter->rules == NULL ? refuse(ENOMEM, complaint) : ERR_OK;
}

err sandbox_filter_load(struct sandbox_filter *filter, struct buf *complaint)
{
    if (filter->failure == 0) {
        filter->failure = seccomp_attr_set(filter->rules, SCMP_FLTATR_CTL_TSYNC, 1);
    }
    if (filter->failure == 0) {
        filter->failure = seccomp_load(filter->rules);
    }
    seccomp_release(filter->rules);
    return filter->failure == 0 ? ERR_OK : refuse(-filter->failure, complaint);
}

err sandbox_close_rings(struct buf *complaint)
{
    struct sandbox_filter filter;
    err e = sandbox_filter_open(&filter, SCMP_ACT_ALLOW, complaint);
    if (e != ERR_OK) {
        return e;
    }
    sandbox_put(&filter, SANDBOX_REFUSED, SCMP_SYS(io_uring_setup), 0, NULL);
    return sandbox_filter_load(&filter, complaint);
}

err sandbox_close_calls(const struct sandbox *sandbox, struct buf *complaint)
{
    struct sandbox_filter filter;
    err e = sandbox_filter_open(&filter, SCMP_ACT_ERRNO(ENOSYS), complaint);
    if (e != ERR_OK) {
        return e;
    }
    put_all(&filter, sandbox);
    return sandbox_filter_load(&filter, complaint);
}
