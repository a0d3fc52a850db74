/* SPDX-License-Identifier: Apache-2.0 */
/* What a thread's work has cost in time of processors, with what other threads did for it while it
 * waited: a hash, a transaction on the writer's connection. So whoever measures a request measures
 * all of it, and does not know which threads there are. What a database server or a child does is
 * not in it. */
#pragma once

#include <stdint.h>

/* Of this thread since it began, with what was done for it, in microseconds. */
int64_t thread_time_us(void);

/* Another thread worked so long for this one. */
void thread_time_add(int64_t us);
