/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/attempt.h"
#include "features/signin/signin_store.h"
#include "web/audit.h"

struct changing {
    const struct act *act;
    const struct password_asker *asker;
    str hash;
    enum change_outcome outcome;
    str token; /* of the session that goes on */
};

/* Since the present password was verified it may have been changed or recovered, and the session
 * that asks may have been ended by its owner: then nothing of it counts. */
static err still_stands(struct db *tx, struct changing *changing)
{
    const struct act *act = changing->act;
    const struct password_asker *asker = changing->asker;
    account_id account = asker->subject.account;
    bool same = false, lives = true;
    when proven_at;
    err e =
        account_credential_is(tx, act->arena, account, asker->subject.credential.version, &same);
    if (e == ERR_OK && asker->session.text.len > 0) {
        e = session_lives(tx, act->arena, account, asker->session, act->now, &lives, &proven_at);
    }
    if (e == ERR_OK) {
        changing->outcome = !lives  ? CHANGE_SIGNED_OUT
                            : !same ? CHANGE_WRONG_PASSWORD
                                    : CHANGE_DONE;
    }
    return e;
}

static err write_trail(struct db *tx, const struct act *act, account_id account)
{
    struct audit_entry entry = {
        .account = account,
        .action = "password.changed",
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    return audit_put(tx, act->arena, &entry);
}

static err close_others(struct db *tx, struct changing *changing)
{
    const struct act *act = changing->act;
    const struct password_asker *asker = changing->asker;
    account_id account = asker->subject.account;
    err e = session_end_others(tx, account, asker->session, act->now);
    if (e == ERR_OK && asker->renews) {
        e = session_renew(tx, act->site, act->arena, asker->session, act->now, &changing->token);
    }
    if (e == ERR_OK) {
        e = known_device_store_forget(tx, account, asker->device);
    }
    return e;
}

static err change_in(struct db *tx, void *arg)
{
    struct changing *changing = arg;
    const struct act *act = changing->act;
    account_id account = changing->asker->subject.account;
    err e = still_stands(tx, changing);
    if (e != ERR_OK || changing->outcome != CHANGE_DONE) {
        return e;
    }
    e = guard_passed(tx, act, &changing->asker->subject);
    if (e == ERR_OK) {
        e = account_password_set(tx, account, changing->hash, act->now);
    }
    if (e == ERR_OK) {
        e = close_others(tx, changing);
    }
    if (e == ERR_OK) {
        e = write_trail(tx, act, account);
    }
    return e == ERR_OK ? account_tell_id(tx, act, account, ACCOUNT_PASSWORD_CHANGED) : e;
}

err password_change(const struct act *act, const struct password_asker *asker, str hash,
                    enum change_outcome *out, str *out_token)
{
    struct changing changing = {.act = act, .asker = asker, .hash = hash, .token = STR("")};
    err e = db_transaction(act->db, change_in, &changing);
    if (e == ERR_OK && changing.outcome == CHANGE_DONE) {
        act_log(act, "password changed", asker->subject.account);
    }
    if (e == ERR_OK) {
        *out = changing.outcome;
        *out_token = changing.token;
    }
    return e;
}
