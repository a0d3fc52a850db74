/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of notices. */
#pragma once

#include "features/payments/provider.h"

/* *out_first is false when this body is stored already. */
err notice_store_insert(struct db *tx, const struct notice *notice, str digest, when now,
                        bool *out_first);
err notice_store_by_digest(struct db *db, struct arena *arena, str provider, str digest,
                           notice_id *out, str *out_state);
err notice_store_find(struct db *db, struct arena *arena, notice_id id, struct notice *out);
/* Without their bodies, oldest first; state is "received" or "parked". */
err notice_store_waiting(struct db *db, struct arena *arena, str state, int64_t limit,
                         struct notice **out, size_t *out_count);
err notice_store_count(struct db *db, struct arena *arena, str state, int64_t *out);
/* Without their bodies. */
err notice_store_of_payment(struct db *db, struct arena *arena, payment_id payment,
                            struct notice **out, size_t *out_count);

struct notice_settling {
    notice_id id;
    str before, after;
    str reason;
    payment_id payment; /* NULL: none */
    str by;
    when now;
};
err notice_store_settle(struct db *tx, const struct notice_settling *settling, bool *out_settled);

/* The notice that told of this event first: itself, or an earlier one. */
err event_store_take(struct db *tx, struct arena *arena, const struct notice *notice,
                     notice_id *out_first);
