/* SPDX-License-Identifier: Apache-2.0 */
/* What llhttp alone reads in the bytes of a connection: a second opinion on where messages end and
 * what they contain. Apart from everything of ours, because the names of methods would clash. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct opinion {
    char content[65536]; /* of all bodies, one behind the other */
    size_t len;
    int messages; /* complete ones */
};

/* False when llhttp refuses; out then holds what came before. */
bool opinion_read(const char *data, size_t len, struct opinion *out);
