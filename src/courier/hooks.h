/* SPDX-License-Identifier: Apache-2.0 */
/* The runner of hooks: programs of one folder, which was named before the server began to serve.
 * A hook is a plain file of that folder that its owner or root alone may change. It gets no
 * arguments, no environment but PATH, no descriptors but its own three, no new privileges, and
 * bounds on time, processor, memory and output. When its time is over, when the server goes, and
 * when it ends by itself, everything it started is killed, even what left its process group. */
#pragma once

/* Does one run after another (courier/hook.h) for the server at PARENT_FD. */
_Noreturn void hooks_run(const char *folder);
