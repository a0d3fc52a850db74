/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/attempt.h"

#include "crypto/password.h"
#include "features/signin/signin_store.h"
#include "system/security_event.h"

struct failure {
    const struct act *act;
    account_id account;
};

static err write_failure(struct db *tx, void *arg)
{
    const struct failure *failure = arg;
    const struct act *act = failure->act;
    struct signin_attempt attempt = {
        .account = failure->account,
        .at = act->now,
        .method = STR("password"),
        .network = act->network,
        .user_agent = act->user_agent,
    };
    err e = signin_store_attempt(tx, act->arena, &attempt);
    return e == ERR_OK ? guard_failed(tx, act) : e;
}

static void tell(const struct act *act, enum security_event_kind kind, const char *message,
                 account_id account)
{
    struct security_event event = {
        .message = message,
        .account = account.text,
        .network = act->network,
    };
    security_event_put(kind, &event);
}

/* From here on an unknown identity takes the very same steps as a known one: its subject has an
 * empty hash, which costs a hash and never matches. The same hash answers a try that is not
 * checked.
 */
static err try_password(const struct act *act, struct secret password, struct attempt *attempt)
{
    struct guard_verdict verdict;
    err e = guard_admit(act, &attempt->subject, &verdict);
    if (e != ERR_OK) {
        return e;
    }
    if (!verdict.admitted) {
        tell(act, SECURITY_LIMITED, "sign-in limited", attempt->subject.account);
        attempt->outcome = ATTEMPT_LIMITED;
        attempt->retry_us = verdict.retry_us;
        return ERR_OK;
    }
    bool matches = false;
    str hash = verdict.checked ? attempt->subject.credential.password_hash : STR("");
    e = password_verify(act->site->hasher, hash, password, &matches);
    if (e != ERR_OK || matches) {
        attempt->outcome = ATTEMPT_OK;
        return e;
    }
    if (verdict.checked) {
        tell(act, SECURITY_WRONG_PASSWORD, "sign-in refused", attempt->subject.account);
    } else {
        tell(act, SECURITY_LIMITED, "sign-in over the account's limit", attempt->subject.account);
    }
    attempt->outcome = ATTEMPT_REFUSED;
    struct failure failure = {.act = act, .account = attempt->subject.account};
    return db_transaction(act->db, write_failure, &failure);
}

err attempt_password(const struct act *act, str identifier, struct secret password, str device,
                     struct attempt *out)
{
    struct attempt attempt = {0};
    err e = guard_subject_of_typed(act, identifier, device, &attempt.subject);
    if (e == ERR_OK) {
        e = try_password(act, password, &attempt);
    }
    if (e == ERR_OK) {
        *out = attempt;
    }
    return e;
}

err attempt_own_password(const struct act *act, account_id account, struct secret password,
                         str device, struct attempt *out)
{
    struct attempt attempt = {0};
    err e = guard_subject_of_account(act, account, device, &attempt.subject);
    if (e == ERR_OK) {
        e = try_password(act, password, &attempt);
    }
    if (e == ERR_OK) {
        *out = attempt;
    }
    return e;
}
