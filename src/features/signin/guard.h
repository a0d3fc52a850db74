/* SPDX-License-Identifier: Apache-2.0 */
/* Who may try a password. Budgets are taken in the database before the hash, so that parallel
 * tries, other doors and other nodes share them. There are two layers:
 *
 * What a guest can see is counted by what was typed (a digest of its canonical form), in the same
 * way whether anybody has that name or not, and nothing but tries under it and time changes it.
 *
 *     10 an hour     a name and a network
 *     33 in a row    a name; a full row gives a try back each hour
 *     3,000 an hour  wrong tries of a network, whoever they are for
 *
 * What protects the account is counted by the account, over all of its names and doors, and guests
 * never see it: a try beyond it is hashed and answered like any wrong one, but it is not checked.
 * If that limit showed, whoever used it up under one name could tell which other names are the same
 * customer's.
 *
 *     10 an hour     an account and a network
 *     100 in a row   an account; a success begins the row anew, and a full one gives a try back
 *                    each hour, so that guests never close an account for good
 *
 * Three names of 33 stay below the hundred. A device the owner used before has budgets of its own,
 * 10 an hour and 100 in a row, which it may see: guests never lock the owner out. Whoever is signed
 * in and shows the password again sees the account's limits. */
#pragma once

#include "features/accounts/accounts.h"

struct guard_subject {
    str key;                      /* of its own budgets: the account, or a digest for nobody */
    str typed;                    /* digest of the name that was typed; "" in a session */
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
    bool checked;     /* false: the try costs and answers like a wrong one, whatever it is */
    int64_t retry_us; /* when it is not admitted: in how long a try will be */
};
/* Takes a try from every budget of the subject that has one. */
err guard_admit(const struct act *act, const struct guard_subject *subject,
                struct guard_verdict *out);

/* The try was wrong: counts for the network. */
err guard_failed(struct db *tx, const struct act *act);
/* The try was right: the account's own budgets begin anew. The row of the name gets this try back
 * and no more, else a guest could see that its owner came in. */
err guard_passed(struct db *tx, const struct act *act, const struct guard_subject *subject);
/* Everything counted against an account is forgotten (after recovery), also for the network that
 * acts; what guests see of its names is not. */
err guard_forget(struct db *tx, const struct act *act, account_id account);
