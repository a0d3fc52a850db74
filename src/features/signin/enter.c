/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password.h"
#include "features/signin/attempt.h"
#include "features/signin/signin.h"
#include "features/signin/signin_mail.h"
#include "features/signin/signin_store.h"
#include "system/log.h"
#include "system/security_event.h"
#include "web/audit.h"

struct entering {
    const struct act *act;
    const struct entry *entry;
    account_id account;
    str new_hash; /* the password at today's cost, or empty */
    session_id session;
    str token;
};

/* A new place is a browser and an address that the account has not been opened from; the first one
 * of all is the registration itself. */
static err is_new_place(struct db *tx, const struct entering *entering, bool *out)
{
    const struct act *act = entering->act;
    bool browser = false, place = false;
    err e = known_device_store_has(tx, act->arena, entering->entry->device, entering->account,
                                   &browser);
    if (e == ERR_OK) {
        e = signin_store_knows_place(tx, act, entering->account, &place);
    }
    if (e == ERR_OK) {
        *out = !browser && !place;
    }
    return e;
}

static err tell_owner(struct db *tx, const struct entering *entering)
{
    const struct act *act = entering->act;
    struct account account;
    err e = account_by_id(tx, act->arena, entering->account, &account);
    if (e != ERR_OK || when_is_none(account.email_verified_at)) {
        return e;
    }
    struct letter_post post = {
        .kind = LETTER_OWN, .to = account.email.text, .about = STR("new place")};
    return letter_put(tx, new_place_letter(act, &account), &post, NULL);
}

static err write_history(struct db *tx, const struct entering *entering, bool new_place)
{
    const struct act *act = entering->act;
    struct signin_attempt attempt = {
        .account = entering->account,
        .at = act->now,
        .method = str_from_z(entering->entry->method),
        .ok = true,
        .network = act->network,
        .user_agent = act->user_agent,
        .new_device = new_place,
    };
    err e = signin_store_attempt(tx, act->arena, &attempt);
    if (e == ERR_OK && entering->entry->device.len > 0) {
        e = known_device_store(tx, entering->entry->device, entering->account, act->now);
    }
    if (e == ERR_OK) {
        struct audit_entry entry = {
            .account = entering->account,
            .action = "signin.ok",
            .detail = attempt.method,
            .network = act->network,
            .user_agent = act->user_agent,
            .now = act->now,
        };
        e = audit_put(tx, act->arena, &entry);
    }
    return e;
}

/* Between the hash and this transaction the password may have been changed or recovered, and then
 * what was verified is worth nothing. */
static err settle_password(struct db *tx, const struct entering *entering)
{
    const struct guard_subject *subject = &entering->entry->subject;
    bool stands = false;
    err e = account_credential_is(tx, entering->act->arena, entering->account,
                                  subject->credential.version, &stands);
    if (e == ERR_OK && !stands) {
        e = ERR_DENIED;
    }
    if (e == ERR_OK) {
        e = guard_passed(tx, entering->act, subject);
    }
    if (e == ERR_OK && entering->new_hash.len > 0) {
        e = account_password_rehashed(tx, entering->account, subject->credential.password_hash,
                                      entering->new_hash);
    }
    return e;
}

static err enter_in(struct db *tx, void *arg)
{
    struct entering *entering = arg;
    const struct act *act = entering->act;
    bool by_password = entering->entry->password.len > 0;
    bool new_place = false;
    err e = is_new_place(tx, entering, &new_place);
    new_place = new_place && by_password;
    if (e == ERR_OK && by_password) {
        e = settle_password(tx, entering);
    }
    if (e == ERR_OK) {
        e = write_history(tx, entering, new_place);
    }
    if (e == ERR_OK && new_place) {
        e = tell_owner(tx, entering);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct session_start start = {
        .account = entering->account,
        .user_agent = act->user_agent,
        .network = act->network,
        .now = act->now,
    };
    return session_start(tx, act->site, act->arena, &start, &entering->session, &entering->token);
}

err enter(const struct act *act, const struct entry *entry, session_id *out_id, str *out_token)
{
    struct entering entering = {.act = act, .entry = entry, .account = entry->subject.account};
    err e = ERR_OK;
    if (entry->password.len > 0 &&
        password_needs_rehash(act->site->hasher, entry->subject.credential.password_hash)) {
        e = password_hash(act->site->hasher, act->arena, entry->password, &entering.new_hash);
    }
    if (e == ERR_OK) {
        e = db_transaction(act->db, enter_in, &entering);
    }
    if (e == ERR_DENIED) {
        act_log(act, "sign-in refused, the password was changed meanwhile", entering.account);
    }
    if (e == ERR_OK) {
        log_info("signed in", LOG_STR("account", entering.account.text),
                 LOG_STR("network", act->network), LOG_Z("method", entry->method), LOG_END);
        *out_id = entering.session;
        *out_token = entering.token;
    }
    if (e == ERR_CONFLICT) {
        struct security_event event = {
            .account = entering.account.text,
            .network = act->network,
            .detail = str_from_z(entry->method),
        };
        security_event_put(SECURITY_LOCKED_ACCOUNT, &event);
    }
    return e;
}

err signin_asker_of(struct db *db, struct arena *arena, account_id account, str network, str device,
                    when now, enum signin_asker *out)
{
    bool own_device = false, own_network = false;
    err e = known_device_store_has(db, arena, device, account, &own_device);
    if (e == ERR_OK) {
        e = signin_store_knows_network(db, arena, account, network, now, &own_network);
    }
    if (e == ERR_OK) {
        *out = own_device ? SIGNIN_OWN_DEVICE : own_network ? SIGNIN_OWN_NETWORK : SIGNIN_GUEST;
    }
    return e;
}

err signin_begin_anew(struct db *tx, const struct act *act, account_id account, str device)
{
    err e = session_end_others(tx, account, (session_id){STR("")}, act->now);
    if (e == ERR_OK) {
        e = known_device_store_forget(tx, account, STR(""));
    }
    if (e == ERR_OK && device.len > 0) {
        e = known_device_store(tx, device, account, act->now);
    }
    return e == ERR_OK ? guard_forget(tx, act, account) : e;
}
