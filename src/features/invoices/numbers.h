/* SPDX-License-Identifier: Apache-2.0 */
/* The date and the number a document gets when it is issued. */
#pragma once

#include "features/invoices/invoices.h"

/* The date it is where the customer lives. */
err issue_day(struct db *db, struct arena *arena, account_id account, when now, struct day *out);

/* "2026-000017" behind prefix: the next one of the kind's series for the year of the day. */
err issue_number(struct db *tx, struct arena *arena, const char *kind, const char *prefix,
                 struct day d, str *out);
