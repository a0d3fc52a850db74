/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the history. */
#pragma once

#include "features/billing/history.h"

struct history_sums {
    int64_t count, in, out, balance;
};

/* What had come and gone before a moment; zeroes when nothing had. */
err history_store_sums(struct db *db, struct arena *arena, const struct history_range *range,
                       when at, struct history_sums *out);
/* The same for one movement; no balance. */
err history_store_sums_of(struct db *db, struct arena *arena, const struct history_range *range,
                          when at, struct history_sums *out);
struct history_month_sums {
    int64_t spent, paid_in;
};
/* Before each of the moments. */
err history_store_months(struct db *db, struct arena *arena, ledger_account_id book,
                         const when marks[SPENDING_MONTHS + 1],
                         struct history_month_sums out[SPENDING_MONTHS + 1]);
/* The cause that a movement is posted with. */
str movement_cause(enum movement movement);
enum movement movement_of_cause(str cause);
