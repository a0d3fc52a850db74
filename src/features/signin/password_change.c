/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password.h"
#include "features/signin/attempt.h"
#include "features/signin/signin_mail.h"
#include "features/signin/signin_store.h"
#include "web/audit.h"

struct changing {
    const struct act *act;
    const struct guard_subject *subject;
    session_id spared;
    str device;
    str hash;
};

static err tell_owner(struct db *tx, const struct act *act, account_id id)
{
    struct account account;
    err e = account_by_id(tx, act->arena, id, &account);
    if (e != ERR_OK || when_is_none(account.email_verified_at)) {
        return e;
    }
    struct letter_post post = {
        .kind = LETTER_OWN, .to = account.email.text, .about = STR("password")};
    return letter_put(tx, password_changed_letter(act, &account), &post, NULL);
}

static err change_in(struct db *tx, void *arg)
{
    struct changing *changing = arg;
    const struct act *act = changing->act;
    account_id account = changing->subject->account;
    err e = guard_passed(tx, act, changing->subject);
    if (e == ERR_OK) {
        e = account_password_set(tx, account, changing->hash, act->now);
    }
    if (e == ERR_OK) {
        e = session_end_others(tx, account, changing->spared, act->now);
    }
    if (e == ERR_OK) {
        e = known_device_store_forget(tx, account, changing->device);
    }
    if (e == ERR_OK) {
        struct audit_entry entry = {
            .account = account,
            .action = "password.changed",
            .network = act->network,
            .user_agent = act->user_agent,
            .now = act->now,
        };
        e = audit_put(tx, act->arena, &entry);
    }
    return e == ERR_OK ? tell_owner(tx, act, account) : e;
}

err password_change(const struct act *act, account_id account, session_id spared, str device,
                    struct secret present, struct secret fresh, enum change_outcome *out)
{
    struct attempt attempt;
    err e = attempt_own_password(act, account, present, device, &attempt);
    if (e != ERR_OK) {
        return e;
    }
    if (attempt.outcome != ATTEMPT_OK) {
        *out = attempt.outcome == ATTEMPT_LIMITED ? CHANGE_LIMITED : CHANGE_WRONG_PASSWORD;
        return ERR_OK;
    }
    struct changing changing = {
        .act = act, .subject = &attempt.subject, .spared = spared, .device = device};
    e = password_hash(act->site->hasher, act->arena, fresh, &changing.hash);
    if (e == ERR_OK) {
        e = db_transaction(act->db, change_in, &changing);
    }
    if (e == ERR_OK) {
        act_log(act, "password changed", account);
        *out = CHANGE_DONE;
    }
    return e;
}
