/* SPDX-License-Identifier: Apache-2.0 */
/* The worker: reads jobs from its socket, does them one by one, writes outcomes, until the keeper
 * closes the socket. It works under resource limits and may crash: the keeper starts another. */
#pragma once

/* Never returns. */
_Noreturn void worker_run(int fd);
