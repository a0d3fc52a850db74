/* SPDX-License-Identifier: Apache-2.0 */
/* Proving a phone by a code that came to it. An account has one phone; while nobody proved it,
 * another may take its place, and whoever proves a number takes it from an account that never did.
 */
#pragma once

#include "features/accounts/accounts.h"

enum phone_send {
    PHONE_CODE_SENT,
    PHONE_TOO_SOON,  /* a code left a moment ago */
    PHONE_LIMITED,   /* the budgets of text messages say no */
    PHONE_HELD,      /* after a recovery contacts stand still for a while */
    PHONE_IS_PROVEN, /* the account has a proven phone, which has to be removed first */
};

/* Sends a code to the phone the account wants to prove. */
err phone_send_code(const struct act *act, account_id account, struct phone phone,
                    enum phone_send *out);

enum phone_check {
    PHONE_PROVEN,
    PHONE_CODE_WRONG,
    PHONE_CODE_CLOSED, /* too many wrong ones today for this number or account, in any flow */
    PHONE_CODE_SPENT,  /* none alive: run out, tried too often, never asked for */
    PHONE_OF_ANOTHER,  /* the code was right, but the number is another account's, proven there */
};

/* Judges the typed code and, when it is right, gives the account its phone. */
err phone_check_code(const struct act *act, account_id account, str typed, enum phone_check *out);

enum phone_removal {
    PHONE_REMOVED,
    PHONE_IS_NONE,
    PHONE_IS_HELD, /* after a recovery, unless that recovery made it suspect itself */
};
/* The account gives up its phone: it opens and recovers nothing any more. Every proven contact is
 * told, the phone itself too. */
err phone_remove(const struct act *act, account_id account, enum phone_removal *out);
