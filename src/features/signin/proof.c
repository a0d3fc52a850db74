/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/proof.h"

#include "features/signin/signin.h"
#include "features/signin/signin_web.h"
#include "web/device.h"

struct proving {
    const struct act *act; /* with the session and the credential whose password was shown */
    const struct guard_subject *subject;
    enum proof_token token;
    str new_token;
};

static err write_proof(struct db *tx, struct proving *proving)
{
    const struct act *act = proving->act;
    if (proving->token == PROOF_TOKEN_STAYS) {
        return session_prove(tx, act->session, act->now);
    }
    return session_renew(tx, act->site, act->arena, act->session, act->now, &proving->new_token);
}

static err prove_in(struct db *tx, void *arg)
{
    struct proving *proving = arg;
    const struct act *act = proving->act;
    err e = act_stands(tx, act, proving->subject->account);
    if (e == ERR_OK) {
        e = guard_passed(tx, act, proving->subject);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = write_proof(tx, proving);
    return e == ERR_NOT_FOUND ? ERR_DENIED : e;
}

err proof_in_session(const struct act *act, account_id account, struct secret password, str device,
                     enum proof_token token, struct proof_result *out)
{
    struct attempt attempt;
    err e = attempt_own_password(act, account, password, device, &attempt);
    if (e != ERR_OK) {
        return e;
    }
    if (attempt.outcome != ATTEMPT_OK) {
        *out = (struct proof_result){.outcome = attempt.outcome, .retry_us = attempt.retry_us};
        return ERR_OK;
    }
    struct act shown = *act;
    shown.credential = attempt.subject.credential.version;
    struct proving proving = {
        .act = &shown, .subject = &attempt.subject, .token = token, .new_token = STR("")};
    e = db_transaction(act->db, prove_in, &proving);
    if (e == ERR_OK) {
        *out = (struct proof_result){.outcome = ATTEMPT_OK, .token = proving.new_token};
    }
    return e;
}

struct passing {
    const struct act *act;
    const struct guard_subject *subject;
};

static err pass_in(struct db *tx, void *arg)
{
    const struct passing *passing = arg;
    return guard_passed(tx, passing->act, passing->subject);
}

/* It proves this call alone: what the call does asks in its own transaction whether the credential
 * still is the one that was verified here. */
err signin_prove(struct request *req, struct secret password, enum proof_outcome *out)
{
    struct act act = act_of(req);
    struct attempt attempt;
    err e = attempt_own_password(&act, req->session.account, password, device_of(req), &attempt);
    if (e == ERR_OK && attempt.outcome == ATTEMPT_OK) {
        struct passing passing = {.act = &act, .subject = &attempt.subject};
        e = db_transaction(req->db, pass_in, &passing);
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (attempt.outcome) {
    case ATTEMPT_OK:
        *out = PROOF_GIVEN;
        req->session.proven_at = req->now;
        req->session.credential = attempt.subject.credential.version;
        break;
    case ATTEMPT_REFUSED:
        *out = PROOF_WRONG;
        break;
    case ATTEMPT_LIMITED:
        *out = PROOF_LIMITED;
        retry_after(req, attempt.retry_us);
        break;
    }
    return ERR_OK;
}
