/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the invoices room: what a customer owes and why. All money goes through the
 * customer's balance: an invoice takes from it (invoice_pay_from_balance) and a credit note gives
 * back to it, in the ledger and in the same transaction. It asks for money and never fetches it:
 * payments fill the balance.
 *
 * Every call that writes runs inside the caller's transaction and leaves the rest to it; whoever
 * should know hears of it in that transaction: "invoice.paid" and "invoice.cancelled", with the
 * invoice's id, and "invoice.credited", with that of the credit note. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/id.h"
#include "base/money.h"
#include "base/when.h"
#include "db/db.h"
#include "system/settings.h"
#include "web/foreign_id.h"
#include "web/job.h"
#include "web/outside.h"
#include "web/route.h"
#include "web/staff.h"

#define INVOICE_LINES_MAX 200

#define INVOICE_STATE_LIST(X)                                                                      \
    X(INVOICE_ISSUED, "issued")       /* nothing paid yet */                                       \
    X(INVOICE_PART_PAID, "part_paid") /* some of it was taken from the balance */                  \
    X(INVOICE_PAID, "paid")                                                                        \
    X(INVOICE_PART_CREDITED, "part_credited") /* paid, and some given back */                      \
    X(INVOICE_CREDITED, "credited")           /* paid, and all given back */                       \
    X(INVOICE_CANCELLED, "cancelled")

enum invoice_state {
#define X(name, word) name,
    INVOICE_STATE_LIST(X)
#undef X
};

/* The stable word of a state, and back; false for no such word. */
str invoice_state_word(enum invoice_state state);
bool invoice_state_of(str word, enum invoice_state *out);

/* One line, all sums in minor units of the invoice's currency. Negative ones are allowed (what is
 * given back for the days left of an old plan) as long as the invoice's own sums are not. */
struct invoice_line {
    str text_uk, text_en;
    int64_t quantity;
    int64_t unit;     /* price of one, only to be shown */
    int64_t discount; /* taken off, only to be shown */
    int64_t net, tax_bp, tax, total;
    struct day from, until; /* period [from, until) in the customer's days; both zero: none */
    str ref;                /* id of what the line is for, or empty */
};

struct invoice_draft {
    account_id account;
    str currency;
    const char *cause; /* stable word: "order", "service.renewal" */
    str cause_ref;     /* with the cause, invoiced once */
    payer_id payer;    /* empty: the account's default payer, or the account itself */
    when due, now;
    const struct invoice_line *lines;
    size_t count;
};

struct invoice {
    invoice_id id;
    str number; /* "2026-000017" */
    account_id account;
    str cause, cause_ref;
    enum invoice_state state;
    money net, tax, total;
    money paid;     /* taken from the balance so far */
    money credited; /* given back by credit notes */
    struct day issued_day;
    when issued_at, due_at;
    when paid_at, closed_at; /* WHEN_NONE until then */
    str parties;             /* JSON of seller and payer as they were */
};

/* What is still to be paid; zero unless the invoice is open. */
money invoice_due(const struct invoice *invoice);
/* Issued or part-paid: waits for money. */
bool invoice_is_open(const struct invoice *invoice);
bool invoice_is_overdue(const struct invoice *invoice, when now);

/* Issues an invoice with the next number of its year. The same cause and reference again give the
 * first one back, whatever the draft says. ERR_INVALID: no lines or too many, a line whose net and
 * tax are not its total, a total below zero or beyond the ledger's most, no such currency. An
 * invoice over nothing is issued as well; invoice_pay_from_balance then settles it. */
MUST_CHECK err invoice_issue(struct db *tx, struct arena *arena, const struct invoice_draft *draft,
                             struct invoice *out);

/* Takes what is due, or as much of it as the balance has, and settles the invoice when that was the
 * rest: then "invoice.paid" is announced. Taking nothing is ERR_OK; out tells where it stands. A
 * paid invoice stays as it is; ERR_CONFLICT for a cancelled one. actor: who wished it (account,
 * member of staff, "system"). */
MUST_CHECK err invoice_pay_from_balance(struct db *tx, struct arena *arena, invoice_id id,
                                        str actor, when now, struct invoice *out);

/* Takes back an invoice that nothing was paid of, and announces "invoice.cancelled". A cancelled
 * one stays so; ERR_CONFLICT when something was paid. */
MUST_CHECK err invoice_cancel(struct db *tx, struct arena *arena, invoice_id id, when now);

