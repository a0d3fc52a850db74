/* SPDX-License-Identifier: Apache-2.0 */
/* The room's letters, filled: rules decide that one is sent, these make it. */
#pragma once

#include "features/accounts/accounts.h"

/* A letter in the account's own language and time zone, to be filled by a mail block. */
struct mail_page *letter_to(struct arena *arena, const struct site *site,
                            const struct account *account, when now);

/* Somebody proved the phone this account never did. */
struct mail_page *phone_taken_letter(struct arena *arena, const struct site *site,
                                     const struct account *loser, struct phone phone, when now);
