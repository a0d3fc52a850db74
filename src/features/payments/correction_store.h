/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of corrections. */
#pragma once

#include "features/payments/correction.h"

err correction_store_insert(struct db *tx, const struct correction *one);
err correction_store_find(struct db *db, struct arena *arena, correction_id id,
                          struct correction *out);
err correction_store_page(struct db *db, struct arena *arena, when before, str before_id,
                          int64_t limit, struct correction **out, size_t *out_count);
/* *out_first is false when it was decided before. */
err correction_store_decide(struct db *tx, correction_id id, str state, str actor, when now,
                            bool *out_first);
