/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of payments show. */
#pragma once

#include "features/payments/notice.h"
#include "features/payments/payments.h"
#include "features/payments/returns.h"
#include "web/components.h"

/* A payment as a row of a list. */
struct payment_line {
    struct url url;
    str number; /* "No. 17" */
    str method;
    str what; /* what it is for */
    str amount;
    enum tone tone;
    str state;
    str owner; /* on staff's pages: number of the account */
    when at;
};

struct payments_view {
    const struct payment_line *lines;
    size_t count;
    const str *balances; /* "300.00 UAH" for each currency */
    size_t balance_count;
    struct pager pages;
};

struct return_line {
    str amount, state, reason, asked_by, decided_by;
    enum tone tone;
    when at;
    bool is_charge_back;
    bool waits;               /* for a second member */
    struct url agree, refuse; /* POST */
};

/* Where a bank transfer goes. */
struct bank_details {
    str receiver, iban, code, bank, purpose;
};

struct payment_view {
    struct payment_line line;
    str id;
    str received, returned; /* empty: nothing */
    struct link on;         /* where to go on paying; empty: nowhere */
    bool waits;             /* open, and there is nothing to press */
    bool by_bank;
    struct bank_details bank;
    struct url invoice;  /* empty: a top-up */
    struct url withdraw; /* POST; empty: it may not be taken back */
    struct url again;    /* where to try once more what was declined; empty: nowhere */
    str explanation;     /* what the state means for the customer */
    const struct return_line *returns;
    size_t return_count;
};

struct pay_method {
    str name, title, hint;
    bool chosen;
};

enum { PAY_METHOD, PAY_KEEP_BALANCE, PAY_FIELDS };
struct pay_view {
    struct url action, back;
    str number; /* of the invoice */
    str total, due, balance, rest;
    bool has_balance; /* part of it lies on the balance */
    bool suffices;    /* all of it does */
    const struct pay_method *methods;
    size_t method_count;
    struct field *fields;
    str whole;
};

enum { TOP_UP_AMOUNT, TOP_UP_CURRENCY, TOP_UP_METHOD, TOP_UP_FIELDS };
struct top_up_view {
    struct field *fields;
    const struct pay_method *methods;
    size_t method_count;
    str whole;
    str limits;
};

struct sandbox_view {
    str amount, number;
    str state; /* "open", "pending", "paid", "declined" */
    bool is_open;
    struct url action, back;
    str signature, body; /* of the notice that "paid" sends */
    struct url notice;
    str id;
};

/* Words for people. */
str payment_state_name(enum lang lang, enum payment_state state);
enum tone payment_tone(enum payment_state state);
str payment_method_name(enum lang lang, str provider);
/* What a payment did when it came: from the books, after the fact. */
str payment_did_words(enum lang lang, const struct payment *payment);
struct request;
struct payment_line payment_line_of(struct request *req, const struct payment *payment);
/* What one payment is for, with the number of its invoice; lists do without that. */
str payment_purpose(struct request *req, const struct payment *payment);
