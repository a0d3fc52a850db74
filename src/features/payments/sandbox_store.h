/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the sandbox provider. */
#pragma once

#include "features/payments/sandbox.h"

err sandbox_store_insert(struct db *tx, const struct sandbox_payment *one, when now);
err sandbox_store_find(struct db *db, struct arena *arena, payment_id payment,
                       struct sandbox_payment *out);
/* *out_moved is false when it was paid or declined before. */
err sandbox_store_change(struct db *tx, const struct sandbox_payment *one, when now,
                         bool *out_moved);
