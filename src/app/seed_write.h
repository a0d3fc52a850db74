/* SPDX-License-Identifier: Apache-2.0 */
/* Writes what one sample customer has: services, orders, documents, payments and their money. */
#pragma once

#include "app/seed_books.h"
#include "app/seed_goods.h"
#include "app/seed_papers.h"

struct seed_customer {
    const struct seed_plan *plan;
    const struct seed_goods *goods;
    const struct seed_person *person;
    const struct seed_purchase *purchase;
    account_id account;
    const struct seed_paper *papers; /* his, by time of payment */
    size_t count;
    bool is_watched; /* the scheduler takes care of his services */
};

MUST_CHECK err seed_write_customer(struct db *tx, struct arena *arena, struct seed_books *books,
                                   const struct seed_customer *customer);
