/* SPDX-License-Identifier: Apache-2.0 */
/* What owners do with their payers, each in a transaction of its own and written to the audit
 * trail. */
#pragma once

#include "features/accounts/accounts.h"
#include "features/payers/payers.h"

enum payer_outcome {
    PAYER_DONE,
    PAYER_HELD, /* after a recovery nothing here changes for a day */
    PAYER_FULL, /* the account has PAYERS_MAX in use */
};

/* A new payer of payer->account; the first one becomes the default. Gives it its id and times. */
MUST_CHECK err payer_create(const struct act *act, struct payer *payer,
                            enum payer_outcome *out_outcome);

/* Writes what its owner changed. A new tax number ends an exemption: it was proved for the old one.
 * ERR_NOT_FOUND when the account has no such payer in use, or payer->kind is another. */
MUST_CHECK err payer_change(const struct act *act, const struct payer *payer,
                            enum payer_outcome *out_outcome);

/* Takes this one when none is named. */
MUST_CHECK err payer_prefer(const struct act *act, account_id account, payer_id id,
                            enum payer_outcome *out_outcome);

/* Puts it away; of the others the oldest becomes the default when this was it. */
MUST_CHECK err payer_deactivate(const struct act *act, account_id account, payer_id id,
                                enum payer_outcome *out_outcome);
