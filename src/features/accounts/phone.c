/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/phone.h"

#include "features/accounts/accounts_mail.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/contact_rules.h"

bool site_sends_sms(const struct site *site)
{
    return site->settings->demo || !str_eq(site->settings->sms_driver, STR("none"));
}

static err send_code(struct db *tx, struct contact_sending *sending)
{
    const struct act *act = sending->act;
    bool sent = false;
    err e = sms_code_put(tx, act->arena, act->site, act->lang, (struct phone){sending->value},
                         sending->code.code, act->network, act->now, &sent);
    if (e == ERR_OK && !sent) {
        sending->outcome = CONTACT_LIMITED;
    }
    return e;
}

/* The account that lost its phone hears of it where it can still be reached. */
static err tell_loser(struct db *tx, const struct act *act, account_id loser, struct phone phone)
{
    struct account account;
    err e = account_by_id(tx, act->arena, loser, &account);
    if (e != ERR_OK || when_is_none(account.email_verified_at)) {
        return e;
    }
    struct mail_page *letter = phone_taken_letter(act->arena, act->site, &account, phone, act->now);
    struct letter_post post = {
        .kind = LETTER_OWN, .to = account.email.text, .about = STR("phone taken")};
    return letter_put(tx, letter, &post, NULL);
}

err phone_make_free(struct db *tx, const struct act *act, struct phone phone, account_id taker,
                    bool *out_free)
{
    struct identifier_owner owner;
    err e = identifier_owner_of(tx, act->arena, phone.text, &owner);
    if (e != ERR_OK) {
        return e;
    }
    bool own = owner.taken && str_eq(owner.account.text, taker.text);
    *out_free = !owner.taken || own || !owner.proven;
    if (!owner.taken || own || owner.proven) {
        return ERR_OK;
    }
    e = account_store_take_phone(tx, phone, owner.account, act->now);
    if (e == ERR_OK) {
        e = tell_loser(tx, act, owner.account, phone);
    }
    if (e == ERR_OK) {
        e = contact_audit(tx, act, owner.account, "phone.taken", phone_masked(act->arena, phone));
    }
    return e;
}

static err give_phone(struct db *tx, struct contact_checking *checking)
{
    const struct act *act = checking->act;
    struct phone phone = {checking->value};
    str masked = phone_masked(act->arena, phone);
    bool is_free = false;
    err e = sms_code_confirmed(tx, phone, act->now);
    if (e == ERR_OK) {
        e = phone_make_free(tx, act, phone, checking->id, &is_free);
    }
    if (e != ERR_OK || !is_free) {
        checking->outcome = CONTACT_OF_ANOTHER;
        return e;
    }
    checking->outcome = CONTACT_PROVEN;
    struct account account;
    e = account_by_id(tx, act->arena, checking->id, &account);
    if (e == ERR_OK && !str_eq(account.phone.text, phone.text)) {
        e = account_store_drop_unproven_phone(tx, checking->id);
    }
    if (e == ERR_OK) {
        e = account_store_prove_phone(tx, act->arena, checking->id, phone, act->now);
    }
    if (e == ERR_OK) {
        e = contact_audit(tx, act, checking->id, "phone.verified", masked);
    }
    return e == ERR_OK ? account_tell(tx, act, &account, ACCOUNT_PHONE_CONFIRMED, masked) : e;
}

const struct contact_rules phone_rules = {.word = "phone", .send = send_code, .give = give_phone};

struct removing {
    const struct act *act;
    account_id account;
    enum phone_removal outcome;
};

/* The hold keeps an intruder who recovered access from taking the owner's phone away; a phone that
 * the recovery itself made suspect may go at once. */
static err may_remove(struct db *tx, struct removing *removing, const struct account *account)
{
    const struct act *act = removing->act;
    when held_until;
    err e = account_held_until(tx, act->arena, account->id, act->now, &held_until);
    if (e != ERR_OK) {
        return e;
    }
    if (account->phone.text.len == 0) {
        removing->outcome = PHONE_IS_NONE;
    } else if (contact_is_trusted(account, CONTACT_PHONE) && !when_is_none(held_until)) {
        removing->outcome = PHONE_IS_HELD;
    } else {
        removing->outcome = PHONE_REMOVED;
    }
    return ERR_OK;
}

static err remove_in(struct db *tx, void *arg)
{
    struct removing *removing = arg;
    const struct act *act = removing->act;
    struct account account;
    err e = act_stands(tx, act, removing->account);
    if (e == ERR_OK) {
        e = account_by_id(tx, act->arena, removing->account, &account);
    }
    if (e == ERR_OK) {
        e = may_remove(tx, removing, &account);
    }
    if (e != ERR_OK || removing->outcome != PHONE_REMOVED) {
        return e;
    }
    str masked = phone_masked(act->arena, account.phone);
    e = account_store_remove_phone(tx, account.id);
    if (e == ERR_OK) {
        e = contact_proof_store_end(tx, account.id, CONTACT_PHONE);
    }
    if (e == ERR_OK) {
        e = contact_audit(tx, act, account.id, "phone.removed", masked);
    }
    return e == ERR_OK ? account_tell(tx, act, &account, ACCOUNT_PHONE_REMOVED, masked) : e;
}

err phone_remove(const struct act *act, account_id account, enum phone_removal *out)
{
    struct removing removing = {.act = act, .account = account};
    err e = db_transaction(act->db, remove_in, &removing);
    if (e == ERR_OK && removing.outcome == PHONE_REMOVED) {
        act_log(act, "phone removed", account);
    }
    if (e == ERR_OK) {
        *out = removing.outcome;
    }
    return e;
}
