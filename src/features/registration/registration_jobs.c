/* SPDX-License-Identifier: Apache-2.0 */
#include "features/registration/registration_mail.h"
#include "features/registration/registration.h"
#include "features/registration/registration_store.h"

/* Whoever has the typed phone in an account hears of it: perhaps it was he himself, having
 * forgotten his account. A job's work, so that the form answers alike whether or not there is such
 * an account. The owner of the typed e-mail has his letter already. */
static err tell_owner_of_phone(struct db *tx, const struct job_run *run)
{
    struct registration registration;
    err e =
        registration_by_id(tx, run->arena, (registration_id){run->ref}, run->now, &registration);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    struct identifier_owner owner;
    e = identifier_owner_of(tx, run->arena, registration.phone.text, &owner);
    if (e != ERR_OK || !owner.taken) {
        return e;
    }
    struct account account;
    e = account_by_id(tx, run->arena, owner.account, &account);
    if (e != ERR_OK || when_is_none(account.email_verified_at) ||
        str_eq(account.email.text, registration.email.text)) {
        return e;
    }
    struct mail_page *letter = known_phone_letter(run->arena, run->site, run->now, &account);
    /* No network: a second take from its budget would tell that the phone is known. */
    struct letter_post post = {
        .kind = LETTER_NOTICE, .to = account.email.text, .cause = registration.network};
    return letter_put(tx, letter, &post, NULL);
}

static err purge(struct db *tx, const struct job_run *run)
{
    return registration_store_purge(tx, run->now);
}

const struct job_kind registration_jobs[] = {
    {.name = "registration.known_phone", .run = tell_owner_of_phone, .on_any_clock = true},
    {.name = "registration.purge", .run = purge, .period_us = WHEN_HOUR},
    JOB_KINDS_END,
};
