/* SPDX-License-Identifier: Apache-2.0 */
/* A customer's money history: every line of his balance, filtered, page by page, and what a range
 * or a month sums up to. Whatever is asked costs the same with twenty lines and with a million: the
 * sums stand in the lines themselves. Reads only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/day.h"
#include "base/err.h"
#include "base/id.h"
#include "base/money.h"
#include "base/when.h"
#include "db/db.h"
#include "features/billing/billing.h"
#include "i18n/tr.h"
#include "i18n/zone.h"

/* What moves money on a balance, as customers and the API name it. */
#define MOVEMENT_LIST(X)                                                                           \
    X(MOVEMENT_PAYMENT, "payment", "payment.received", N_("Payment received"))                     \
    X(MOVEMENT_INVOICE, "invoice", "invoice.applied", N_("Invoice paid"))                          \
    X(MOVEMENT_CREDIT_NOTE, "credit_note", "invoice.credited", N_("Credit note"))                  \
    X(MOVEMENT_RELEASE, "release", "invoice.released", N_("Invoice cancelled"))                    \
    X(MOVEMENT_REFUND, "refund", "payment.refunded", N_("Refund"))                                 \
    X(MOVEMENT_REFUND_FAILED, "refund_failed", "payment.refund_failed", N_("Refund failed"))       \
    X(MOVEMENT_CHARGE_BACK, "charge_back", "payment.charged_back", N_("Payment reversed"))         \
    X(MOVEMENT_CORRECTION, "correction", "correction", N_("Correction"))

enum movement {
#define X(name, word, cause, title) name,
    MOVEMENT_LIST(X)
#undef X
        MOVEMENT_OTHER, /* nothing of the list; cannot be filtered for */
};

/* The API's word, the sentence for people, and back from the word; false for no such word. */
str movement_word(enum movement movement);
str movement_title(enum movement movement, enum lang lang);
bool movement_of_word(str word, enum movement *out);

/* A balance of a customer, in one currency. */
struct balance_book {
    ledger_account_id id;
    money balance; /* to spend; negative when owed */
};

/* Balances of the account in the order of their currencies; none before the first money moved. */
MUST_CHECK err balance_books(struct db *db, struct arena *arena, account_id account,
                             struct balance_book **out, size_t *out_count);

struct history_line {
    when at;
    int64_t seq;
    transaction_id id;
    enum movement movement;
    struct ledger_document document; /* kind "" for none */
    str note;
    money amount, balance; /* as the customer sees them: what came is positive */
};

/* A place in the history: lines are read from the newest to the oldest. */
struct history_place {
    when at; /* WHEN_NONE: from the newest */
    int64_t seq;
};

struct history_range {
    ledger_account_id book;
    str currency;
    bool of_movement; /* only those of movement */
    enum movement movement;
    when from, until; /* [from, until); WHEN_NONE: open */
};

/* At most limit lines of the range behind the place. */
MUST_CHECK err history_lines(struct db *db, struct arena *arena, const struct history_range *range,
                             struct history_place before, int64_t limit, struct history_line **out,
                             size_t *out_count);

struct history_totals {
    int64_t count;
    money in, out;          /* both as positive numbers */
    money opening, closing; /* the balance before and after; the same whatever the movement */
};
MUST_CHECK err history_totals_of(struct db *db, struct arena *arena,
                                 const struct history_range *range, struct history_totals *out);

/* The line of a transaction in the account's history; ERR_NOT_FOUND also when it is in somebody
 * else's. */
MUST_CHECK err history_line_of(struct db *db, struct arena *arena, account_id account,
                               transaction_id id, struct history_line *out);

#define SPENDING_MONTHS 12

struct spending_month {
    int year, month;  /* month from 1 */
    struct day first; /* of the month */
    money spent;      /* taken for invoices less what credit notes and cancelling gave back */
    money paid_in;    /* payments less refunds and reversals */
};
/* The last SPENDING_MONTHS months of a zone's calendar, the present one last. */
MUST_CHECK err spending_of(struct db *db, struct arena *arena, const struct balance_book *book,
                           const struct zone *zone, when now,
                           struct spending_month out[SPENDING_MONTHS]);

/* Reads "2026-11-22"; false for anything else. */
bool history_day_parse(str text, struct day *out);
/* The moment a day begins in the zone. */
when history_day_begins(struct day date, const struct zone *zone);
