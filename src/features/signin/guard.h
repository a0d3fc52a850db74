/* SPDX-License-Identifier: Apache-2.0 */
/* Who may try a password. Budgets are taken in the database before the hash, so that parallel
 * tries, other doors and other nodes share them, and they are keyed by the account itself, so that
 * no spelling of an identifier opens another budget:
 *
 *     10 an hour     an account and a network, or an account and a device its owner used before
 *     100 in a row   an account, or such a device; a success begins the row anew, and a full one
 *                    gives a try back each hour, so that strangers never close an account for good
 *     3,000 an hour  wrong tries of a network, whoever they are for
 *
 * A device the owner used before has budgets of its own: strangers never lock the owner out.
 * Whoever has no account has the same budgets under the digest of what was typed. */
#pragma once

#include "features/accounts/accounts.h"

struct guard_subject {
    str key;                      /* of its budgets */
    account_id account;           /* no text: nobody's */
    struct credential credential; /* hash "" for nobody: verified at the same cost, never matched */
    str device;                   /* of the account's own known devices, or "" */
};

/* Whoever has the typed identifier; somebody or nobody in the same steps. */
err guard_subject_of_typed(const struct act *act, str typed, str device, struct guard_subject *out);
/* An account that is signed in already and shows its password again. */
err guard_subject_of_account(const struct act *act, account_id account, str device,
                             struct guard_subject *out);

struct guard_verdict {
    bool admitted;
    int64_t retry_us; /* when it is not: in how long a try will be */
};
/* Takes a try from every budget of the subject. */
err guard_admit(const struct act *act, const struct guard_subject *subject,
                struct guard_verdict *out);

/* The try was wrong: counts for the network. */
err guard_failed(struct db *tx, const struct act *act);
/* The try was right: the row of the account and device begins anew. */
err guard_passed(struct db *tx, const struct act *act, const struct guard_subject *subject);
/* Everything counted against an account is forgotten (after recovery), also for the network that
 * acts. */
err guard_forget(struct db *tx, const struct act *act, account_id account);
