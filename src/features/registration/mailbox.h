/* SPDX-License-Identifier: Apache-2.0 */
/* Strangers choose the mailbox that a registration writes to, so there is an end to how much one of
 * them gets. */
#pragma once

#include "features/registration/registration_store.h"

#define LETTERS_A_DAY 20

/* Sends a letter to the registration's mailbox, or silently nothing when it had its letters for the
 * day: the page answers as ever. */
err mailbox_put(struct db *tx, const struct act *act, const struct registration *registration,
                const struct mail_page *letter);
