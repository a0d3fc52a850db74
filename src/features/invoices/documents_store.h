/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of documents. */
#pragma once

#include "features/invoices/documents.h"

err document_store_put(struct db *tx, document_id id, const struct document_ask *ask, str sheet);
err document_store_sheet(struct db *db, struct arena *arena, document_id id, str *out,
                         bool *out_printed);
err document_store_printed(struct db *tx, struct arena *arena, document_id id, str pdf, when now);
err document_store_story(struct db *tx, document_id id, str story);

/* Those not printed, the oldest first. */
err document_store_waiting(struct db *db, struct arena *arena, int64_t limit, document_id **out,
                           size_t *out_count);

struct printed {
    document_id id;
    str kind, ref, language, sheet, sha256;
};
err document_store_page(struct db *db, struct arena *arena, str after_id, int64_t limit,
                        struct printed **out, size_t *out_count);

/* The word of a kind. */
str document_kind_word(enum document_kind kind);
/* The id of what the document is of. */
str document_ref(const struct document_ask *ask);
