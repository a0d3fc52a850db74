/* SPDX-License-Identifier: Apache-2.0 */
/* Takes from this process, for good, what a server at work does not need. Two steps, because files
 * are refused thread by thread and calls to all threads at once:
 *
 *   sandbox_close_files  while there is one thread: no new privileges, no capabilities, and, by
 *                        Landlock, no path but those named, no TCP but to the ports named
 *   sandbox_close_calls  after the last listener: by seccomp, no other program, no child, no
 *                        listener, no connection but of the kinds named, none of the kernel's
 *                        workshop (ptrace, mount, keys, modules, bpf, io_uring, ...)
 *
 * Nothing here looks at what is open already: descriptors stay as they are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#define SANDBOX_PATHS_MAX 40
#define SANDBOX_PORTS_MAX 8
#define SANDBOX_HIDDEN_MAX 72

struct sandbox {
    const char *writable; /* the one directory where files are made, changed and removed; or NULL */
    const char
        *readable[SANDBOX_PATHS_MAX]; /* directories and files; absent ones are passed over */
    size_t readable_count;
    /* Of those who start programs: where programs are read and run, and where all may be done. */
    const char *programs[SANDBOX_PORTS_MAX];
    size_t program_count;
    const char *changeable[SANDBOX_PATHS_MAX];
    size_t changeable_count;
    const char *opened; /* a directory of programs though it is hidden; NULL or "": none */
    const char *hidden[SANDBOX_HIDDEN_MAX]; /* real paths left out of all directories above them */
    size_t hidden_count;
    const char *visited[SANDBOX_PORTS_MAX]; /* directories of socket files to connect to */
    size_t visited_count;
    bool unix_sockets; /* may connect to socket files */
    bool tcp;          /* may connect to ports, any when none is named */
    bool any_network;  /* nothing of the network is taken away */
    uint16_t ports[SANDBOX_PORTS_MAX];
    size_t port_count;
    bool names; /* may resolve host names: UDP, and code loaded by the C library for it */
};

/* False in builds with a sanitizer, which needs what is taken away. */
bool sandbox_is_available(void);

/* The kernel's Landlock: 0 = none; from 4 on it knows TCP ports. */
int sandbox_landlock(void);

/* ERR_INTERNAL with a line in complaint when the kernel refuses; a kernel without Landlock is no
 * error. Root keeps one capability, to pass file modes, and a warning is logged, when the writable
 * or a visited directory cannot be reached without. */
err sandbox_close_files(const struct sandbox *sandbox, struct buf *complaint) MUST_CHECK;

/* Before the first event loop: no io_uring can be set up. Newer libuv (Debian 13) opens one for
 * each loop, would be refused its use by sandbox_close_calls, and ends the process then; without
 * one it does what older ones do. ERR_INTERNAL as below. */
err sandbox_close_rings(struct buf *complaint) MUST_CHECK;

/* ERR_INTERNAL with a line in complaint when the kernel refuses. */
err sandbox_close_calls(const struct sandbox *sandbox, struct buf *complaint) MUST_CHECK;

/* Children of the server. What a process closes is closed for its children, too; a worker closes
 * more on top of what its parents did. */
enum sandbox_role {
    SANDBOX_OF_COURIERS, /* makes children and connections; starts no program, listens nowhere */
    SANDBOX_OF_WORKER,   /* makes connections; no child, no signal */
    SANDBOX_OF_HOOKS,    /* starts programs, of which nobody knows what they do: all but the
                          * kernel's workshop */
};
err sandbox_close_calls_of(enum sandbox_role role, struct buf *complaint) MUST_CHECK;
