/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to an invoice after it was issued: money comes, or it is taken back. Each function
 * posts to the ledger and moves the invoice in the caller's transaction. */
#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "features/invoices/invoices_store.h"
#include "features/invoices/numbers.h"
#include "system/random.h"
#include "web/announce.h"

#define REASON_MAX 500
#define PROVIDER ((account_id){STR("")})

static money of_sum(money like, int64_t minor)
{
    like.minor = minor;
    return like;
}

/* Posts lines, of which those over nothing are left out. */
static err post(struct db *tx, struct arena *arena, struct ledger_entry entry,
                const struct ledger_line *lines, size_t count)
{
    struct ledger_line *worth = ARENA_ARRAY(arena, struct ledger_line, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].amount.minor != 0) {
            worth[kept++] = lines[i];
        }
    }
    if (kept == 0) {
        return ERR_OK;
    }
    entry.lines = worth;
    entry.count = kept;
    transaction_id id;
    return ledger_post(tx, arena, &entry, &id);
}

/* From the balance to what is owed: the next part of an invoice. */
static err take(struct db *tx, struct arena *arena, const struct invoice *invoice,
                struct invoice_stand *stand, str actor, when now)
{
    money balance;
    err e = ledger_balance(tx, arena, BOOK_BALANCE, invoice->account,
                           money_currency(&invoice->total), &balance);
    if (e != ERR_OK) {
        return e;
    }
    int64_t due = invoice->total.minor - stand->paid;
    int64_t part = balance.minor >= 0 ? 0 : -balance.minor;
    part = part > due ? due : part;
    if (part == 0) {
        return ERR_OK;
    }
    stand->payments++;
    stand->paid += part;
    stand->state = INVOICE_PART_PAID;
    struct ledger_entry entry = {
        .cause = "invoice.applied",
        .cause_ref = str_printf(arena, "%" STR_FMT ":%lld", STR_ARG(invoice->id.text),
                                (long long)stand->payments),
        .actor = actor,
        .note = invoice->number,
        .now = now,
        .document = {"invoice", invoice->id.text, invoice->number},
    };
    struct ledger_line lines[] = {
        {BOOK_BALANCE, invoice->account, of_sum(invoice->total, part)},
        {BOOK_RECEIVABLE, invoice->account, of_sum(invoice->total, -part)},
    };
    return post(tx, arena, entry, lines, ARRAY_LEN(lines));
}

/* Paid in full: what was taken has been earned. */
static err settle(struct db *tx, struct arena *arena, const struct invoice *invoice,
                  struct invoice_stand *stand, str actor, when now)
{
    stand->state = INVOICE_PAID;
    stand->paid_at = now;
    struct ledger_entry entry = {
        .cause = "invoice.settled",
        .cause_ref = invoice->id.text,
        .actor = actor,
        .note = invoice->number,
        .now = now,
    };
    struct ledger_line lines[] = {
        {BOOK_RECEIVABLE, invoice->account, invoice->total},
        {BOOK_REVENUE, PROVIDER, of_sum(invoice->net, -invoice->net.minor)},
        {BOOK_TAX, PROVIDER, of_sum(invoice->tax, -invoice->tax.minor)},
    };
    return post(tx, arena, entry, lines, ARRAY_LEN(lines));
}

err invoice_pay_from_balance(struct db *tx, struct arena *arena, invoice_id id, str actor, when now,
                             struct invoice *out)
{
    struct invoice invoice;
    struct invoice_stand stand;
    err e = invoice_store_find(tx, arena, id, &invoice, &stand);
    if (e != ERR_OK) {
        return e;
    }
    if (!invoice_is_open(&invoice)) {
        if (invoice.state != INVOICE_CANCELLED) {
            *out = invoice;
        }
        return invoice.state == INVOICE_CANCELLED ? ERR_CONFLICT : ERR_OK;
    }
    e = take(tx, arena, &invoice, &stand, actor, now);
    if (e != ERR_OK) {
        return e;
    }
    bool is_full = stand.paid == invoice.total.minor;
    if (is_full) {
        e = settle(tx, arena, &invoice, &stand, actor, now);
    }
    if (e == ERR_OK) {
        e = invoice_store_move(tx, id, &stand);
    }
    if (e == ERR_OK && is_full) {
        e = announce(tx, arena, "invoice.paid", id.text, now);
    }
    return e == ERR_OK ? invoice_by_id(tx, arena, id, out) : e;
}

static err close(struct db *tx, struct arena *arena, invoice_id id, struct invoice_stand *stand,
                 when now)
{
    stand->state = INVOICE_CANCELLED;
    stand->paid = 0;
    stand->closed_at = now;
    err e = invoice_store_move(tx, id, stand);
    return e == ERR_OK ? announce(tx, arena, "invoice.cancelled", id.text, now) : e;
}

