/* SPDX-License-Identifier: Apache-2.0 */
/* From the code to the new password. Counting the try, judging and spending the code are one
 * transaction. A code is typed where the flow began; a link may be pressed elsewhere, and then the
 * flow moves to a new id, so that whoever began it and sent the owner a link gains nothing. */
#include "features/recovery/recovery_store.h"
#include "system/random.h"

struct proving {
    const struct act *act;
    recovery_id id, next; /* next: where a pressed link goes on */
    str next_digest;      /* of the secret of its handle */
    str typed_digest;     /* of the code; a link needs none */
    str link_digest;
    enum recovery_check outcome;
};

/* A code that came by SMS proves the phone once more, which its guard likes to know. */
static err tell_guard(struct db *tx, const struct proving *proving, const struct recovery *recovery)
{
    const struct act *act = proving->act;
    struct account account;
    if (recovery->asked_email || recovery->account.text.len == 0) {
        return ERR_OK;
    }
    err e = account_by_id(tx, act->arena, recovery->account, &account);
    return e == ERR_OK ? sms_code_confirmed(tx, account.phone, act->now) : e;
}

/* Once too many were wrong today nothing is checked any more, and that is told to nobody: it would
 * tell which identifiers are one account's. The link of the letter still proves. */
static err check_code(struct db *tx, const struct proving *proving, const struct recovery *recovery,
                      bool *out)
{
    const struct act *act = proving->act;
    struct account account;
    *out = false;
    if (recovery->account.text.len == 0) {
        return ERR_OK; /* nobody's, or nothing was sent */
    }
    err e = account_by_id(tx, act->arena, recovery->account, &account);
    if (e != ERR_OK) {
        return e;
    }
    struct code_target target = {.account = recovery->account, .unseen = true};
    if (recovery->asked_email) {
        target.email = account.email;
    } else {
        target.phone = account.phone;
    }
    bool allowed = false;
    e = code_guess_counts(tx, act->arena, &target, act->now, &allowed);
    if (e != ERR_OK) {
        return e;
    }
    *out = allowed && one_time_matches(recovery->code_digest, proving->typed_digest);
    return allowed && !*out ? code_guess_wrong(tx, act->arena, &target, act->now) : ERR_OK;
}

static err prove_by_code_in(struct db *tx, void *arg)
{
    struct proving *proving = arg;
    const struct act *act = proving->act;
    bool live = false;
    struct recovery recovery;
    proving->outcome = RECOVERY_CODE_SPENT;
    err e = recovery_store_try(tx, proving->id, act->now, &live);
    if (e != ERR_OK || !live) {
        return e;
    }
    e = recovery_by_id(tx, act->arena, proving->id, act->now, &recovery);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    bool matches = false;
    e = check_code(tx, proving, &recovery, &matches);
    if (e != ERR_OK || !matches) {
        proving->outcome = RECOVERY_CODE_WRONG;
        return e;
    }
    bool spent = false;
    e = tell_guard(tx, proving, &recovery);
    if (e == ERR_OK) {
        e = recovery_store_proven(tx, proving->id, act->now, &spent);
    }
    proving->outcome = spent ? RECOVERY_PROVEN : RECOVERY_CODE_SPENT;
    return e;
}

static err prove_by_link_in(struct db *tx, void *arg)
{
    struct proving *proving = arg;
    const struct act *act = proving->act;
    err e = recovery_by_live_link(tx, act->arena, proving->link_digest, act->now, &proving->id);
    if (e == ERR_NOT_FOUND) {
        proving->outcome = RECOVERY_CODE_SPENT;
        return ERR_OK;
    }
    bool spent = false;
    if (e == ERR_OK) {
        e = recovery_store_moved(tx, proving->id, proving->next, proving->next_digest, act->now,
                                 &spent);
    }
    proving->outcome = spent ? RECOVERY_PROVEN : RECOVERY_CODE_SPENT;
    return e;
}

static err prove(struct proving *proving, db_fn *fn, enum recovery_check *out)
{
    err e = db_transaction(proving->act->db, fn, proving);
    if (e == ERR_OK) {
        *out = proving->outcome;
    }
    return e;
}

err recovery_prove_by_code(const struct act *act, recovery_id id, str typed,
                           enum recovery_check *out)
{
    struct proving proving = {
        .act = act,
        .id = id,
        .typed_digest = one_time_code_digest(act->arena, act->site, RECOVERY_CODE, id.text, typed),
    };
    return prove(&proving, prove_by_code_in, out);
}

err recovery_prove_by_link(const struct act *act, str token, enum recovery_check *out,
                           str *out_next)
{
    struct proving proving = {
        .act = act,
        .next = {id_new(act->arena)},
        .link_digest = one_time_link_digests(act->arena, act->site, RECOVERY_CODE, token),
    };
    str handle = flow_handle_new(act->arena, act->site, RECOVERY_CODE, proving.next.text,
                                 &proving.next_digest);
    err e = prove(&proving, prove_by_link_in, out);
    if (e == ERR_OK) {
        *out_next = handle;
    }
    return e;
}
