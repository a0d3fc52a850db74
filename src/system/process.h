/* SPDX-License-Identifier: Apache-2.0 */
/* The process and its service manager: readiness notices (sd_notify's datagram protocol) and
 * sockets handed over at start (LISTEN_FDS). Without a manager both do nothing. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Sends "READY=1", "STOPPING=1", "RELOADING=1" or "STATUS=…" to the manager; false
 * when there is none or it did not take the notice. */
bool process_notify(const char *state);

/* Connects to the manager now, for notices from a process that may make no sockets any more. */
void process_notify_open(void);

/* Whether one process has started another, itself or by way of its children. */
enum kinship {
    KIN_UNRELATED = 's',
    KIN_DESCENDANT = 'd',
    KIN_UNSEEN = 'u', /* it is gone, or hidden from us */
};
enum kinship process_kinship(pid_t ancestor, pid_t pid);

/* Children whose parents end come to this process, so that they stay seen as descendants. */
void process_adopt(void);

/* How many listening sockets were handed over, beginning at descriptor 3; marks them close-on-exec
 * and forgets the environment, so ask once. 0 without a manager. */
int process_listen_fds(void);
