/* SPDX-License-Identifier: Apache-2.0 */
/* Tries, in the place of a worker or of a hook, what neither may be able to do. One frame comes in,
 * the path of the data directory; one goes out, a line for each attempt: "refused  …" or
 * "ALLOWED  …". What would succeed does no harm. */
#pragma once

#include <stdbool.h>

_Noreturn void probe_run(bool of_hooks);
