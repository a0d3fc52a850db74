/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the room. Private to it. */
#pragma once

#include <stdbool.h>

#include "db/db.h"
#include "base/when.h"

/* *out_counts tells whether the answer counts: a proof does once, a picture until it is solved or
 * tries are used up. */
MUST_CHECK err captcha_store_proof(struct db *tx, struct arena *arena, str nonce, when expires_at,
                                   bool *out_counts);
MUST_CHECK err captcha_store_try(struct db *tx, struct arena *arena, str nonce, when expires_at,
                                 bool correct, bool *out_counts);
