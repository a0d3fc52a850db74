/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/phone.h"

#include "features/accounts/accounts_mail.h"
#include "features/accounts/accounts_store.h"
#include "web/audit.h"

#define PROOF_KIND "phone"

bool site_sends_sms(const struct site *site)
{
    return site->settings->demo || !str_eq(site->settings->sms_driver, STR("none"));
}

static err audit_phone(struct db *tx, const struct act *act, account_id account, const char *action,
                       struct phone phone)
{
    struct audit_entry entry = {
        .account = account,
        .action = action,
        .detail = phone_masked(act->arena, phone),
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    return audit_put(tx, act->arena, &entry);
}

struct sending {
    const struct act *act;
    account_id account;
    struct phone phone;
    struct one_time code;
    enum phone_send outcome;
};

static bool is_trusted(const struct account *account)
{
    return !when_is_none(account->phone_verified_at) &&
           when_is_none(account->phone_trust.suspended_at);
}

/* A phone that stands in the account already may be proven at any time; another one has to wait
 * until the hold after a recovery is over. */
static err may_send(struct db *tx, struct sending *sending)
{
    const struct act *act = sending->act;
    struct account account;
    when held_until;
    err e = account_by_id(tx, act->arena, sending->account, &account);
    if (e == ERR_OK) {
        e = account_held_until(tx, act->arena, sending->account, act->now, &held_until);
    }
    if (e != ERR_OK) {
        return e;
    }
    bool another = !str_eq(account.phone.text, sending->phone.text);
    struct phone_proof proof;
    e = phone_proof_of(tx, act->arena, sending->account, &proof);
    if (is_trusted(&account)) {
        sending->outcome = PHONE_IS_PROVEN;
    } else if (another && !when_is_none(held_until)) {
        sending->outcome = PHONE_HELD;
    } else if (e == ERR_OK && when_before(act->now, when_add(proof.sent_at, CODE_PAUSE))) {
        sending->outcome = PHONE_TOO_SOON;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err send_in(struct db *tx, void *arg)
{
    struct sending *sending = arg;
    const struct act *act = sending->act;
    sending->outcome = PHONE_CODE_SENT;
    err e = act_stands(tx, act, sending->account);
    if (e == ERR_OK) {
        e = may_send(tx, sending);
    }
    if (e != ERR_OK || sending->outcome != PHONE_CODE_SENT) {
        return e;
    }
    bool sent = false;
    e = sms_code_put(tx, act->arena, act->site, act->lang, sending->phone, sending->code.code,
                     act->network, act->now, &sent);
    if (e != ERR_OK || !sent) {
        sending->outcome = PHONE_LIMITED;
        return e;
    }
    return phone_proof_store(tx, sending->account, sending->phone, sending->code.code_digest,
                             act->now);
}

err phone_send_code(const struct act *act, account_id account, struct phone phone,
                    enum phone_send *out)
{
    struct sending sending = {
        .act = act,
        .account = account,
        .phone = phone,
        .code = one_time_new(act->arena, act->site, PROOF_KIND, account.text),
    };
    err e = db_transaction(act->db, send_in, &sending);
    if (e == ERR_OK) {
        *out = sending.outcome;
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
        e = audit_phone(tx, act, owner.account, "phone.taken", phone);
    }
    return e;
}

struct checking {
    const struct act *act;
    account_id account;
    str typed_digest;
    enum phone_check outcome;
};

static err give_phone(struct db *tx, struct checking *checking, struct phone phone)
{
    const struct act *act = checking->act;
    bool is_free = false;
    err e = phone_make_free(tx, act, phone, checking->account, &is_free);
    if (e != ERR_OK || !is_free) {
        checking->outcome = PHONE_OF_ANOTHER;
        return e;
    }
    checking->outcome = PHONE_PROVEN;
    struct account account;
    e = account_by_id(tx, act->arena, checking->account, &account);
    if (e == ERR_OK && !str_eq(account.phone.text, phone.text)) {
        e = account_store_drop_unproven_phone(tx, checking->account);
    }
    if (e == ERR_OK) {
        e = account_store_prove_phone(tx, act->arena, checking->account, phone, act->now);
    }
    if (e == ERR_OK) {
        e = audit_phone(tx, act, checking->account, "phone.verified", phone);
    }
    return e == ERR_OK ? account_tell(tx, act, &account, ACCOUNT_PHONE_CONFIRMED,
                                      phone_masked(act->arena, phone))
                       : e;
}

static err check_in(struct db *tx, void *arg)
{
    struct checking *checking = arg;
    const struct act *act = checking->act;
    struct phone phone;
    str digest;
    err e = act_stands(tx, act, checking->account);
    if (e != ERR_OK) {
        return e;
    }
    e = phone_proof_store_try(tx, act->arena, checking->account, act->now, &phone, &digest);
    if (e == ERR_NOT_FOUND) {
        checking->outcome = PHONE_CODE_SPENT;
        return ERR_OK;
    }
    if (e != ERR_OK) {
        return e;
    }
    struct code_target target = {.phone = phone, .account = checking->account};
    bool allowed = false;
    e = code_guess_allowed(tx, act->arena, &target, act->now, &allowed);
    if (e != ERR_OK || !allowed) {
        checking->outcome = PHONE_CODE_CLOSED;
        return e;
    }
    bool judged = false;
    e = code_guess_is_judged(tx, act->arena, &target, act->now, &judged);
    if (e != ERR_OK) {
        return e;
    }
    if (!judged || !one_time_matches(digest, checking->typed_digest)) {
        checking->outcome = PHONE_CODE_WRONG;
        return code_guess_wrong(tx, act->arena, &target, act->now);
    }
    e = sms_code_confirmed(tx, phone, act->now);
    if (e == ERR_OK) {
        e = phone_proof_store_end(tx, checking->account);
    }
    return e == ERR_OK ? give_phone(tx, checking, phone) : e;
}

err phone_check_code(const struct act *act, account_id account, str typed, enum phone_check *out)
{
    struct checking checking = {
        .act = act,
        .account = account,
        .typed_digest =
            one_time_code_digest(act->arena, act->site, PROOF_KIND, account.text, typed),
    };
    err e = db_transaction(act->db, check_in, &checking);
    if (e == ERR_OK && checking.outcome == PHONE_PROVEN) {
        act_log(act, "phone confirmed", account);
    }
    if (e == ERR_OK) {
        *out = checking.outcome;
    }
    return e;
}

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
    } else if (is_trusted(account) && !when_is_none(held_until)) {
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
    e = account_store_remove_phone(tx, account.id);
    if (e == ERR_OK) {
        e = phone_proof_store_end(tx, account.id);
    }
    if (e == ERR_OK) {
        e = audit_phone(tx, act, account.id, "phone.removed", account.phone);
    }
    return e == ERR_OK ? account_tell(tx, act, &account, ACCOUNT_PHONE_REMOVED,
                                      phone_masked(act->arena, account.phone))
                       : e;
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
