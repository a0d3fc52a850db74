/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper of a courier: of a job it reads the time it may take, and passes the frame to its
 * worker, starts another worker when one dies or hangs, and answers for it. It ends when the server
 * closes its socket. */
#pragma once

#define PARENT_FD 3 /* where a child finds the server */

_Noreturn void keeper_run(void);
