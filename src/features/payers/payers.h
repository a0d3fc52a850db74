/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the payers room: who the documents of an account are made out to. A payer keeps its
 * kind; documents keep a copy of it, so a change here touches none that was issued. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"
#include "web/foreign_id.h"
#include "web/route.h"

#define PAYERS_MAX 50 /* of one account, in use */

struct payer {
    payer_id id;
    account_id account;
    str kind; /* "individual", "sole_proprietor", "company" */
    str name, tax_number, vat_number, iban, country, address;
    bool tax_exempt; /* staff saw proof that no tax is due */
    bool is_default;
    when created_at, changed_at;
    when deactivated_at; /* WHEN_NONE: in use */
};

/* The payer of that id in use by the account, or its default when id is empty. ERR_NOT_FOUND for
 * somebody else's, a deactivated one, and when no default was ever made. */
MUST_CHECK err payer_of_account(struct db *db, struct arena *arena, account_id account, payer_id id,
                                struct payer *out);

/* Those in use, the default one first. */
MUST_CHECK err payers_of_account(struct db *db, struct arena *arena, account_id account,
                                 struct payer **out, size_t *out_count);

/* What a document keeps of a payer: one JSON object with kind, name, tax_number, vat_number, iban,
 * country and address. Without a payer the account's own name stands there, as an individual.
 * ERR_NOT_FOUND when a payer is named that the account does not have in use. */
MUST_CHECK err payer_snapshot(struct db *db, struct arena *arena, account_id account, payer_id id,
                              str *out);

/* True when staff freed this payer (or the default one, when id is empty) of tax. ERR_NOT_FOUND as
 * payer_snapshot. */
MUST_CHECK err payer_is_exempt(struct db *db, struct arena *arena, account_id account, payer_id id,
                               bool *out);

/* Frees a payer of tax, or ends that: staff alone. */
MUST_CHECK err payer_free_of_tax(struct db *tx, payer_id id, when now);
MUST_CHECK err payer_tax_again(struct db *tx, payer_id id, when now);

/* Reads the number of a bank account (IBAN): NULL and its canonical form, or the code for its
 * field.
 */
const char *payer_iban_parse(struct arena *arena, str typed, str *out);

extern const struct route payers_routes[];
extern const struct route payers_api_routes[];
extern foreign_id_fn payers_id_is_foreign; /* a payer */
