/* SPDX-License-Identifier: Apache-2.0 */
/* Money that goes back out: refunds by staff and charge-backs by banks. The ledger is posted when a
 * refund is decided, before the provider is asked, so that no two of them can spend the same money;
 * one the provider refuses is posted back. Together they never exceed what was received. */
#pragma once

#include "features/payments/payments.h"

struct payment_return {
    refund_id id;
    payment_id payment;
    str kind, state; /* stable words, as stored */
    money amount;
    str reason;
    str asked_by, decided_by;
    str external_id;
    when created_at, settled_at;
};

struct return_ask {
    const struct site *site;
    payment_id payment;
    money amount;
    str reason;
    str actor;   /* member of staff */
    bool second; /* a second member has to agree first */
    when now;
};

/* A refund to where the money came from. ERR_CONFLICT: more than is left of the payment.
 * ERR_LIMITED: more than the customer's balance. ERR_DENIED: the account stands still after a
 * recovery. ERR_INVALID: no sum, or of another currency. */
MUST_CHECK err return_ask(struct db *tx, struct arena *arena, const struct return_ask *ask,
                          struct payment_return *out);

/* The second member's word. ERR_DENIED when it is the one who asked; ERR_CONFLICT when nobody waits
 * for it. Agreed, the same codes as of return_ask. */
MUST_CHECK err return_agree(struct db *tx, struct arena *arena, const struct site *site,
                            refund_id id, str actor, when now);
MUST_CHECK err return_refuse(struct db *tx, struct arena *arena, refund_id id, str actor, when now);

/* What the provider said to it; *out_moved tells whether that was news. A refund that failed is
 * back on the balance, and the customer is told; it may fail after it was done. */
MUST_CHECK err return_under_way(struct db *tx, struct arena *arena, refund_id id, str external_id,
                                bool *out_moved);
MUST_CHECK err return_done(struct db *tx, struct arena *arena, refund_id id, str external_id,
                           when now, bool *out_moved);
MUST_CHECK err return_failed(struct db *tx, struct arena *arena, refund_id id, when now,
                             bool *out_moved);

/* The bank took the money back; the balance may become negative, and the customer is told. The
 * caller has checked amount. */
MUST_CHECK err return_charge_back(struct db *tx, struct arena *arena, const struct payment *payment,
                                  money amount, when now);

MUST_CHECK err returns_of_payment(struct db *db, struct arena *arena, const struct payment *payment,
                                  struct payment_return **out, size_t *out_count);
/* Those that wait for a second member or for a provider, oldest first. */
MUST_CHECK err returns_waiting(struct db *db, struct arena *arena, struct payment_return **out,
                               size_t *out_count);
