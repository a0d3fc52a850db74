/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a payer: one validation for the pages and the API. */
#pragma once

#include "features/payers/payer_act.h"
#include "web/form.h"

enum payer_field {
    PAYER_KIND,
    PAYER_NAME,
    PAYER_TAX_NUMBER,
    PAYER_VAT_NUMBER,
    PAYER_IBAN,
    PAYER_COUNTRY,
    PAYER_ADDRESS,
    PAYER_DEFAULT,
    PAYER_FIELDS
};
extern const struct form_rule payer_form;

/* False for a kind that there is not. */
bool payer_kind_is_known(str kind);

/* Judges what was sent; fields that were not keep what payer has. Mistakes are in the form. */
void payer_form_validate(struct request *req, struct payer *payer);

/* Creates or changes the validated payer, or leaves the mistake in the form. */
err payer_form_create(struct request *req, struct payer *out);
err payer_form_change(struct request *req, struct payer *payer);

/* Leaves what stands against it in the form as a whole. */
void payer_form_tell(struct request *req, enum payer_outcome outcome);
