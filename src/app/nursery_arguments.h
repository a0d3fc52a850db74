/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of a nursery: what it and its children may read and write, and whom they are.
 * Private to app/nursery. */
#pragma once

#include "app/nursery.h"

/* NULL-terminated, all in the heap. An empty folder of hooks: for couriers. */
char **nursery_arguments(const struct nursery_options *options, str hooks_folder);
