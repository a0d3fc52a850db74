/* SPDX-License-Identifier: Apache-2.0 */
/* The ALTCHA v2 challenge in its deterministic mode, PBKDF2/SHA-256: the server draws a secret
 * number, derives a key from it, and shows half of the key; whoever finds the number by trying
 * shows the rest. Judging is one HMAC. Pure: no clock, no database. Private to the room. */
#pragma once

#include <stdint.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/when.h"
#include "features/captcha/captcha.h"

struct altcha_work {
    uint32_t rounds;                   /* of PBKDF2 for one try */
    uint32_t counter_min, counter_max; /* bounds of the secret number: tries needed */
};

struct altcha_work altcha_work_of(enum captcha_risk risk, bool cheap);

/* The challenge as the JSON the widget takes. scope is short lower-case ASCII. */
str altcha_challenge(struct arena *arena, struct secret key, str scope, struct altcha_work work,
                     when expires_at);

struct altcha_proof {
    str nonce; /* 32 hexadecimal digits: counts once */
    str scope;
    when expires_at;
};

/* Judges the form's field: a proof in date, of ours, solved. Fills *out only when it is
 * CAPTCHA_PASSED. Whether it was used before, the caller asks the database. */
enum captcha_result altcha_check(struct arena *arena, struct secret key, str payload, when now,
                                 struct altcha_proof *out);
