/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of invoices, their lines and credit notes. */
#pragma once

#include "features/invoices/invoices.h"

/* What of an invoice changes after it was issued. */
struct invoice_stand {
    enum invoice_state state;
    int64_t paid, payments, credited, credited_tax;
    when paid_at, closed_at;
};

err invoice_store_put(struct db *tx, const struct invoice *invoice);
err invoice_store_line(struct db *tx, invoice_id invoice, size_t seq,
                       const struct invoice_line *line);
err invoice_store_find(struct db *db, struct arena *arena, invoice_id id, struct invoice *out,
                       struct invoice_stand *out_stand);
err invoice_store_move(struct db *tx, invoice_id id, const struct invoice_stand *stand);
err credit_note_store(struct db *tx, const struct credit_note *note);

/* The provider as new documents name it: one JSON object, "{}" while nobody wrote it down. */
err seller_store_snapshot(struct db *db, struct arena *arena, str *out);
