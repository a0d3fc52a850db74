/* SPDX-License-Identifier: Apache-2.0 */
#include "features/registration/mailbox.h"

#include "features/registration/registration_mail.h"

err mailbox_put(struct db *tx, const struct act *act, struct registration *registration,
                const struct mail_page *letter, enum letter_fate *out)
{
    struct letter_post post = {
        /* "You have an account" is news that nobody asked for. */
        .kind = registration->is_decoy ? LETTER_NOTICE : LETTER_CODE,
        .to = registration->email.text,
        .network = act->network,
        .expires = registration->code_expires_at,
    };
    err e = letter_put(tx, letter, &post, out);
    if (e == ERR_OK && *out != LETTER_PUT) {
        one_time_kill(act->arena, act->site, REGISTRATION_CODE, &registration->code_digest,
                      &registration->link_digest);
    }
    return e;
}
