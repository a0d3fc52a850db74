/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the billing room: the ledger, which every movement of money goes through, and the
 * numbers of documents. Everything here runs inside the caller's transaction, so money and what it
 * is for change together or not at all. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/id.h"
#include "base/money.h"
#include "base/when.h"
#include "db/db.h"
#include "web/command.h"
#include "web/foreign_id.h"
#include "web/route.h"

/* Kinds of accounts. A customer has one of each and currency, made when first used; the provider
 * likewise. */
#define BOOK_LIST(X)                                                                               \
    X(BOOK_BALANCE, "balance")       /* prepaid money of a customer: a credit is his to spend */   \
    X(BOOK_RECEIVABLE, "receivable") /* issued and not yet paid */                                 \
    X(BOOK_REVENUE, "revenue")       /* earned */                                                  \
    X(BOOK_TAX, "tax")               /* to be handed on */                                         \
    X(BOOK_CLEARING, "clearing")     /* with a bank or payment provider */                         \
    X(BOOK_BONUS, "bonus")           /* given away */

enum book {
#define X(name, word) name,
    BOOK_LIST(X)
#undef X
};

/* Most minor units of one line: a trillion hryvnias. Sums of any real book then fit the database's
 * own arithmetic with room to spare. */
#define LEDGER_AMOUNT_MAX INT64_C(100000000000000)

struct ledger_line {
    enum book book;
    account_id owner; /* no text: the provider's own */
    money amount;     /* positive is a debit, negative a credit; never zero */
};

/* What a customer may look at for a movement of money. Left out, the cause and its reference say
 * it: "payment.received" refers to the payment, "invoice.applied" to the invoice ("ID" or "ID:n").
 */
struct ledger_document {
    const char *kind; /* "invoice" or "payment"; NULL = none */
    str id;
    str number; /* what people call it; may be empty */
};

struct ledger_entry {
    const char *cause; /* stable word: "payment.received" */
    str cause_ref;     /* id of what caused it; with cause, posted once */
    str actor;         /* account, member of staff, or "system" */
    str note;          /* the reason of a correction, or empty */
    when now;
    struct ledger_document document; /* may be left out */
    const struct ledger_line *lines;
    size_t count;
};

/* Posts a transaction. ERR_INVALID: fewer than two lines, a zero, an amount over
 * the most, a currency that does not sum to
 * zero, or a balance that would not fit. ERR_CONFLICT: this cause and reference were posted before.
 */
MUST_CHECK err ledger_post(struct db *tx, struct arena *arena, const struct ledger_entry *entry,
                           transaction_id *out);

/* The sum of an account's postings; zero when it has none. owner without text is the provider. */
MUST_CHECK err ledger_balance(struct db *db, struct arena *arena, enum book book, account_id owner,
                              str currency, money *out);

/* What the customer has to spend (negative: owes) in each currency money ever moved in. */
MUST_CHECK err balances_of(struct db *db, struct arena *arena, account_id account, money **out,
                           size_t *out_count);

/* Recomputes everything: sums per currency and per transaction, balances, numbering, the balance
 * behind each posting, and the customers' history. A line in report for every difference (at most
 * 20 of a kind), then ERR_CONFLICT. */
MUST_CHECK err ledger_check(struct db *db, struct arena *arena, struct buf *report);

/* The next number of a series, beginning with 1. Gapless: a transaction that rolls back gives its
 * number back. */
MUST_CHECK err document_number_take(struct db *tx, struct arena *arena, str series, int64_t *out);

extern const struct route billing_routes[];
extern const struct route billing_api_routes[];
extern foreign_id_fn billing_id_is_foreign; /* a transaction */
extern const struct room_command billing_commands[];
