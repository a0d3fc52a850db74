/* SPDX-License-Identifier: Apache-2.0 */
/* Removing a phone; proving one is contact.h. While nobody proved the account's phone another may
 * take its place, and whoever proves a number takes it from an account that never did. */
#pragma once

#include "features/accounts/accounts.h"

enum phone_removal {
    PHONE_REMOVED,
    PHONE_IS_NONE,
    PHONE_IS_HELD, /* after a recovery, unless that recovery made it suspect itself */
};
/* The account gives up its phone: it opens and recovers nothing any more. Every proven contact is
 * told, the phone itself too. */
err phone_remove(const struct act *act, account_id account, enum phone_removal *out);
