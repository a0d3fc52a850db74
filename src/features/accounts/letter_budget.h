/* SPDX-License-Identifier: Apache-2.0 */
/* From which budgets a letter takes before it is put, so that nobody is written to against their
 * will and nobody fills the outbox:
 *
 *     kind       a mailbox and day            network and hour   everything and day
 *     CODE       3, shared                    yes                yes
 *     RECOVERY   3, shared                    yes                yes
 *     NOTICE     3, shared                    yes                yes
 *     ASKED      12                           no                 no
 *     OWN        6 of each kind of act        no                 no
 *     HOUSE      without a bound: these tell of money and of ends, and no request repeats them
 *
 * Nobody asked for a letter that a guest causes, whatever it says, so the first three take from the
 * same three a day, and one network causes no more than three. When those are used up, a network
 * that the account was opened from before still has its own three: guests elsewhere do not keep
 * the owner from a code, and guests in that network have caused three letters at most.
 *
 * The budgets of a network and of everything are seen by whoever asks. So what a job writes to the
 * owners it finds takes none of them: the request took them, whoever it is for, and the job names
 * no network.
 *
 * A mailbox is the address without its +tag and without dots before the @, for the budget alone:
 * many services deliver all of those to one person. Private to the accounts room. */
#pragma once

#include "features/accounts/letter.h"

/* *out is LETTER_PUT when every budget gave. */
err letter_budget_take(struct db *tx, const struct mail_page *letter,
                       const struct letter_post *post, enum letter_fate *out);
