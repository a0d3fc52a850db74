/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of sample data, written in bulk: balances and sums are kept here while a customer is
 * written, not read from the database for each posting. `kabinet ledger check` accepts the result.
 */
#pragma once

#include "base/id.h"
#include "base/when.h"
#include "db/db.h"

#define SEED_CURRENCIES 2

struct seed_book {
    ledger_account_id id;
    int64_t balance, seq;
};

enum seed_provider_book { SEED_CLEARING, SEED_REVENUE, SEED_TAX, SEED_PROVIDER_BOOKS };

/* The provider's own, in every currency. Whole: a transaction that is run again begins with the
 * copy from before. */
struct seed_books {
    struct seed_book own[SEED_CURRENCIES][SEED_PROVIDER_BOOKS];
    bool are_open[SEED_CURRENCIES];
};

/* A customer's, while he is written. */
struct seed_purse {
    account_id account;
    const char *currency;
    struct seed_book balance, receivable;
    int64_t in, out;     /* so far */
    int64_t paid, spent; /* how many lines of each */
    bool owes;           /* receivable was opened */
};

MUST_CHECK err seed_purse_open(struct db *tx, struct arena *arena, struct seed_books *books,
                               struct seed_purse *purse);
/* Money came by a payment. */
MUST_CHECK err seed_purse_pay_in(struct db *tx, struct arena *arena, struct seed_books *books,
                                 struct seed_purse *purse, payment_id payment, str number,
                                 int64_t amount, when at);

struct seed_bill {
    invoice_id id;
    str number;
    int64_t net, tax;
    when at;
};
/* An invoice is paid from the balance, and earned. */
MUST_CHECK err seed_purse_spend(struct db *tx, struct arena *arena, struct seed_books *books,
                                struct seed_purse *purse, const struct seed_bill *bill);
/* Writes where the customer's books, or the provider's, stand. */
MUST_CHECK err seed_purse_close(struct db *tx, const struct seed_purse *purse);
MUST_CHECK err seed_books_close(struct db *tx, const struct seed_books *books);
