/* SPDX-License-Identifier: Apache-2.0 */
/* A change of tariff, from the request to its end. */
#pragma once

#include "features/invoices/invoices.h"
#include "features/tariffs/modes.h"

enum change_state {
    CHANGE_QUOTED,
    CHANGE_WAITING,   /* for its payment */
    CHANGE_SCHEDULED, /* for the end of the period */
    CHANGE_UNDER_WAY, /* paid, or free: an operation decides what becomes of it */
    CHANGE_DONE,
    CHANGE_VOID
};
str change_state_word(enum change_state state);

struct tariff_change {
    quote_id id;
    service_id service;
    account_id account;
    enum change_state state;
    enum tariff_mode mode;
    struct service_tariff to;
    day on;
    str basis; /* what it was counted from */
    int64_t price, credit, charge, due;
    int64_t tax_bp; /* of the new tariff */
    bool promo;     /* it uses a period of the promo code */
    day until;
    invoice_id invoice; /* no text: none */
    when created_at;
};

/* The price that days of a kind were counted by: what a change is counted by later, too. */
struct change_price {
    int64_t sold_months; /* of days that were sold for so many months */
    bool promo;          /* and used a period of the promo code */
    struct stretch_price price;
};

/* What somebody asks for. */
struct change_request {
    str plan; /* id or code; empty: the same, with other parameters */
    enum tariff_mode mode;
    int64_t months, quantity; /* 0: as it is */
    str options;              /* JSON object; empty: those that mean the same */
    str actor;
    when now;
};

#define OVERUSE_MAX 8

/* Why it cannot be: code is a word of web/field_error.c. */
struct change_fault {
    const char *code;
    struct {
        str name;
        int64_t used, allowed;
    } overuse[OVERUSE_MAX]; /* of "usage_over_limit" */
    size_t overuse_count;
};

/* A change as it would be, with all numbers. */
struct change_count {
    struct plan from, to;
    struct service_tariff tariff;
    struct service_price price;   /* of the whole period that is shown */
    int64_t sold_months;          /* how long that is */
    bool promo;                   /* it uses a period of the promo code */
    struct stretch *paid;         /* what is paid for */
    struct stretch_price *prices; /* one for each of it */
    size_t paid_count;
    struct change_sums sums;
    enum tariff_mode mode;
    day on;
    str basis;
};

/* Counts what is asked for; ERR_INVALID with the fault filled. */
err change_look(struct db *db, struct arena *arena, const struct service *service,
                const struct change_request *asked, struct change_count *out,
                struct change_fault *out_fault);

/* Keeps what was counted as a quote. */
err change_quote(struct db *tx, struct arena *arena, const struct service *service,
                 const struct change_count *count, when now, quote_id *out);

/* Does it, if it still counts to the same basis. ERR_INVALID with the fault filled; its code is
 * "quote_stale" when a day has turned or a price has changed. What has to be paid is taken from the
 * balance if that covers it, else its invoice waits. */
err change_begin(struct db *tx, struct arena *arena, struct service *service,
                 const struct change_request *asked, str basis, struct tariff_change *out,
                 struct change_fault *out_fault);

/* Fills in what is paid for, the tariff with its options made complete, and its price: of a new
 * period, which uses the promo code while it counts; of days that are converted, for the length of
 * the running period; of days that stay, for each of their periods. */
err change_price(struct db *db, struct arena *arena, const struct service *service,
                 const struct change_request *asked, struct change_count *out,
                 struct change_fault *fault);

/* What is left of the stretches that were sold with this tax. */
err change_left_with_tax(const struct stretch *paid, size_t count, day on, int64_t tax_bp,
                         int64_t *out);
/* Issues the invoice of the new days, less what is left of the old ones, and notes it with the
 * change and the service. */
err change_issue(struct db *tx, struct arena *arena, const struct service *service,
                 struct tariff_change *change, const struct change_count *count,
                 struct invoice *out);
/* Nothing is to be paid, but the days that come back had another tax than the new ones: what the
 * books and documents say of both must be true, so the ones are credited and the others invoiced.
 * With a debt on the balance the money stays where it is. Out stays without text when it is not
 * so. */
err change_issue_apart(struct db *tx, struct arena *arena, const struct service *service,
                       struct tariff_change *change, const struct change_basis *basis,
                       const struct change_sums *sums, when now, invoice_id *out);

/* Its invoice was paid: it is carried out. */
err change_paid(struct db *tx, struct arena *arena, struct tariff_change *change, when now);
/* The driver did it, or will not: money and plan follow. */
err change_carried_out(struct db *tx, struct arena *arena, struct tariff_change *change, when now);
/* The driver is asked to do it. */
err change_carry_out(struct db *tx, struct arena *arena, struct service *service,
                     struct tariff_change *change, when now);
/* Withdraws one that waits or is scheduled. */
err change_withdraw(struct db *tx, struct arena *arena, struct tariff_change *change, str actor,
                    when now);

/* Rows. */
err change_store_insert(struct db *tx, const struct tariff_change *change);
err change_price_store_put(struct db *tx, quote_id change, const struct change_price *price);
/* Those of a change; the same price again is one. */
err change_price_store_all(struct db *db, struct arena *arena, quote_id change,
                           struct change_price **out, size_t *out_count);
err change_store_find(struct db *db, struct arena *arena, quote_id id, struct tariff_change *out);
err change_store_of_invoice(struct db *db, struct arena *arena, invoice_id invoice,
                            struct tariff_change *out);
/* The one that waits or is scheduled; ERR_NOT_FOUND without. */
err change_store_pending(struct db *db, struct arena *arena, service_id service,
                         struct tariff_change *out);
err change_store_invoice(struct db *tx, const struct tariff_change *change);
/* UNDER_WAY is kept as "waiting" with a mark. */
err change_store_set(struct db *tx, struct tariff_change *change, enum change_state state,
                     when now);
/* Changes since then that gave money back. */
err change_store_given_back(struct db *db, struct arena *arena, service_id service, when since,
                            int64_t *out);
/* Changes to plans that the service has no longer; plan without text: all of them. */
err change_store_left(struct db *db, struct arena *arena, service_id service, str plan,
                      quote_id **out, size_t *out_count);
/* Quotes nobody took. */
err change_store_purge(struct db *tx, when before);
