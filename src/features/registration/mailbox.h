/* SPDX-License-Identifier: Apache-2.0 */
/* Strangers choose the mailbox that a registration writes to, so there is an end to how much one of
 * them gets, and a code that was not sent does not live. */
#pragma once

#include "features/registration/registration_store.h"

/* Puts the letter to the registration's mailbox. When it may not be written to, the registration's
 * digests become ones that nothing matches, and LETTER_WITHHELD has to be answered as ever. */
err mailbox_put(struct db *tx, const struct act *act, struct registration *registration,
                const struct mail_page *letter, enum letter_fate *out);
