/* SPDX-License-Identifier: Apache-2.0 */
/* Notices about refunds; of apply.c alone. */
#pragma once

#include "features/payments/notice.h"

bool notice_is_about_refund(const struct notice *notice);
/* What becomes of the notice: a state and, for parked and ignored ones, why. */
err notice_apply_refund(struct db *tx, struct arena *arena, const struct notice *notice, when now,
                        payment_id *out_payment, const char **out_state, const char **out_reason);
