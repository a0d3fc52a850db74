/* SPDX-License-Identifier: Apache-2.0 */
/* Bank transfers that staff found in the statement: what credits a payment of the provider "bank".
 * Above a sum another member has to agree before anything is credited. */
#pragma once

#include "features/payments/payments.h"

struct transfer {
    transfer_id id;
    payment_id payment;
    int64_t number; /* the payment's */
    account_id account;
    money amount;
    str reference; /* the bank's own, in the statement */
    str state;     /* "approval", "done", "refused" */
    str asked_by, decided_by;
    when created_at, settled_at;
};

struct transfer_ask {
    payment_id payment;
    money amount;
    str reference;
    str actor;
    bool second; /* a second member has to agree first */
    when now;
};

/* ERR_INVALID: no sum, another currency, or not a payment by bank transfer. ERR_CONFLICT: it was
 * credited before, or the reference was. ERR_LIMITED: the payment or the reference waits for a
 * second member already. */
MUST_CHECK err transfer_ask(struct db *tx, struct arena *arena, const struct transfer_ask *ask,
                            struct transfer *out);
/* ERR_DENIED when it is the one who asked; ERR_CONFLICT when it was decided, or credited, before.
 */
MUST_CHECK err transfer_agree(struct db *tx, struct arena *arena, transfer_id id, str actor,
                              when now);
MUST_CHECK err transfer_refuse(struct db *tx, struct arena *arena, transfer_id id, str actor,
                               when now);

MUST_CHECK err transfer_by_id(struct db *db, struct arena *arena, transfer_id id,
                              struct transfer *out);
MUST_CHECK err transfers_of_payment(struct db *db, struct arena *arena, payment_id payment,
                                    struct transfer **out, size_t *out_count);
/* Those that wait for a second member, oldest first. */
MUST_CHECK err transfers_waiting(struct db *db, struct arena *arena, struct transfer **out,
                                 size_t *out_count);
