/* SPDX-License-Identifier: Apache-2.0 */
/* The form of registration: one list of fields and one validation for the page and the API. */
#pragma once

#include "features/registration/flow.h"

enum registration_field {
    REGISTER_LOGIN,
    REGISTER_PASSWORD,
    REGISTER_EMAIL,
    REGISTER_PHONE,
    REGISTER_NAME,
    REGISTER_LANGUAGE,
    REGISTER_TERMS,
    REGISTER_ALTCHA,
    REGISTER_CAPTCHA_ID,
    REGISTER_CAPTCHA_CODE,
    REGISTER_CHECK, /* the page's button that only asks whether login and password will do */
    REGISTER_FIELDS
};
extern const struct form_rule registration_form;
extern const struct form_rule registration_api_form; /* without what only a page has */

/* Judges every field and, when they are right, the robot check; mistakes are left in the form. own
 * is the registration of the same browser, whose login is not in its own way; may be empty.
 * ERR_LIMITED: this network asked about too many logins. */
err registration_form_validate(struct request *req, registration_id own,
                               struct registration_draft *out);

/* Is a login taken? That is told to anybody, but not for ever: one budget a network, whichever
 * door. Counts the question. */
bool login_may_be_asked(const struct request *req, struct login login);

/* Judges login and password alone, for help before the form is sent. */
err registration_form_help(struct request *req, registration_id own);
