/* SPDX-License-Identifier: Apache-2.0 */
/* The room's letters and texts, filled. */
#pragma once

#include "features/accounts/accounts.h"

/* Code and link for whoever asked to recover access. */
struct mail_page *recovery_code_letter(struct arena *arena, const struct site *site, when now,
                                       const struct account *account, const struct one_time *code);

/* Access was recovered; objection is the token of "this was not me". */
struct mail_page *recovered_letter(const struct act *act, const struct account *account,
                                   str objection);
/* The same for the phone, without a link. */
str recovered_text(const struct act *act, const struct account *account);
