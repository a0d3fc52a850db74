/* SPDX-License-Identifier: Apache-2.0 */
/* The new password and what goes with it. */
#include "crypto/password.h"
#include "crypto/token.h"
#include "features/recovery/recovery_mail.h"
#include "features/recovery/recovery_store.h"
#include "features/signin/signin.h"

static err at_password(const struct act *act, recovery_id id, struct recovery *out)
{
    err e = recovery_by_id(act->db, act->arena, id, act->now, out);
    bool open = e == ERR_OK && out->waits_for_password &&
                when_before(act->now, when_add(out->proven_at, RECOVERY_PASSWORD_LIFE));
    return e == ERR_OK && !open ? ERR_NOT_FOUND : e;
}

err recovery_is_proven(const struct act *act, recovery_id id, bool *out)
{
    struct recovery recovery;
    err e = at_password(act, id, &recovery);
    *out = e == ERR_OK;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

struct finishing {
    const struct act *act;
    recovery_id id;
    str hash;
    str device; /* of the browser that finishes it, or empty */
    struct account account;
    str objection, objection_digest;
    bool done;
};

/* A letter and a text message, each to a contact that was proven, with "this was not me". */
static err tell_owner(struct db *tx, const struct finishing *finishing)
{
    const struct act *act = finishing->act;
    const struct account *account = &finishing->account;
    err e = objection_store(tx, finishing->objection_digest, account->id, act->now);
    if (e == ERR_OK && !when_is_none(account->email_verified_at)) {
        struct letter_post post = {
            .kind = LETTER_OWN, .to = account->email.text, .about = STR("recovered")};
        e = letter_put(tx, recovered_letter(act, account, finishing->objection), &post, NULL);
    }
    if (e == ERR_OK && !when_is_none(account->phone_verified_at) && site_sends_sms(act->site)) {
        e = sms_notice_put(tx, act->arena, account->phone, recovered_text(act, account), act->now);
    }
    return e;
}

/* The contact that proved is asked for once more: it may have been removed, given to another
 * account or made suspect since. */
static bool contact_stands(const struct finishing *finishing, const struct recovery_proof *proof)
{
    const struct account *account = &finishing->account;
    bool by_email = str_eq(str_from_z(proof->kind), STR("email"));
    when now = finishing->act->now;
    bool recovers =
        by_email ? account_email_recovers(account, now) : account_phone_recovers(account, now);
    when verified = by_email ? account->email_verified_at : account->phone_verified_at;
    return recovers && !when_before(proof->proven_at, verified);
}

static err finish_in(struct db *tx, void *arg)
{
    struct finishing *finishing = arg;
    const struct act *act = finishing->act;
    struct recovery_proof proof;
    finishing->done = false;
    err e = recovery_store_finish(tx, act->arena, finishing->id, act->now, &proof);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    e = account_by_id(tx, act->arena, proof.account, &finishing->account);
    if (e != ERR_OK || !contact_stands(finishing, &proof)) {
        return e;
    }
    finishing->done = true;
    account_id account = proof.account;
    e = account_contacts_suspend(tx, &finishing->account, proof.kind, act->now);
    if (e == ERR_OK) {
        e = account_notice_set(tx, account, ACCOUNT_RECOVERED, act->now);
    }
    if (e == ERR_OK) {
        e = account_password_set(tx, account, finishing->hash, act->now);
    }
    if (e == ERR_OK) {
        e = signin_begin_anew(tx, act, account, finishing->device);
    }
    if (e == ERR_OK) {
        e = recovery_store_void_all(tx, account);
    }
    if (e == ERR_OK) {
        e = account_hold_begin(tx, account, act->now, when_add(act->now, RECOVERY_HOLD));
    }
    if (e == ERR_OK) {
        e = recovery_trail(tx, act, account, "recovery.done");
    }
    return e == ERR_OK ? tell_owner(tx, finishing) : e;
}

static err late_in(struct db *tx, void *arg)
{
    const struct finishing *finishing = arg;
    return recovery_store_late(tx, finishing->id, finishing->act->now);
}

err recovery_check_password(const struct act *act, recovery_id id, struct secret password,
                            enum recovery_finish *out, const char **out_fault)
{
    struct recovery recovery;
    struct account account;
    err e = at_password(act, id, &recovery);
    if (e == ERR_NOT_FOUND) {
        struct finishing late = {.act = act, .id = id};
        e = db_transaction(act->db, late_in, &late);
        if (e == ERR_OK) {
            *out = RECOVERY_NOT_PROVEN;
        }
        return e;
    }
    if (e != ERR_OK) {
        return e;
    }
    e = account_by_id(act->db, act->arena, recovery.account, &account);
    if (e != ERR_OK) {
        return e;
    }
    *out_fault = account_password_fault(act->arena, act->site, &account, password);
    *out = *out_fault == NULL ? RECOVERY_DONE : RECOVERY_BAD_PASSWORD;
    return ERR_OK;
}

err recovery_set_password(const struct act *act, recovery_id id, str hash, str device,
                          enum recovery_finish *out)
{
    str token = secret_reveal(token_new(act->arena));
    struct finishing finishing = {
        .act = act,
        .id = id,
        .hash = hash,
        .device = device,
        .objection = token,
        .objection_digest = one_time_link_digest(act->arena, act->site, RECOVERY_OBJECTION, token),
    };
    err e = db_transaction(act->db, finish_in, &finishing);
    if (e == ERR_OK && finishing.done) {
        act_log(act, "access recovered", finishing.account.id);
    }
    if (e == ERR_OK) {
        *out = finishing.done ? RECOVERY_DONE : RECOVERY_NOT_PROVEN;
    }
    return e;
}
