/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of payers. */
#pragma once

#include "features/payers/payers.h"

/* ERR_NOT_FOUND when the account has no such payer, in use or not. */
err payer_store_find(struct db *db, struct arena *arena, account_id account, payer_id id,
                     struct payer *out);
err payer_store_default(struct db *db, struct arena *arena, account_id account, struct payer *out);
err payer_store_put(struct db *tx, const struct payer *payer);
err payer_store_rewrite(struct db *tx, const struct payer *payer);
/* No other one of the account is the default from then on. */
err payer_store_prefer(struct db *tx, account_id account, payer_id id, when now);
err payer_store_put_away(struct db *tx, payer_id id, when now);
