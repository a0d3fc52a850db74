/* SPDX-License-Identifier: Apache-2.0 */
/* Which passwords are good enough. Length and what attackers try first decide, composition does
 * not; strength is told in words beside the field. A password is taken byte for byte: never
 * trimmed, cut or folded. */
#pragma once

#include <stdbool.h>

#include "base/secret.h"
#include "base/str.h"

#define PASSWORD_CHARS_MIN 12
#define PASSWORD_CHARS_MIN_SECOND_FACTOR 8

/* What an attacker would try first; empty slices are left out. */
struct password_context {
    str login, email, phone, name;
    str brand, host;    /* of the site */
    bool second_factor; /* is on for the account: a shorter password will do */
};

struct password_verdict {
    /* NULL = accepted; else required, password_short, too_long, cyrillic (letters of a Cyrillic
     * layout), password_characters (other than printable ASCII), password_personal,
     * password_common, password_weak (also one or two known words with little around them). */
    const char *code;
    int score; /* 0 trivial, 1 weak, 2 fair, 3 good, 4 strong */
};

struct password_verdict password_check(struct arena *arena, struct secret password,
                                       const struct password_context *context);