/* Staff: the same for a part-paid one; what was taken goes back to the balance. ERR_CONFLICT when
 * it is paid in full: that takes a credit note. */
MUST_CHECK err invoice_release(struct db *tx, struct arena *arena, invoice_id id, str actor,
                               str reason, when now);

struct credit_draft {
    invoice_id invoice;
    int64_t total; /* minor units; 0: all that is left */
    str reason;    /* as the customer reads it; 1 to 500 characters */
    str actor;
    when now;
};

struct credit_note {
    document_id id;
    str number; /* "CN-2026-000003" */
    invoice_id invoice;
    account_id account;
    money net, tax, total;
    str reason, actor;
    struct day issued_day;
    when issued_at;
};

/* Gives back some or all of a paid invoice, to the balance, by a credit note. Its tax is the
 * invoice's in proportion; all notes together give back exactly the invoice's tax. ERR_CONFLICT
 * when the invoice is not paid or less is left of it; ERR_INVALID for a sum below zero or without a
 * reason. */
MUST_CHECK err invoice_credit(struct db *tx, struct arena *arena, const struct credit_draft *draft,
                              struct credit_note *out);

/* ERR_NOT_FOUND when there is none; the second one also when it is somebody else's. */
MUST_CHECK err invoice_by_id(struct db *db, struct arena *arena, invoice_id id,
                             struct invoice *out);
MUST_CHECK err invoice_of_account(struct db *db, struct arena *arena, account_id account,
                                  invoice_id id, struct invoice *out);
/* By what it is for; ERR_NOT_FOUND while nothing was issued for it. */
MUST_CHECK err invoice_by_cause(struct db *db, struct arena *arena, const char *cause,
                                str cause_ref, struct invoice *out);
/* By its number, as a transfer's purpose names it. */
MUST_CHECK err invoice_by_number(struct db *db, struct arena *arena, str number,
                                 struct invoice *out);

MUST_CHECK err invoice_lines(struct db *db, struct arena *arena, invoice_id id,
                             struct invoice_line **out, size_t *out_count);

/* Which invoices of a list, newest first. */
struct invoice_filter {
    account_id account; /* empty: everybody's, for staff */
    str state;          /* a state's word, "open", "overdue", or empty for all */
    when now;
    when before; /* place in the list: WHEN_NONE from the newest */
    str before_id;
    int64_t limit;
};
MUST_CHECK err invoices_list(struct db *db, struct arena *arena,
                             const struct invoice_filter *filter, struct invoice **out,
                             size_t *out_count);

/* The open invoices of an account, soonest due first, at most limit. */
MUST_CHECK err invoices_open_of(struct db *db, struct arena *arena, account_id account,
                                int64_t limit, struct invoice **out, size_t *out_count);

/* Credit notes of an invoice, oldest first; one by its id; those of an account, newest first. */
MUST_CHECK err credit_notes_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                                       struct credit_note **out, size_t *out_count);
MUST_CHECK err credit_note_by_id(struct db *db, struct arena *arena, document_id id,
                                 struct credit_note *out);

/* Prints every document anew and compares. A line in report for each that differs, then
 * ERR_CONFLICT; ERR_UNAVAILABLE when printing is not possible here, with the reason. */
MUST_CHECK err documents_check(struct db *db, struct arena *arena, const struct outside *outside,
                               struct buf *report);

/* The sample provider of the demonstration, unless somebody wrote one down. */
MUST_CHECK err seller_demo_fill(struct db *tx, struct arena *arena, when now);

/* Writes the seller's next version when the settings say something else than the present one;
 * nothing while nobody wrote the seller down. Once at the start and after a reload, outside a
 * transaction. */
MUST_CHECK err seller_settle(struct db *db, struct arena *arena, const struct settings *settings,
                             when now);

/* Whom customers' transfers are for: as the settings say, else as documents name the seller, else
 * the brand. */
MUST_CHECK err seller_receiver(struct db *db, struct arena *arena, const struct settings *settings,
                               str *out_name, str *out_code);

extern const struct route seller_routes[];
extern const struct staff_screen seller_screens[];
extern const struct route invoices_routes[];
extern const struct route invoices_staff_routes[];
extern const struct route invoices_api_routes[];
extern const struct staff_screen invoices_screens[];
extern const struct job_kind invoices_jobs[];
extern foreign_id_fn invoices_id_is_foreign; /* an invoice, a credit note or a document */
