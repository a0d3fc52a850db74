/* SPDX-License-Identifier: Apache-2.0 */
/* The room's letters, filled: rules decide that one is sent, these make it. */
#pragma once

#include "features/accounts/accounts.h"

/* Somebody proved the phone this account never did. */
struct mail_page *phone_taken_letter(struct arena *arena, const struct site *site,
                                     const struct account *loser, struct phone phone, when now);

/* The code that proves a new e-mail. */
struct mail_page *email_code_letter(const struct act *act, const struct account *account, str code);
/* To a mailbox that another account wanted. Nothing in it is of either account. */
struct mail_page *email_known_letter(const struct act *act);
