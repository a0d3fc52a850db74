/* SPDX-License-Identifier: Apache-2.0 */
#include "features/registration/mailbox.h"

#include "web/rate.h"

err mailbox_put(struct db *tx, const struct act *act, const struct registration *registration,
                const struct mail_page *letter)
{
    str mailbox = registration->email.text;
    struct rate_budget budget = {
        .key = str_printf(act->arena, "registration:letter:%" STR_FMT, STR_ARG(mailbox)),
        .limit = LETTERS_A_DAY,
        .window_us = WHEN_DAY,
    };
    err e = rate_take(tx, act->arena, &budget, act->now, NULL);
    if (e != ERR_OK) {
        return e == ERR_LIMITED ? ERR_OK : e;
    }
    return letter_put(tx, letter, mailbox, registration->code_expires_at);
}
