/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong codes count against what the code was sent to, over all flows and doors: somebody who
 * begins a new flow for every five guesses gains nothing. A link is not guessed and needs no such
 * count. */
#pragma once

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"
#include "features/accounts/identifier.h"

#define WRONG_CODES_A_DAY 60

/* What a code proves; each has a count of its own. Empty texts are left out. */
struct code_target {
    struct email email;
    struct phone phone;
    account_id account;
    bool decoy; /* no code was ever sent: the same count under another name, so that guesses at
                 * nothing never close the true one */
};

/* May a code for all of these still be judged? */
err code_guess_allowed(struct db *tx, struct arena *arena, const struct code_target *target,
                       when now, bool *out);
/* One was wrong. */
err code_guess_wrong(struct db *tx, struct arena *arena, const struct code_target *target,
                     when now);
