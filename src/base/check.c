/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

void check_failed(const char *what, const char *file, int line)
{
    /* Plain stdio: the logger itself may be what broke. */
    fprintf(stderr,
            "{\"level\":\"error\",\"message\":\"broken "
            "invariant\",\"check\":\"%s\",\"at\":\"%s:%d\"}\n",
            what, file, line);
    abort();
}
