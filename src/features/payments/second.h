/* SPDX-License-Identifier: Apache-2.0 */
/* Money that came a second time for one payment. */
#pragma once

#include "features/payments/payments.h"

/* A further payment on the same account by the same provider, without an invoice, to be credited
 * by the caller at once. */
MUST_CHECK err payment_like(struct db *tx, struct arena *arena, const struct payment *first,
                            money amount, when now, struct payment *out);
