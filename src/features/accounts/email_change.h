/* SPDX-License-Identifier: Apache-2.0 */
/* Another e-mail of an account. Asking for one and getting one is contact.h; this is the way back
 * of the old mailbox. Private to the accounts room. */
#pragma once

#include "features/accounts/accounts.h"

/* A link by which the account's present e-mail comes back, made before it is changed; no text when
 * the account is not trusted with it. */
err email_return_new(struct db *tx, const struct act *act, const struct account *account,
                     str *out_token);
