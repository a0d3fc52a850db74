/* SPDX-License-Identifier: Apache-2.0 */
#include "features/billing/ledger_store.h"

#include "base/check.h"
#include "features/billing/ledger_sql.h"
#include "features/billing/billing.h"
#include "system/random.h"

str book_word(enum book book)
{
    switch (book) {
#define X(name, word)                                                                              \
    case name:                                                                                     \
        return STR(word);
        BOOK_LIST(X)
#undef X
    }
    check_failed("a known book", __FILE__, __LINE__);
}

static str owner_text(account_id owner)
{
    return owner.text.ptr == NULL ? STR("") : owner.text;
}

err ledger_store_find(struct db *db, struct arena *arena, enum book book, account_id owner,
                      str currency, struct ledger_place *out)
{
    struct ledger_account_find_in in = {
        .owner = owner_text(owner),
        .book = book_word(book),
        .currency = currency,
    };
    struct ledger_account_find_row row;
    err e = ledger_account_find_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct ledger_place){row.id, row.balance, row.last_seq};
    }
    return e;
}

err ledger_store_open(struct db *tx, struct arena *arena, enum book book, account_id owner,
                      str currency, struct ledger_place *out)
{
    err e = ledger_store_find(tx, arena, book, owner, currency, out);
    if (e != ERR_NOT_FOUND) {
        return e;
    }
    struct ledger_account_make_in in = {
        .id = {id_new(arena)},
        .owner = owner_text(owner),
        .book = book_word(book),
        .currency = currency,
    };
    e = ledger_account_make(tx, &in);
    return e == ERR_OK ? ledger_store_find(tx, arena, book, owner, currency, out) : e;
}

err ledger_store_transaction(struct db *tx, transaction_id id, const struct ledger_entry *entry,
                             bool *out_first)
{
    struct ledger_transaction_insert_in in = {
        .id = id,
        .cause = str_from_z(entry->cause),
        .cause_ref = entry->cause_ref,
        .actor = entry->actor,
        .note = entry->note.ptr == NULL ? STR("") : entry->note,
        .now = entry->now,
    };
    int64_t changed = 0;
    err e = ledger_transaction_insert_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}

err ledger_store_posting(struct db *tx, transaction_id transaction, int64_t amount,
                         const struct ledger_place *place)
{
    struct ledger_account_advance_in advance = {
        .id = place->id,
        .balance = place->balance,
        .last_seq = place->last_seq,
    };
    err e = ledger_account_advance(tx, &advance);
    if (e != ERR_OK) {
        return e;
    }
    struct posting_insert_in in = {
        .account = place->id,
        .seq = place->last_seq,
        .transaction = transaction,
        .amount = amount,
        .balance_after = place->balance,
    };
    return posting_insert(tx, &in);
}

err ledger_store_line(struct db *tx, transaction_id transaction, const struct ledger_entry *entry,
                      int64_t amount, const struct ledger_place *place)
{
    const struct ledger_document *document = &entry->document;
    struct balance_line_insert_in in = {
        .account = place->id,
        .now = entry->now,
        .seq = place->last_seq,
        .transaction = transaction,
        .cause = str_from_z(entry->cause),
        .document_kind = str_from_z(document->kind),
        .document_id = document->kind == NULL ? STR("") : document->id,
        .document_number = document->number.ptr == NULL ? STR("") : document->number,
        .note = entry->note.ptr == NULL ? STR("") : entry->note,
        .amount = -amount,
        .balance_after = -place->balance,
        .came = amount < 0 ? -amount : 0,
        .went = amount > 0 ? amount : 0,
    };
    return balance_line_insert(tx, &in);
}

err document_store_take(struct db *tx, struct arena *arena, str series, int64_t *out)
{
    struct document_series_take_in in = {.series = series};
    struct document_series_take_row row;
    err e = document_series_take_one(tx, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.last;
    }
    return e;
}

static err report_sums(struct db *db, struct arena *arena, struct buf *report, size_t *wrong)
{
    struct ledger_wrong_sums_row *rows = NULL;
    size_t count = 0;
    err e = ledger_wrong_sums_all(db, arena, &rows, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        buf_printf(report, "currency %" STR_FMT ": all postings sum to %lld, not to 0\n",
                   STR_ARG(rows[i].currency), (long long)rows[i].total);
    }
    if (e == ERR_OK) {
        *wrong += count;
    }
    return e;
}

