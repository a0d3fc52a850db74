/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for another e-mail, and switching to it. Known and unknown addresses take the same steps:
 * what differs is the letter, and whether anybody knows the code. */
#include "features/accounts/accounts_mail.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/contact_rules.h"
#include "features/accounts/email_change.h"
#include "web/rate.h"

/* Letters to mailboxes of the account's choice have an end of their own. It is below the budget of
 * the letters that tell the old mailbox, so each of those is sent. */
static err take_ask(struct db *tx, struct contact_sending *sending)
{
    const struct act *act = sending->act;
    struct rate_budget budget = {
        .key = str_printf(act->arena, "account:email:%" STR_FMT, STR_ARG(sending->account.id.text)),
        .limit = CODE_SENDS_MAX,
        .window_us = WHEN_DAY,
    };
    err e = rate_take(tx, act->arena, &budget, act->now, NULL);
    if (e == ERR_LIMITED) {
        sending->outcome = CONTACT_LIMITED;
        return ERR_OK;
    }
    return e;
}

/* A mailbox that has had enough today is not written to, and nobody learns of that. */
static err put_code(struct db *tx, struct contact_sending *sending)
{
    const struct act *act = sending->act;
    struct mail_page *code = email_code_letter(act, &sending->account, sending->code.code);
    struct mail_page *known = email_known_letter(act);
    struct letter_post post = {
        .kind = sending->decoy ? LETTER_NOTICE : LETTER_CODE,
        .to = sending->value,
        .network = act->network,
        .expires = when_add(act->now, CODE_LIFE),
    };
    enum letter_fate fate = LETTER_WITHHELD;
    err e = letter_put(tx, sending->decoy ? known : code, &post, &fate);
    if (e == ERR_OK && fate == LETTER_LIMITED) {
        sending->outcome = CONTACT_LIMITED;
    }
    if (e == ERR_OK && fate != LETTER_PUT) {
        str link_digest;
        one_time_kill(act->arena, act->site, email_rules.word, &sending->code_digest, &link_digest);
    }
    return e;
}

/* Every proven contact is told, the old mailbox with its way back. */
static err tell(struct db *tx, const struct act *act, const struct account *account,
                enum account_event event, str masked)
{
    str token;
    err e = email_return_new(tx, act, account, &token);
    return e == ERR_OK ? account_tell_way_back(tx, act, account, event, masked, token) : e;
}

static err send_code(struct db *tx, struct contact_sending *sending)
{
    const struct act *act = sending->act;
    struct identifier_owner owner;
    err e = take_ask(tx, sending);
    if (e != ERR_OK || sending->outcome != CONTACT_CODE_SENT) {
        return e;
    }
    e = identifier_owner_of(tx, act->arena, sending->value, &owner);
    if (e != ERR_OK) {
        return e;
    }
    sending->decoy = owner.taken && !str_eq(owner.account.text, sending->account.id.text);
    e = put_code(tx, sending);
    if (e != ERR_OK || sending->outcome != CONTACT_CODE_SENT) {
        return e;
    }
    str masked = email_masked(act->arena, (struct email){sending->value});
    e = contact_audit(tx, act, sending->account.id, "email.asked", masked);
    return e == ERR_OK ? tell(tx, act, &sending->account, ACCOUNT_EMAIL_ASKED, masked) : e;
}

static err give_email(struct db *tx, struct contact_checking *checking)
{
    const struct act *act = checking->act;
    struct email email = {checking->value};
    str masked = email_masked(act->arena, email);
    struct identifier_owner owner;
    struct account account;
    err e = identifier_owner_of(tx, act->arena, email.text, &owner);
    if (e == ERR_OK) {
        e = account_by_id(tx, act->arena, checking->id, &account);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (owner.taken && !str_eq(owner.account.text, account.id.text)) {
        checking->outcome = CONTACT_OF_ANOTHER;
        return ERR_OK;
    }
    checking->outcome = CONTACT_PROVEN;
    if (owner.taken) {
        e = account_store_prove_email(tx, account.id, email, act->now);
        if (e == ERR_OK) {
            e = contact_audit(tx, act, account.id, "email.verified", masked);
        }
        return e == ERR_OK ? account_tell(tx, act, &account, ACCOUNT_EMAIL_CONFIRMED, masked) : e;
    }
    e = tell(tx, act, &account, ACCOUNT_EMAIL_CHANGED, masked);
    if (e == ERR_OK) {
        e = account_store_switch_email(tx, account.id, email, act->now);
    }
    return e == ERR_OK ? contact_audit(tx, act, account.id, "email.changed", masked) : e;
}

const struct contact_rules email_rules = {
    .word = "email", .replaces = true, .send = send_code, .give = give_email};
