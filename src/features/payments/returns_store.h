/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of returns. The amounts' currency is the payment's. */
#pragma once

#include "features/payments/returns.h"

err return_store_insert(struct db *tx, const struct payment_return *one);
err return_store_find(struct db *db, struct arena *arena, refund_id id, struct payment_return *out);
/* By the provider's id of it. */
err return_store_by_external(struct db *db, struct arena *arena, str provider, str external_id,
                             struct payment_return *out);
err return_store_of_payment(struct db *db, struct arena *arena, const struct payment *payment,
                            struct payment_return **out, size_t *out_count);
err return_store_waiting(struct db *db, struct arena *arena, struct payment_return **out,
                         size_t *out_count);
/* From a state into the one that *one has now; *out_moved is false when it was in another. */
err return_store_move(struct db *tx, const struct payment_return *one, str before, bool *out_moved);
