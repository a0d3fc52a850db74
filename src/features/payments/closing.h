/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a payment that nobody is to make any more: its invoice was settled in another way or
 * cancelled, or the customer withdrew it. What the provider has for it is closed there as well;
 * money that comes after all goes to the balance. */
#pragma once

#include "features/payments/payments.h"

/* Closes an open payment and has its provider close what it has. why: a stable word. Nothing
 * happens to one that is not open. */
MUST_CHECK err payment_close(struct db *tx, const struct payment *payment, str why, when now);

/* Has the provider close what it has for a payment that is closed here. */
MUST_CHECK err payment_close_there(struct db *tx, const struct payment *payment, when now);
