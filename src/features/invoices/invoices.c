/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing: what an invoice is, from its draft on. What happens to it later stands in settle.c. */
#include "features/invoices/invoices.h"

#include "features/accounts/accounts.h"
#include "features/billing/billing.h"
#include "features/invoices/invoices_store.h"
#include "features/invoices/numbers.h"
#include "features/payers/payers.h"
#include "i18n/zone.h"
#include "system/random.h"

static const char *const words[] = {
#define X(name, word) [name] = word,
    INVOICE_STATE_LIST(X)
#undef X
};

str invoice_state_word(enum invoice_state state)
{
    return str_from_z(words[state]);
}

bool invoice_state_of(str word, enum invoice_state *out)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(word, str_from_z(words[i]))) {
            *out = (enum invoice_state)i;
            return true;
        }
    }
    return false;
}

bool invoice_is_open(const struct invoice *invoice)
{
    return invoice->state == INVOICE_ISSUED || invoice->state == INVOICE_PART_PAID;
}

bool invoice_is_overdue(const struct invoice *invoice, when now)
{
    return invoice_is_open(invoice) && when_before(invoice->due_at, now);
}

money invoice_due(const struct invoice *invoice)
{
    money due = invoice->total;
    due.minor = invoice_is_open(invoice) ? invoice->total.minor - invoice->paid.minor : 0;
    return due;
}

static bool is_sound(const struct invoice_line *line)
{
    int64_t total = 0;
    return line->text_uk.len > 0 && line->text_en.len > 0 && line->quantity > 0 &&
           !__builtin_add_overflow(line->net, line->tax, &total) && total == line->total &&
           line->total <= LEDGER_AMOUNT_MAX && line->total >= -LEDGER_AMOUNT_MAX &&
           line->net <= LEDGER_AMOUNT_MAX && line->net >= -LEDGER_AMOUNT_MAX && line->tax_bp >= 0 &&
           line->from.number <= line->until.number;
}

/* The sums of the lines; false when a line or a sum makes no sense. */
static bool sum_up(const struct invoice_draft *draft, struct invoice *out)
{
    money nothing;
    if (!money_of(0, draft->currency, &nothing) || draft->count == 0 ||
        draft->count > INVOICE_LINES_MAX) {
        return false;
    }
    out->net = out->tax = out->total = out->paid = out->credited = nothing;
    for (size_t i = 0; i < draft->count; i++) {
        const struct invoice_line *line = &draft->lines[i];
        if (!is_sound(line)) {
            return false;
        }
        /* 200 lines of at most LEDGER_AMOUNT_MAX fit many times. */
        out->net.minor += line->net;
        out->tax.minor += line->tax;
        out->total.minor += line->total;
    }
    /* Net or tax alone may be below zero: days that come back had another tax than the new ones. */
    return out->total.minor >= 0 && out->total.minor <= LEDGER_AMOUNT_MAX;
}

/* Seller and payer as they are now, for good. */
static err freeze_parties(struct db *tx, struct arena *arena, const struct invoice_draft *draft,
                          str *out)
{
    str seller = STR(""), payer = STR("");
    err e = seller_store_snapshot(tx, arena, &seller);
    if (e == ERR_OK) {
        e = payer_snapshot(tx, arena, draft->account, draft->payer, &payer);
    }
    if (e == ERR_OK) {
        *out = str_printf(arena, "{\"seller\":%" STR_FMT ",\"payer\":%" STR_FMT "}",
                          STR_ARG(seller), STR_ARG(payer));
    }
    return e;
}

static err put_lines(struct db *tx, invoice_id invoice, const struct invoice_draft *draft)
{
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < draft->count; i++) {
        e = invoice_store_line(tx, invoice, i + 1, &draft->lines[i]);
    }
    return e;
}

static err issue_new(struct db *tx, struct arena *arena, const struct invoice_draft *draft,
                     struct invoice *invoice)
{
    invoice->id = (invoice_id){id_new(arena)};
    invoice->account = draft->account;
    invoice->cause = str_from_z(draft->cause);
    invoice->cause_ref = draft->cause_ref;
    invoice->state = INVOICE_ISSUED;
    invoice->issued_at = draft->now;
    invoice->due_at = draft->due;
    invoice->paid_at = invoice->closed_at = WHEN_NONE;
    err e = issue_day(tx, arena, draft->account, draft->now, &invoice->issued_day);
    if (e == ERR_OK) {
        e = freeze_parties(tx, arena, draft, &invoice->parties);
    }
    if (e == ERR_OK) {
        e = issue_number(tx, arena, "invoice", "", invoice->issued_day, &invoice->number);
    }
    if (e == ERR_OK) {
        e = invoice_store_put(tx, invoice);
    }
    return e == ERR_OK ? put_lines(tx, invoice->id, draft) : e;
}

err invoice_issue(struct db *tx, struct arena *arena, const struct invoice_draft *draft,
                  struct invoice *out)
{
    struct invoice invoice = {.number = STR("")};
    err e = invoice_by_cause(tx, arena, draft->cause, draft->cause_ref, out);
    if (e != ERR_NOT_FOUND) {
        return e;
    }
    if (draft->cause_ref.len == 0 || !sum_up(draft, &invoice)) {
        return ERR_INVALID;
    }
    e = issue_new(tx, arena, draft, &invoice);
    if (e == ERR_OK) {
        *out = invoice;
    }
    return e;
}

err invoice_of_account(struct db *db, struct arena *arena, account_id account, invoice_id id,
                       struct invoice *out)
{
    struct invoice invoice;
    err e = invoice_by_id(db, arena, id, &invoice);
    if (e == ERR_OK && !str_eq(invoice.account.text, account.text)) {
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        *out = invoice;
    }
    return e;
}
