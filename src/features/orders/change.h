/* SPDX-License-Identifier: Apache-2.0 */
/* What a customer does with an order he has: names it, deletes, splits and merges it. The order's
 * owner is checked before; the rules (order_rules.h) here. */
#pragma once

#include "features/orders/orders.h"
#include "web/site.h"

/* Each: ERR_NOT_FOUND for an order that is not the account's; ERR_CONFLICT with *out_code, a code
 * of web/field_error.c, when the order does not allow it now. */

MUST_CHECK err order_rename(struct db *tx, struct arena *arena, account_id account, str id,
                            str name, const char **out_code);
MUST_CHECK err order_cancel(struct db *tx, struct arena *arena, account_id account, str id,
                            when now, const char **out_code);

/* The lines of ids, and the add-ons that belong to them, become an order of their own with an
 * invoice of its own; it is due when the first one is. */
MUST_CHECK err order_split(struct db *tx, struct arena *arena, account_id account, str id,
                           const str *ids, size_t count, when now, order_id *out,
                           const char **out_code);
/* All lines of the other order come into this one; the other is over. */
MUST_CHECK err order_merge(struct db *tx, struct arena *arena, account_id account, str id,
                           str other, when now, const char **out_code);

/* By staff; with money paid in part, that goes to the balance. ERR_CONFLICT: not open. */
MUST_CHECK err order_cancel_by_staff(struct db *tx, struct arena *arena, order_id id, str actor,
                                     str reason, when now);
