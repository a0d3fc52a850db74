/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of transfers. The amounts' currency is the payment's. */
#pragma once

#include "features/payments/transfer.h"

err transfer_store_insert(struct db *tx, const struct transfer *one);
err transfer_store_find(struct db *db, struct arena *arena, transfer_id id, struct transfer *out);
err transfer_store_of_payment(struct db *db, struct arena *arena, payment_id payment,
                              struct transfer **out, size_t *out_count);
err transfer_store_waiting(struct db *db, struct arena *arena, struct transfer **out,
                           size_t *out_count);
/* Does one wait for this payment, or with this reference? */
err transfer_store_waits(struct db *db, struct arena *arena, payment_id payment, str reference,
                         bool *out);
/* *out_first is false when it was decided before. */
err transfer_store_decide(struct db *tx, transfer_id id, str state, str actor, when now,
                          bool *out_first);
