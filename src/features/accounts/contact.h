/* SPDX-License-Identifier: Apache-2.0 */
/* Proving a contact by a code that came to it. An account has one e-mail and one phone; nothing of
 * it changes before the new contact is proven. What differs by kind stands in email_change.c and
 * phone.c. */
#pragma once

#include "features/accounts/accounts.h"

enum contact_kind { CONTACT_EMAIL, CONTACT_PHONE };

enum contact_send {
    CONTACT_CODE_SENT, /* or as if: whose an e-mail is, is told to nobody */
    CONTACT_TOO_SOON,  /* a code left a moment ago */
    CONTACT_LIMITED,   /* the budgets of letters or text messages say no */
    CONTACT_HELD,      /* another contact than the present one, within a day of a recovery */
    CONTACT_IS_PROVEN, /* this e-mail is the account's and proven; or a phone is, which has to be
                        * removed before another one comes */
};

/* Sends a code to the contact the account wants to prove; value is canonical. */
err contact_send_code(const struct act *act, account_id account, enum contact_kind kind, str value,
                      enum contact_send *out);

enum contact_check {
    CONTACT_PROVEN,
    CONTACT_CODE_WRONG,
    CONTACT_CODE_CLOSED, /* too many wrong ones today for this contact or account, in any flow */
    CONTACT_CODE_SPENT,  /* none alive: run out, tried too often, never asked for */
    CONTACT_OF_ANOTHER,  /* the code was right, but it is another account's, proven there */
};

/* Checks the typed code and, when it is right, gives the account its contact. */
err contact_check_code(const struct act *act, account_id account, enum contact_kind kind, str typed,
                       enum contact_check *out);

/* What the page of the code shows. */
struct contact_proof {
    str value;
    when expires_at, sent_at;
};
/* ERR_NOT_FOUND when the account is proving none of the kind. */
err contact_proof_of(struct db *db, struct arena *arena, account_id account, enum contact_kind kind,
                     struct contact_proof *out);
