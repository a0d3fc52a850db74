/* SPDX-License-Identifier: Apache-2.0 */
/* CHECK states an invariant of ours, also in release builds: when it fails the process says where
 * and ends, and the service manager starts it again. It is never a way to refuse input. */
#pragma once

#include "base/attr.h"

NORETURN void check_failed(const char *what, const char *file, int line);

#define CHECK(x)                                                                                   \
    do {                                                                                           \
        if (!(x)) {                                                                                \
            check_failed(#x, __FILE__, __LINE__);                                                  \
        }                                                                                          \
    } while (0)
