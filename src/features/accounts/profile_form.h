/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of profile and phone: one judgement for the pages and the API. */
#pragma once

#include "features/accounts/phone.h"
#include "features/accounts/profile.h"

enum profile_field { PROFILE_NAME, PROFILE_LANGUAGE, PROFILE_TIMEZONE, PROFILE_FIELDS };
extern const struct form_rule profile_form;

/* Judges the fields that were sent; those that were not keep what the account has. */
void profile_form_judge(struct request *req, const struct account *account,
                        struct profile_change *out);

enum { PHONE_NUMBER };
extern const struct form_rule phone_form;
/* Sends a code to the typed phone, or leaves the mistake in the form. */
err phone_form_send(struct request *req);

enum { PHONE_CODE };
extern const struct form_rule phone_code_form;
/* Judges the typed code; *out_proven when the phone is the account's from now on, else the mistake
 * is in the form. */
err phone_form_check(struct request *req, bool *out_proven);
