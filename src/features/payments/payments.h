/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the payments room: money from outside. A payment is begun here, a provider says what
 * became of it, and only his proven word credits the customer's balance, once. Return addresses
 * never credit. What an invoice is owed is then taken from the balance. */
#pragma once

#include "base/id.h"
#include "base/money.h"
#include "web/announce.h"
#include "web/foreign_id.h"
#include "web/job.h"
#include "web/page.h"
#include "web/route.h"
#include "web/site.h"
#include "web/staff.h"

extern const struct route payments_routes[];
extern const struct route payments_api_routes[];
extern const struct route payments_staff_routes[];
extern const struct route payments_staff_api_routes[];
extern const struct route payments_notice_routes[];
extern const struct route payments_sandbox_routes[]; /* with --demo only */
extern const struct staff_screen payments_staff_screens[];
extern const struct job_kind payments_jobs[];
/* A cancelled invoice is not paid for any more, and of a paid one every other way closes. */
extern const struct listener payments_listeners[];
extern foreign_id_fn payments_id_is_foreign; /* a payment */

/* Announced in the transaction that credited a payment, after its invoice was paid; ref is the
 * payment's id. */
#define PAYMENT_RECEIVED "payment.received"

#define PAYMENT_STATE_LIST(X)                                                                      \
    X(PAYMENT_NEW, "new")             /* the provider does not know of it yet */                   \
    X(PAYMENT_PENDING, "pending")     /* the customer is at it, or the bank */                     \
    X(PAYMENT_SUCCEEDED, "succeeded") /* credited */                                               \
    X(PAYMENT_FAILED, "failed")                                                                    \
    X(PAYMENT_EXPIRED, "expired")                                                                  \
    X(PAYMENT_CANCELLED, "cancelled")

enum payment_state {
#define X(name, word) name,
    PAYMENT_STATE_LIST(X)
#undef X
};

struct payment {
    payment_id id;
    int64_t number;
    account_id account;
    str provider;
    invoice_id invoice; /* no text: a top-up */
    money amount;       /* asked for */
    money received;     /* credited; zero until then */
    money returned;     /* refunded or charged back */
    enum payment_state state;
    str external_id, charge_id; /* the provider's, or empty */
    str checkout_url;           /* the provider's page, or empty */
    str failure;                /* stable word, or empty */
    when created_at, changed_at, expires_at;
    when received_at; /* WHEN_NONE until credited */
    when begun_at;    /* the customer is making it, says its provider; WHEN_NONE until then */
    int64_t applied;  /* its invoice took so much of it when it came; -1: not known */
    int64_t debt;     /* so much of it went against what the customer owed */
};

/* The method that takes an invoice from the balance alone. */
#define PAYMENT_METHOD_BALANCE "balance"

struct payment_ask {
    const struct site *site;
    account_id account;
    str provider;       /* one that payment_methods lists */
    money amount;       /* more than zero */
    invoice_id invoice; /* no text: a top-up of the balance */
    when now;
};

/* Begins a payment. The same provider, invoice and amount again while the first is open gives the
 * first. ERR_INVALID: no such provider for this currency, or an amount out of bounds. */
MUST_CHECK err payment_start(struct db *tx, struct arena *arena, const struct payment_ask *ask,
                             struct payment *out);

struct payment_for_invoice {
    const struct site *site;
    account_id account;
    invoice_id invoice; /* checked to be the account's */
    str method;         /* PAYMENT_METHOD_BALANCE or a provider's name */
    bool keep_balance;  /* ask the provider for all that is due, even if part lies on the balance */
    when now;
};

struct payment_step {
    bool paid;          /* the invoice is settled now */
    payment_id payment; /* no text when it was paid from the balance */
    struct url where;   /* where the customer goes on; a path of ours */
};

/* Pays an invoice: from the balance at once, or begins a payment for what the balance does not
 * cover. ERR_NOT_FOUND: not an invoice of this account. ERR_CONFLICT: nothing is due any more.
 * ERR_LIMITED: the method is the balance, and it does not suffice (nothing was changed).
 * ERR_INVALID: no such method for this currency. */
MUST_CHECK err payment_pay_invoice(struct db *tx, struct arena *arena,
                                   const struct payment_for_invoice *ask, struct payment_step *out);

struct payment_receipt {
    str external_id; /* the provider's id of the payment; empty when it has none */
    str charge_id;   /* the provider's id of the money taken, for refunds */
    money received;
    str actor; /* "system", or the member of staff who saw the money arrive */
    when now;
};

/* Credits a payment with what was received, once, pays its invoice from the balance and announces
 * PAYMENT_RECEIVED. A payment that had failed or expired is credited too: the money is there.
 * ERR_CONFLICT: it was credited before, or external_id belongs to another payment. */
MUST_CHECK err payment_received(struct db *tx, struct arena *arena, payment_id payment,
                                const struct payment_receipt *receipt);

/* ERR_NOT_FOUND for others' and absent ones alike. */
MUST_CHECK err payment_of_account(struct db *db, struct arena *arena, account_id account,
                                  payment_id id, struct payment *out);
/* Whose ever; for listeners and staff. */
MUST_CHECK err payment_by_id(struct db *db, struct arena *arena, payment_id id,
                             struct payment *out);

/* Is money on its way for this invoice? */
MUST_CHECK err payment_is_under_way(struct db *db, struct arena *arena, invoice_id invoice,
                                    bool *out);

/* What the customer may spend in this currency; negative when he owes. */
MUST_CHECK err payment_spendable(struct db *db, struct arena *arena, account_id account,
                                 str currency, money *out);

/* The customer takes back a payment that nobody has begun to make; what the provider has for it
 * closes too. ERR_NOT_FOUND: not a payment of this account. ERR_CONFLICT: it is not open any more,
 * or it is being made. */
MUST_CHECK err payment_withdraw(struct db *tx, struct arena *arena, account_id account,
                                payment_id id, when now);
/* May it be withdrawn just now? */
MUST_CHECK err payment_may_withdraw(struct db *db, struct arena *arena,
                                    const struct payment *payment, bool *out);

struct payment_method {
    str name;          /* for forms and the API */
    const char *title; /* N_("Bank transfer") */
    const char *hint;  /* N_() sentence on how long it takes, what happens */
};

/* The providers that take this currency here, without the balance; static storage. */
size_t payment_methods(const struct site *site, str currency, struct payment_method *out,
                       size_t max);
#define PAYMENT_METHODS_MAX 8

/* The currencies that balances are kept in here, as the settings list them. */
size_t payment_currencies(const struct site *site, struct arena *arena, str **out);
bool payment_currency_is_kept(const struct site *site, struct arena *arena, str currency);

/* The stable word of a state. */
str payment_state_word(enum payment_state state);
