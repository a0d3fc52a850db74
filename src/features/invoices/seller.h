/* SPDX-License-Identifier: Apache-2.0 */
/* The provider as documents name it. Each change is a new version; invoices keep what they were
 * issued with. */
#pragma once

#include "features/invoices/invoices.h"
#include "system/settings.h"

struct seller {
    int64_t version; /* 0: nobody wrote it down yet */
    str name_uk, name_en, tax_number, vat_number, iban, bank, address_uk, address_en;
    str signer_uk, signer_en;
};

/* All texts empty and version 0 while nobody wrote it down. */
MUST_CHECK err seller_now(struct db *db, struct arena *arena, struct seller *out);

/* The next version. */
MUST_CHECK err seller_put(struct db *tx, const struct seller *seller, str actor, when now);

/* Takes over what the settings say; true when something differed. */
bool seller_follow_settings(const struct settings *settings, struct seller *seller);
