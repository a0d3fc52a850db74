/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures with a time, as Stripe and our sandbox send them: "t=SECONDS,v1=HEX", where HEX is
 * HMAC-SHA-256 over SECONDS, a point and the body. While a secret is changed there are two of them,
 * and several v1; one that fits is enough. */
#pragma once

#include "base/secret.h"
#include "features/payments/provider.h"

#define SIGNATURE_TOLERANCE_S 300

/* NULL when it is genuine and fresh, else "no_signature", "bad_signature" or "stale_signature".
 * secrets: one or more, separated by commas. Compares in constant time. */
const char *timed_signature_fault(struct arena *arena, struct secret secrets,
                                  const struct notice_proof *proof);

/* The header for a body, made with the first secret. */
str timed_signature(struct arena *arena, struct secret secrets, str body, when now);
