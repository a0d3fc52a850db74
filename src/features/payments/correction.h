/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections of a customer's balance by staff, with a reason the customer reads: goodwill, or a
 * debt taken. Above a sum another member has to agree before anything is posted. */
#pragma once

#include "features/payments/payments.h"

struct correction {
    correction_id id;
    account_id account;
    money amount; /* positive is given to the customer */
    str reason;
    str state; /* "approval", "done", "refused" */
    str asked_by, decided_by;
    when created_at, settled_at;
};

struct correction_ask {
    account_id account;
    money amount;
    str reason;
    str actor;
    bool second; /* a second member has to agree first */
    when now;
};

/* ERR_INVALID: nothing, or beyond the ledger's most. ERR_NOT_FOUND: no such account. */
MUST_CHECK err correction_ask(struct db *tx, struct arena *arena, const struct correction_ask *ask,
                              struct correction *out);
/* ERR_DENIED when it is the one who asked; ERR_CONFLICT when it was decided before. */
MUST_CHECK err correction_agree(struct db *tx, struct arena *arena, correction_id id, str actor,
                                when now);
MUST_CHECK err correction_refuse(struct db *tx, struct arena *arena, correction_id id, str actor,
                                 when now);

MUST_CHECK err correction_by_id(struct db *db, struct arena *arena, correction_id id,
                                struct correction *out);
/* Newest first, of those before the place given (WHEN_NONE = from the newest). */
MUST_CHECK err corrections_page(struct db *db, struct arena *arena, when before, str before_id,
                                int64_t limit, struct correction **out, size_t *out_count);
