/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include <string.h>

struct secret secret_copy(struct arena *arena, str s)
{
    return (struct secret){str_z(arena, s), s.len};
}

bool str_eq_constant_time(str a, str b)
{
    if (a.len != b.len) {
        return false;
    }
    volatile unsigned char differs = 0;
    for (size_t i = 0; i < a.len; i++) {
        differs = (unsigned char)(differs | ((unsigned char)a.ptr[i] ^ (unsigned char)b.ptr[i]));
    }
    return differs == 0;
}

bool secret_eq(struct secret a, struct secret b)
{
    return str_eq_constant_time(secret_reveal(a), secret_reveal(b));
}

void secret_wipe(struct secret *secret)
{
    if (secret->ptr != NULL) {
        explicit_bzero(secret->ptr, secret->len);
    }
    *secret = (struct secret){0};
}

str secret_reveal(struct secret secret)
{
    return (str){secret.ptr == NULL ? "" : secret.ptr, secret.len};
}
