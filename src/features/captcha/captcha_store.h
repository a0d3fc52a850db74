/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the room. Private to it. */
#pragma once

#include <stdbool.h>

#include "db/db.h"
#include "base/when.h"

/* One answer to a challenge. */
struct captcha_try {
    str nonce;
    when expires_at;
    bool correct;
    str call; /* a keyed call whose repetition counts as well, or empty */
};

/* *out_counts tells whether the answer counts: a proof does for one call, a picture until it is
 * solved by another call or tries are used up. */
MUST_CHECK err captcha_store_proof(struct db *tx, struct arena *arena,
                                   const struct captcha_try *attempt, bool *out_counts);
MUST_CHECK err captcha_store_try(struct db *tx, struct arena *arena,
                                 const struct captcha_try *attempt, bool *out_counts);
