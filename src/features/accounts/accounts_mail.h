/* SPDX-License-Identifier: Apache-2.0 */
/* The room's letters, filled: rules decide that one is sent, these make it. */
#pragma once

#include "features/accounts/accounts.h"

/* Somebody proved the phone this account never did. */
struct mail_page *phone_taken_letter(struct arena *arena, const struct site *site,
                                     const struct account *loser, struct phone phone, when now);
