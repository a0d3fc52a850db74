/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/totp.h"

#include <string.h>

#include "crypto/sha1.h"

#define STEP (30 * WHEN_SECOND)
#define WINDOW 1

int64_t totp_step_of(when now)
{
    return now.us / STEP;
}

str totp_code(struct arena *arena, struct secret secret, int64_t step)
{
    unsigned char counter[8];
    for (size_t i = 0; i < sizeof counter; i++) {
        counter[i] = (unsigned char)(step >> (56 - 8 * i));
    }
    unsigned char mac[SHA1_BYTES];
    hmac_sha1(secret_reveal(secret), (str){(const char *)counter, sizeof counter}, mac);
    size_t at = mac[SHA1_BYTES - 1] & 0x0F; /* RFC 4226, 5.3: dynamic truncation */
    uint32_t number = (uint32_t)(mac[at] & 0x7F) << 24 | (uint32_t)mac[at + 1] << 16 |
                      (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return str_printf(arena, "%06u", number % 1000000);
}

bool totp_matches(struct arena *arena, struct secret secret, str code, when now, int64_t after,
                  int64_t *out_step)
{
    bool found = false;
    int64_t present = totp_step_of(now);
    for (int64_t step = present - WINDOW; step <= present + WINDOW; step++) {
        bool same = str_eq_constant_time(code, totp_code(arena, secret, step));
        if (same && step > after) {
            found = true;
            *out_step = step;
        }
    }
    return found;
}
