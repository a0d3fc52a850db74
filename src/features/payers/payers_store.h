/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of payers. */
#pragma once

#include "features/payers/payers.h"

/* ERR_NOT_FOUND when the account has no such payer, in use or not. */
err payer_store_find(struct db *db, struct arena *arena, account_id account, payer_id id,
                     struct payer *out);
err payer_store_default(struct db *db, struct arena *arena, account_id account, struct payer *out);
