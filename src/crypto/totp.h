/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of an authenticator app: TOTP (RFC 6238) as every app knows it, HMAC-SHA-1, six digits, a
 * step of 30 seconds. The code of the step before and after is taken too, because phones' clocks
 * differ; who calls keeps the last step that was accepted, and none at or before it is again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/when.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_DIGITS 6

/* The step a moment lies in. */
int64_t totp_step_of(when now);

/* The code of a step, TOTP_DIGITS digits in the arena. */
str totp_code(struct arena *arena, struct secret secret, int64_t step);

/* True when code is that of the present step or of one beside it, and later than after; *out_step
 * tells which. Every candidate is computed and compared in the same time. */
bool totp_matches(struct arena *arena, struct secret secret, str code, when now, int64_t after,
                  int64_t *out_step);
