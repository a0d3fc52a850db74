/* SPDX-License-Identifier: Apache-2.0 */
/* Every document of sample data with its numbers: numbered in the order of time over all customers,
 * then put in order of customers to be written. */
#pragma once

#include "app/seed.h"
#include "app/seed_plan.h"

enum seed_paper_kind {
    PAPER_CYCLE,  /* the invoice of a service's period */
    PAPER_ORDER,  /* an order nobody paid yet, with its invoice */
    PAPER_TOP_UP, /* a payment without an invoice */
    PAPER_USAGE,  /* the same with an invoice over some usage: fills one customer's history */
};

struct seed_paper {
    int64_t issued_us, at_us; /* at: when it is paid */
    uint32_t customer;
    uint32_t cycle; /* of PAPER_USAGE which, else which of the service's */
    uint8_t kind, service;
    bool is_paid;
    int32_t year, invoice; /* "2026" and 17; 0: none */
    int32_t payment, order, service_number;
};

struct seed_papers {
    struct seed_paper *items; /* by customer, then by at_us; freed by seed_papers_done */
    size_t count, room;
    int32_t payments, orders, services;
    int32_t years[4]; /* last number of 2024, 2025, 2026, 2027 */
};

#define SEED_FIRST_YEAR 2024

void seed_papers_of(const struct seed_plan *plan, struct seed_papers *out);
void seed_papers_done(struct seed_papers *papers);

/* Which customer got plan->transactions_of_one. */
uint64_t seed_busiest(const struct seed_plan *plan);
