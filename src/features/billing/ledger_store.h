/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the ledger. */
#pragma once

#include "features/billing/billing.h"

/* The word of a book, as it is stored. */
str book_word(enum book book);

struct ledger_place {
    ledger_account_id id;
    int64_t balance, last_seq;
};

/* ERR_NOT_FOUND when the account was never used. */
err ledger_store_find(struct db *db, struct arena *arena, enum book book, account_id owner,
                      str currency, struct ledger_place *out);
/* Makes it when it was never used. */
err ledger_store_open(struct db *tx, struct arena *arena, enum book book, account_id owner,
                      str currency, struct ledger_place *out);
/* *out_first is false when cause and reference were posted before. */
err ledger_store_transaction(struct db *tx, transaction_id id, const struct ledger_entry *entry,
                             bool *out_first);
/* The next posting of the account, which stands at place afterwards. */
err ledger_store_posting(struct db *tx, transaction_id transaction, int64_t amount,
                         const struct ledger_place *place);
/* The same posting in its customer's history. */
err ledger_store_line(struct db *tx, transaction_id transaction, const struct ledger_entry *entry,
                      int64_t amount, const struct ledger_place *place);
err document_store_take(struct db *tx, struct arena *arena, str series, int64_t *out);

/* Lines of the check: each writes what is wrong and counts it. */
err ledger_store_report(struct db *db, struct arena *arena, struct buf *report, size_t *out_wrong);
