/* SPDX-License-Identifier: Apache-2.0 */
#include "features/billing/billing.h"
#include "features/billing/ledger_store.h"
#include "system/random.h"

/* Does every currency among the lines sum to zero? */
static bool is_balanced(const struct ledger_entry *entry)
{
    for (size_t i = 0; i < entry->count; i++) {
        money sum = entry->lines[i].amount;
        if (sum.minor == 0 || sum.minor > LEDGER_AMOUNT_MAX || sum.minor < -LEDGER_AMOUNT_MAX) {
            return false;
        }
        sum.minor = 0;
        for (size_t j = 0; j < entry->count; j++) {
            money amount = entry->lines[j].amount;
            if (money_same_currency(sum, amount) && money_add(sum, amount, &sum) != ERR_OK) {
                return false;
            }
        }
        if (sum.minor != 0) {
            return false;
        }
    }
    return entry->count >= 2;
}

/* What the cause itself refers to, where the caller names no document. */
static struct ledger_document document_of(const struct ledger_entry *entry)
{
    str cause = str_from_z(entry->cause);
    str rest;
    if (entry->document.kind != NULL) {
        return entry->document;
    }
    if (str_eq(cause, STR("payment.received"))) {
        return (struct ledger_document){.kind = "payment", .id = entry->cause_ref};
    }
    if (str_eq(cause, STR("invoice.applied"))) {
        return (struct ledger_document){.kind = "invoice",
                                        .id = str_cut(entry->cause_ref, ':', &rest)};
    }
    return (struct ledger_document){0};
}

static bool has_history(const struct ledger_line *line)
{
    return line->book == BOOK_BALANCE && line->owner.text.len > 0;
}

static err post_line(struct db *tx, struct arena *arena, transaction_id transaction,
                     const struct ledger_entry *entry, const struct ledger_line *line)
{
    struct ledger_place place;
    err e = ledger_store_open(tx, arena, line->book, line->owner, money_currency(&line->amount),
                              &place);
    if (e != ERR_OK) {
        return e;
    }
    money balance = line->amount;
    balance.minor = place.balance;
    e = money_add(balance, line->amount, &balance);
    if (e != ERR_OK) {
        return e;
    }
    place.balance = balance.minor;
    place.last_seq++;
    e = ledger_store_posting(tx, transaction, line->amount.minor, &place);
    return e == ERR_OK && has_history(line)
               ? ledger_store_line(tx, transaction, entry, line->amount.minor, &place)
               : e;
}

err ledger_post(struct db *tx, struct arena *arena, const struct ledger_entry *entry,
                transaction_id *out)
{
    if (!is_balanced(entry) || entry->cause_ref.len == 0 || entry->actor.len == 0) {
        return ERR_INVALID;
    }
    transaction_id id = {id_new(arena)};
    struct ledger_entry shown = *entry;
    shown.document = document_of(entry);
    bool first = false;
    err e = ledger_store_transaction(tx, id, entry, &first);
    if (e == ERR_OK && !first) {
        return ERR_CONFLICT;
    }
    for (size_t i = 0; e == ERR_OK && i < entry->count; i++) {
        e = post_line(tx, arena, id, &shown, &entry->lines[i]);
    }
    if (e == ERR_OK) {
        *out = id;
    }
    return e;
}

err ledger_balance(struct db *db, struct arena *arena, enum book book, account_id owner,
                   str currency, money *out)
{
    money balance;
    if (!money_of(0, currency, &balance)) {
        return ERR_INVALID;
    }
    struct ledger_place place = {.balance = 0};
    err e = ledger_store_find(db, arena, book, owner, currency, &place);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    balance.minor = place.balance;
    *out = balance;
    return ERR_OK;
}

err ledger_check(struct db *db, struct arena *arena, struct buf *report)
{
    size_t wrong = 0;
    err e = db_snapshot_begin(db);
    if (e == ERR_OK) {
        e = ledger_store_report(db, arena, report, &wrong);
    }
    db_snapshot_end(db);
    return e == ERR_OK && wrong > 0 ? ERR_CONFLICT : e;
}

err document_number_take(struct db *tx, struct arena *arena, str series, int64_t *out)
{
    return series.len == 0 ? ERR_INVALID : document_store_take(tx, arena, series, out);
}
