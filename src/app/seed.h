/* SPDX-License-Identifier: Apache-2.0 */
/* Sample data for an empty database: what `kabinet seed` writes, for demonstrations and measuring.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

struct seed_plan {
    uint64_t accounts, seed;
    uint64_t transactions_of_one; /* on the balance of one customer, the middle one; 0: as others */
    str password_hash;            /* of every account */
    str terms_version;
};

struct seed_counts {
    uint64_t services, orders, invoices, payments;
    str busiest; /* login of who has transactions_of_one, or empty */
};

/* ERR_CONFLICT, with a line in complaints, when there are accounts already. A failure half-way
 * leaves what was written. */
err seed_fill(struct db_engine *engine, struct arena *arena, const struct seed_plan *plan,
              struct buf *complaints, struct seed_counts *out) MUST_CHECK;
