/* SPDX-License-Identifier: Apache-2.0 */
/* The process and its service manager: readiness notices (sd_notify's datagram protocol) and
 * sockets handed over at start (LISTEN_FDS). Without a manager both do nothing. */
#pragma once

#include <stdbool.h>

/* Sends "READY=1", "STOPPING=1", "RELOADING=1" or "STATUS=…" to the manager; false
 * when there is none or it did not take the notice. */
bool process_notify(const char *state);

/* Connects to the manager now, for notices from a process that may make no sockets any more. */
void process_notify_open(void);

/* How many listening sockets were handed over, beginning at descriptor 3; marks them close-on-exec
 * and forgets the environment, so ask once. 0 without a manager. */
int process_listen_fds(void);
