/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of profile, e-mail and phone: one judgement for the pages and the API. */
#pragma once

#include "features/accounts/contact.h"
#include "features/accounts/profile.h"

enum profile_field { PROFILE_NAME, PROFILE_LANGUAGE, PROFILE_TIMEZONE, PROFILE_FIELDS };
extern const struct form_rule profile_form;

/* Judges the fields that were sent; those that were not keep what the account has. */
void profile_form_check(struct request *req, const struct account *account,
                        struct profile_change *out);

enum { CONTACT_VALUE };
extern const struct form_rule email_form, phone_form;
/* Sends a code to the typed contact, or leaves the mistake in the form. */
err contact_form_send(struct request *req, enum contact_kind kind);

enum { CONTACT_CODE };
extern const struct form_rule contact_code_form;
/* Checks the typed code; *out_proven when the contact is the account's from now on, else the
 * mistake is in the form. */
err contact_form_check(struct request *req, enum contact_kind kind, bool *out_proven);
