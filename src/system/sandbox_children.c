/* SPDX-License-Identifier: Apache-2.0 */
/* System calls of the server's children. */
#include <linux/sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "system/sandbox_private.h"

#define NAMESPACES                                                                                 \
    ((uint64_t)CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |       \
     CLONE_NEWPID | CLONE_NEWNET)

/* What couriers do beyond the server: children of their own, connections to anywhere, libraries
 * that are loaded when they are needed, and the locks they put on themselves. */
static const int of_couriers[] = {
    SCMP_SYS(bind), /* the C library's netlink socket; a port of TCP is Landlock's to refuse */
    SCMP_SYS(capget),
    SCMP_SYS(clone),
    SCMP_SYS(connect),
    SCMP_SYS(fork),
    SCMP_SYS(getgroups),
    SCMP_SYS(getpgrp),
    SCMP_SYS(getresgid),
    SCMP_SYS(getresuid),
    SCMP_SYS(kill),
    SCMP_SYS(landlock_add_rule),
    SCMP_SYS(landlock_create_ruleset),
    SCMP_SYS(landlock_restrict_self),
    SCMP_SYS(mmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(pipe),
    SCMP_SYS(prctl),
    SCMP_SYS(prlimit64),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(seccomp),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(setrlimit),
    SCMP_SYS(vfork),
};

/* What a worker has left of it. */
static const int not_of_workers[] = {
    SCMP_SYS(fork),  SCMP_SYS(vfork), SCMP_SYS(kill),   SCMP_SYS(tkill),
    SCMP_SYS(prctl), SCMP_SYS(wait4), SCMP_SYS(waitid), SCMP_SYS(setrlimit),
};

/* The kernel's workshop: nothing a script needs, and the way into other processes. */
static const int not_of_hooks[] = {
    SCMP_SYS(add_key),
    SCMP_SYS(adjtimex),
    SCMP_SYS(bpf),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(clock_settime),
    SCMP_SYS(delete_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsopen),
    SCMP_SYS(init_module),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(ioperm),
    SCMP_SYS(iopl),
    SCMP_SYS(kcmp),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(kexec_load),
    SCMP_SYS(keyctl),
    SCMP_SYS(mount),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(open_tree),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pivot_root),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(ptrace),
    SCMP_SYS(reboot),
    SCMP_SYS(request_key),
    SCMP_SYS(setdomainname),
    SCMP_SYS(sethostname),
    SCMP_SYS(setns),
    SCMP_SYS(settimeofday),
    SCMP_SYS(swapoff),
    SCMP_SYS(swapon),
    SCMP_SYS(umount2),
    SCMP_SYS(unshare),
    SCMP_SYS(userfaultfd),
};

static bool is_of_couriers(int call)
{
    for (size_t i = 0; i < ARRAY_LEN(of_couriers); i++) {
        if (of_couriers[i] == call) {
            return true;
        }
    }
    return false;
}

static void put_socket(struct sandbox_filter *filter, int call, int family, int type)
{
    struct scmp_arg_cmp both[] = {
        sandbox_bits(0, UINT64_MAX, (uint64_t)family),
        sandbox_bits(1, 0xf, (uint64_t)type),
    };
    sandbox_put(filter, SCMP_ACT_ALLOW, call, ARRAY_LEN(both), both);
}

/* No socket file can be reached: one of that family comes in pairs only. */
static void put_sockets(struct sandbox_filter *filter)
{
    put_socket(filter, SCMP_SYS(socketpair), AF_UNIX, SOCK_STREAM);
    put_socket(filter, SCMP_SYS(socket), AF_INET, SOCK_STREAM);
    put_socket(filter, SCMP_SYS(socket), AF_INET6, SOCK_STREAM);
    put_socket(filter, SCMP_SYS(socket), AF_INET, SOCK_DGRAM);
    put_socket(filter, SCMP_SYS(socket), AF_INET6, SOCK_DGRAM);
    put_socket(filter, SCMP_SYS(socket), AF_NETLINK, SOCK_RAW);
}

static void put_couriers(struct sandbox_filter *filter)
{
    for (size_t i = 0; i < sandbox_allowed_count; i++) {
        sandbox_put(filter, SCMP_ACT_ALLOW, sandbox_allowed[i], 0, NULL);
    }
    for (size_t i = 0; i < ARRAY_LEN(of_couriers); i++) {
        if (of_couriers[i] != SCMP_SYS(clone)) {
            sandbox_put(filter, SCMP_ACT_ALLOW, of_couriers[i], 0, NULL);
        }
    }
    for (size_t i = 0; i < sandbox_forbidden_count; i++) {
        if (!is_of_couriers(sandbox_forbidden[i]) && sandbox_forbidden[i] != SCMP_SYS(socketpair)) {
            sandbox_put(filter, SANDBOX_REFUSED, sandbox_forbidden[i], 0, NULL);
        }
    }
    sandbox_put_if(filter, SCMP_SYS(clone), 0, NAMESPACES, 0);
    sandbox_put_if(filter, SCMP_SYS(ioctl), 1, UINT32_MAX, FIONBIO);
    sandbox_put_if(filter, SCMP_SYS(ioctl), 1, UINT32_MAX, FIONREAD);
    put_sockets(filter);
}

static void put_refusals(struct sandbox_filter *filter, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sandbox_put(filter, SANDBOX_REFUSED, calls[i], 0, NULL);
    }
}

static void put_worker(struct sandbox_filter *filter)
{
    struct scmp_arg_cmp is_child = sandbox_bits(0, CLONE_THREAD, 0);
    put_refusals(filter, not_of_workers, ARRAY_LEN(not_of_workers));
    sandbox_put(filter, SANDBOX_REFUSED, SCMP_SYS(clone), 1, &is_child);
}

static void put_hooks(struct sandbox_filter *filter)
{
    put_refusals(filter, not_of_hooks, ARRAY_LEN(not_of_hooks));
    /* Its flags stand in memory; without it the C library takes the older call. */
    sandbox_put(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);
    for (unsigned bit = 0; bit < 32; bit++) {
        uint64_t flag = UINT64_C(1) << bit;
        if ((NAMESPACES & flag) != 0) {
            struct scmp_arg_cmp has = sandbox_bits(0, flag, flag);
            sandbox_put(filter, SANDBOX_REFUSED, SCMP_SYS(clone), 1, &has);
        }
    }
}

err sandbox_close_calls_of(enum sandbox_role role, struct buf *complaint)
{
    struct sandbox_filter filter;
    uint32_t otherwise = role == SANDBOX_OF_COURIERS ? SCMP_ACT_ERRNO(ENOSYS) : SCMP_ACT_ALLOW;
    err e = sandbox_filter_open(&filter, otherwise, complaint);
    if (e != ERR_OK) {
        return e;
    }
    switch (role) {
    case SANDBOX_OF_COURIERS:
        put_couriers(&filter);
        break;
    case SANDBOX_OF_WORKER:
        put_worker(&filter);
        break;
    case SANDBOX_OF_HOOKS:
        put_hooks(&filter);
        break;
    }
    return sandbox_filter_load(&filter, complaint);
}
