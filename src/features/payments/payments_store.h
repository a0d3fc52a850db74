/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of payments. */
#pragma once

#include "features/payments/payments.h"

/* An amount as a row has it. */
money stored_money(int64_t minor, str currency);

err payment_store_insert(struct db *tx, const struct payment *payment);
/* ERR_NOT_FOUND when there is none. */
err payment_store_find(struct db *db, struct arena *arena, payment_id id, struct payment *out);
err payment_store_by_number(struct db *db, struct arena *arena, int64_t number, payment_id *out);
err payment_store_by_external(struct db *db, struct arena *arena, str provider, str external_id,
                              payment_id *out);
err payment_store_by_charge(struct db *db, struct arena *arena, str provider, str charge_id,
                            payment_id *out);
/* The open payment that is just like this one; ERR_NOT_FOUND when there is none. */
err payment_store_open_like(struct db *db, struct arena *arena, const struct payment_ask *ask,
                            payment_id *out);
err payment_store_is_open(struct db *db, struct arena *arena, invoice_id invoice, bool *out);
err payment_store_open_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                                  payment_id **out, size_t *out_count);
/* By the folded reference of a bank statement; ERR_NOT_FOUND when it was not credited yet. */
err payment_store_by_reference(struct db *db, struct arena *arena, str reference, payment_id *out);
err payment_store_begun(struct db *tx, payment_id id, when now);
err payment_store_did(struct db *tx, payment_id id, int64_t applied, int64_t debt);

struct payment_filter {
    account_id account; /* no text: everybody's, with the two below */
    str state, provider;
    when before; /* WHEN_NONE: from the newest */
    str before_id;
    int64_t limit;
};
err payment_store_page(struct db *db, struct arena *arena, const struct payment_filter *filter,
                       struct payment **out, size_t *out_count);

/* *out_first is false when it was credited before. */
err payment_store_credit(struct db *tx, payment_id id, const struct payment_receipt *receipt,
                         bool *out_first);
/* Out of an open state; *out_moved is false when it is not open. */
err payment_store_move(struct db *tx, payment_id id, enum payment_state state, str failure,
                       when now, bool *out_moved);
/* The provider knows of it and has a page for it. One that was closed meanwhile stays closed, so
 * that its caller can tell the provider. */
err payment_store_checkout(struct db *tx, payment_id id, str external_id, str url, when now);
/* *out_fits is false when more would go back than came. */
err payment_store_give_back(struct db *tx, payment_id id, int64_t amount, when now, bool *out_fits);
err payment_store_keep(struct db *tx, payment_id id, int64_t amount, when now);
