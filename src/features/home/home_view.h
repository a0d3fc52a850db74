/* SPDX-License-Identifier: Apache-2.0 */
/* What the customer's home page shows. */
#pragma once

#include "features/accounts/accounts.h"
#include "web/components.h"
#include "web/session.h"

#define HOME_SERVICES 5
#define HOME_INVOICES 3
#define HOME_OPERATIONS 5

/* How long one balance does. */
struct home_balance {
    str sum;       /* "300.00 UAH" */
    str reach;     /* "Enough until 28 Nov 2026"; empty when nothing is to be paid */
    str next;      /* "Next charge: 350.00 UAH on 25 Nov 2026"; empty without one */
    bool is_short; /* soon */
};

struct home_service {
    struct url url;
    str name, about;
    const char *icon;
    enum tone tone;
    str badge; /* how urgent, in words */
};

struct home_invoice {
    struct url url, pay;
    str number, sum, due;
    bool overdue;
};

struct home_operation {
    str title, step;
    when started_at;
    int64_t progress; /* percent; -1: waits for somebody */
};

struct home_view {
    const struct account *account;
    bool recovered;   /* access was recovered, and its owner has not looked through contacts yet */
    bool wants_phone; /* its phone went to whoever proved it: another is wanted */
    bool asks_phone;  /* its phone waits for a code */
    struct account_stop stop; /* restricted by staff, or not stopped */
    when held_until;          /* WHEN_NONE unless contacts stand still after a recovery */
    str devices;              /* on how many it is signed in, in words */

    struct home_balance *balances; /* one for each currency; none before money moved */
    size_t balance_count;
    struct home_service services[HOME_SERVICES];
    size_t service_count;
    bool more_services;
    struct home_invoice invoices[HOME_INVOICES];
    size_t invoice_count;
    bool more_invoices;
    struct home_operation operations[HOME_OPERATIONS];
    size_t operation_count;
};