err invoice_cancel(struct db *tx, struct arena *arena, invoice_id id, when now)
{
    struct invoice invoice;
    struct invoice_stand stand;
    err e = invoice_store_find(tx, arena, id, &invoice, &stand);
    if (e != ERR_OK || invoice.state == INVOICE_CANCELLED) {
        return e;
    }
    return invoice.state == INVOICE_ISSUED ? close(tx, arena, id, &stand, now) : ERR_CONFLICT;
}

err invoice_release(struct db *tx, struct arena *arena, invoice_id id, str actor, str reason,
                    when now)
{
    struct invoice invoice;
    struct invoice_stand stand;
    err e = invoice_store_find(tx, arena, id, &invoice, &stand);
    if (e != ERR_OK || invoice.state == INVOICE_CANCELLED) {
        return e;
    }
    if (!invoice_is_open(&invoice)) {
        return ERR_CONFLICT;
    }
    struct ledger_entry entry = {
        .cause = "invoice.released",
        .cause_ref = id.text,
        .actor = actor,
        .note = reason,
        .now = now,
        .document = {"invoice", invoice.id.text, invoice.number},
    };
    struct ledger_line lines[] = {
        {BOOK_RECEIVABLE, invoice.account, invoice.paid},
        {BOOK_BALANCE, invoice.account, of_sum(invoice.paid, -invoice.paid.minor)},
    };
    e = post(tx, arena, entry, lines, ARRAY_LEN(lines));
    return e == ERR_OK ? close(tx, arena, id, &stand, now) : e;
}

/* The tax of a note: the invoice's share of all given back so far, less what the notes before had,
 * so that rounding never adds up. */
static err tax_share(const struct invoice *invoice, const struct invoice_stand *stand, int64_t sum,
                     money *out)
{
    money tax;
    err e = money_share(invoice->tax, stand->credited + sum, invoice->total.minor, &tax);
    if (e == ERR_OK) {
        tax.minor -= stand->credited_tax;
        *out = tax;
    }
    return e;
}

static err post_note(struct db *tx, struct arena *arena, const struct credit_note *note)
{
    struct ledger_entry entry = {
        .cause = "invoice.credited",
        .cause_ref = note->id.text,
        .actor = note->actor,
        .note = note->reason,
        .now = note->issued_at,
        .document = {"invoice", note->invoice.text, note->number},
    };
    struct ledger_line lines[] = {
        {BOOK_REVENUE, PROVIDER, note->net},
        {BOOK_TAX, PROVIDER, note->tax},
        {BOOK_BALANCE, note->account, of_sum(note->total, -note->total.minor)},
    };
    return post(tx, arena, entry, lines, ARRAY_LEN(lines));
}

static err issue_note(struct db *tx, struct arena *arena, const struct credit_draft *draft,
                      const struct invoice *invoice, struct invoice_stand *stand, int64_t sum,
                      struct credit_note *note)
{
    *note = (struct credit_note){
        .id = {id_new(arena)},
        .invoice = invoice->id,
        .account = invoice->account,
        .total = of_sum(invoice->total, sum),
        .reason = draft->reason,
        .actor = draft->actor,
        .issued_at = draft->now,
    };
    err e = tax_share(invoice, stand, sum, &note->tax);
    if (e == ERR_OK) {
        note->net = of_sum(note->total, sum - note->tax.minor);
        e = issue_day(tx, arena, invoice->account, draft->now, &note->issued_day);
    }
    if (e == ERR_OK) {
        e = issue_number(tx, arena, "credit_note", "CN-", note->issued_day, &note->number);
    }
    if (e == ERR_OK) {
        e = credit_note_store(tx, note);
    }
    if (e == ERR_OK) {
        e = post_note(tx, arena, note);
    }
    if (e != ERR_OK) {
        return e;
    }
    stand->credited += sum;
    stand->credited_tax += note->tax.minor;
    stand->state =
        stand->credited == invoice->total.minor ? INVOICE_CREDITED : INVOICE_PART_CREDITED;
    return invoice_store_move(tx, invoice->id, stand);
}

err invoice_credit(struct db *tx, struct arena *arena, const struct credit_draft *draft,
                   struct credit_note *out)
{
    if (draft->total < 0 || draft->reason.len == 0 || str_char_count(draft->reason) > REASON_MAX) {
        return ERR_INVALID;
    }
    struct invoice invoice;
    struct invoice_stand stand;
    err e = invoice_store_find(tx, arena, draft->invoice, &invoice, &stand);
    if (e != ERR_OK) {
        return e;
    }
    int64_t left = invoice.total.minor - stand.credited;
    int64_t sum = draft->total == 0 ? left : draft->total;
    bool is_paid = invoice.state == INVOICE_PAID || invoice.state == INVOICE_PART_CREDITED;
    if (!is_paid || sum > left || sum == 0) {
        return ERR_CONFLICT;
    }
    struct credit_note note;
    e = issue_note(tx, arena, draft, &invoice, &stand, sum, &note);
    if (e != ERR_OK) {
        return e;
    }
    *out = note;
    return announce(tx, arena, "invoice.credited", note.id.text, draft->now);
}
