/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong codes count against what the code was sent to, over all flows and doors: somebody who
 * begins a new flow for every five guesses gains nothing. A link is not guessed and needs no such
 * count.
 *
 * There are two counts. One is seen: of the doors that name what the code was sent to, which say
 * that it is closed. The other is of all doors and never shown, for recovery counts there under
 * any name of an account: if it showed, guesses at the codes of a login would tell which phone or
 * mailbox is the same account's. */
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
    bool unseen; /* a recovery: what it counts closes no door that is seen */
    bool decoy;  /* no code was ever sent: the same count under another name, so that guesses at
                  * nothing never close the true one */
};

/* Is the door still open to whoever sees it? Always, for what is unseen. */
err code_guess_allowed(struct db *tx, struct arena *arena, const struct code_target *target,
                       when now, bool *out);
/* Beyond the count of all doors a code is answered like a wrong one, whatever it is. */
err code_guess_counts(struct db *tx, struct arena *arena, const struct code_target *target,
                      when now, bool *out);
/* One was wrong. */
err code_guess_wrong(struct db *tx, struct arena *arena, const struct code_target *target,
                     when now);
