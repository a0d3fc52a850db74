/* SPDX-License-Identifier: Apache-2.0 */
/* The budgets of entry.h. Private to the room. */
#pragma once

#include "features/accounts/accounts.h"

struct entry_subject {
    str key;    /* of the login's budgets: the member's id, or a digest of what was typed */
    str device; /* the browser its member used before, or empty */
};

/* Takes a try of a password; false when a budget is used up. */
err entry_admit(const struct act *act, const struct entry_subject *subject, bool *out_admitted,
                int64_t *out_retry_us);
/* Inside a transaction: the try was wrong, or right. */
err entry_failed(struct db *tx, const struct act *act);
err entry_passed(struct db *tx, const struct act *act, const struct entry_subject *subject);

/* Everything counted against a member is forgotten: he begins anew. */
err entry_forget(struct db *tx, struct arena *arena, staff_id member);

/* Takes a try of a code, inside a transaction; ERR_LIMITED when the budget is used up. */
err entry_code_admit(struct db *tx, const struct act *act, staff_id member, int64_t *out_retry_us);
err entry_code_passed(struct db *tx, const struct act *act, staff_id member);