static err report_transactions(struct db *db, struct arena *arena, struct buf *report,
                               size_t *wrong)
{
    struct ledger_wrong_transactions_row *rows = NULL;
    struct ledger_empty_transactions_row *empty = NULL;
    size_t count = 0;
    size_t empty_count = 0;
    err e = ledger_wrong_transactions_all(db, arena, &rows, &count);
    if (e == ERR_OK) {
        e = ledger_empty_transactions_all(db, arena, &empty, &empty_count);
    }
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        buf_printf(report, "transaction %" STR_FMT ": sums to %lld %" STR_FMT "\n",
                   STR_ARG(rows[i].id.text), (long long)rows[i].total, STR_ARG(rows[i].currency));
    }
    for (size_t i = 0; e == ERR_OK && i < empty_count; i++) {
        buf_printf(report, "transaction %" STR_FMT ": has no postings\n",
                   STR_ARG(empty[i].id.text));
    }
    if (e == ERR_OK) {
        *wrong += count + empty_count;
    }
    return e;
}

static err report_balances(struct db *db, struct arena *arena, struct buf *report, size_t *wrong)
{
    struct ledger_wrong_balances_row *rows = NULL;
    size_t count = 0;
    err e = ledger_wrong_balances_all(db, arena, &rows, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        buf_printf(report,
                   "ledger account %" STR_FMT
                   ": balance %lld, postings sum to %lld; last number %lld, postings %lld\n",
                   STR_ARG(rows[i].id.text), (long long)rows[i].balance, (long long)rows[i].total,
                   (long long)rows[i].last_seq, (long long)rows[i].postings);
    }
    if (e == ERR_OK) {
        *wrong += count;
    }
    return e;
}

static err report_chains(struct db *db, struct arena *arena, struct buf *report, size_t *wrong)
{
    struct ledger_broken_chains_row *rows = NULL;
    size_t count = 0;
    err e = ledger_broken_chains_all(db, arena, &rows, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        buf_printf(report,
                   "ledger account %" STR_FMT ": posting %lld does not follow the one before\n",
                   STR_ARG(rows[i].account.text), (long long)rows[i].seq);
    }
    if (e == ERR_OK) {
        *wrong += count;
    }
    return e;
}

static err report_history(struct db *db, struct arena *arena, struct buf *report, size_t *wrong)
{
    struct ledger_missing_lines_row *missing = NULL;
    struct ledger_wrong_lines_row *rows = NULL;
    size_t missing_count = 0;
    size_t count = 0;
    err e = ledger_missing_lines_all(db, arena, &missing, &missing_count);
    if (e == ERR_OK) {
        e = ledger_wrong_lines_all(db, arena, &rows, &count);
    }
    for (size_t i = 0; e == ERR_OK && i < missing_count; i++) {
        buf_printf(report,
                   "ledger account %" STR_FMT ": posting %lld is not in its customer's history\n",
                   STR_ARG(missing[i].account.text), (long long)missing[i].seq);
    }
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        buf_printf(report,
                   "ledger account %" STR_FMT
                   ": line %lld of the history does not follow those before\n",
                   STR_ARG(rows[i].account.text), (long long)rows[i].seq);
    }
    if (e == ERR_OK) {
        *wrong += missing_count + count;
    }
    return e;
}

err ledger_store_report(struct db *db, struct arena *arena, struct buf *report, size_t *out_wrong)
{
    static err (*const parts[])(struct db *, struct arena *, struct buf *, size_t *) = {
        report_sums, report_transactions, report_balances, report_chains, report_history,
    };
    size_t wrong = 0;
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(parts); i++) {
        e = parts[i](db, arena, report, &wrong);
    }
    if (e == ERR_OK) {
        *out_wrong = wrong;
    }
    return e;
}

err billing_id_is_foreign(struct db *db, struct arena *arena, str id, account_id account, bool *out)
{
    struct ledger_foreign_in in = {id, account};
    struct ledger_foreign_row row;
    err e = ledger_foreign_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}
