/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/guard.h"

#include "crypto/mac.h"
#include "features/signin/signin_store.h"
#include "web/rate.h"

#define TRIES_AN_HOUR 10
#define TRIES_IN_A_ROW 100
#define ROW_REFILL WHEN_HOUR
#define FAILURES_OF_NETWORK 3000

err guard_subject_of_typed(const struct act *act, str typed, str device, struct guard_subject *out)
{
    struct identifier identifier =
        identifier_guess(act->arena, typed, act->site->settings->default_country);
    struct account_key key = {.id = {STR("")}, .credential = {.password_hash = STR("")}};
    err e = account_key_by_identifier(act->db, act->arena, identifier.value, &key);
    bool found = e == ERR_OK && key.may_sign_in;
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    bool known = false;
    e = known_device_store_has(act->db, act->arena, device, key.id, &known);
    if (e != ERR_OK) {
        return e;
    }
    str digest = mac_hex(act->arena, site_lasting_key(act->site), identifier.value);
    *out = (struct guard_subject){
        .key = found ? key.id.text : digest,
        .account = found ? key.id : (account_id){{0}},
        .credential = found ? key.credential : (struct credential){.password_hash = STR("")},
        .device = found && known ? device : STR(""),
    };
    return ERR_OK;
}

err guard_subject_of_account(const struct act *act, account_id account, str device,
                             struct guard_subject *out)
{
    struct credential credential;
    err e = account_credential(act->db, act->arena, account, &credential);
    bool known = false;
    if (e == ERR_OK) {
        e = known_device_store_has(act->db, act->arena, device, account, &known);
    }
    if (e == ERR_OK) {
        *out = (struct guard_subject){
            .key = account.text,
            .account = account,
            .credential = credential,
            .device = known ? device : STR(""),
        };
    }
    return e;
}

static struct rate_budget hour_of(const struct act *act, const struct guard_subject *subject)
{
    bool known = subject->device.len > 0;
    str from = known ? subject->device : act->network;
    return (struct rate_budget){
        .key = str_printf(act->arena, "signin:%" STR_FMT ":%s:%" STR_FMT, STR_ARG(subject->key),
                          known ? "device" : "network", STR_ARG(from)),
        .limit = TRIES_AN_HOUR,
        .window_us = WHEN_HOUR,
    };
}

static str row_key(struct arena *arena, str subject, str device)
{
    return str_printf(arena, "signin:row:%" STR_FMT ":%" STR_FMT, STR_ARG(subject),
                      STR_ARG(device));
}

static struct rate_budget row_of(const struct act *act, const struct guard_subject *subject)
{
    return (struct rate_budget){
        .key = row_key(act->arena, subject->key, subject->device),
        .limit = TRIES_IN_A_ROW,
        .refill_us = ROW_REFILL,
    };
}

static struct rate_budget failures_of(const struct act *act)
{
    return (struct rate_budget){
        .key = str_printf(act->arena, "signin:failures:%" STR_FMT, STR_ARG(act->network)),
        .limit = FAILURES_OF_NETWORK,
        .window_us = WHEN_HOUR,
    };
}

struct admitting {
    const struct act *act;
    const struct guard_subject *subject;
    struct guard_verdict verdict;
};

/* Both budgets are asked before one is taken from: a network that used up its hour does not use up
 * the row of a hundred as well, and whoever is refused hears when both have a try again. */
static err admit_in(struct db *tx, void *arg)
{
    struct admitting *admitting = arg;
    const struct act *act = admitting->act;
    struct rate_budget budgets[] = {hour_of(act, admitting->subject),
                                    row_of(act, admitting->subject)};
    err e = rate_admit(tx, act->arena, budgets, ARRAY_LEN(budgets), act->now,
                       &admitting->verdict.retry_us);
    admitting->verdict.admitted = e == ERR_OK;
    return e == ERR_LIMITED ? ERR_OK : e;
}

err guard_admit(const struct act *act, const struct guard_subject *subject,
                struct guard_verdict *out)
{
    struct rate_budget failures = failures_of(act);
    int64_t wait_us = 0;
    err e = rate_wait(act->db, act->arena, &failures, act->now, &wait_us);
    if (e != ERR_OK) {
        return e;
    }
    if (wait_us > 0 && subject->device.len == 0) {
        *out = (struct guard_verdict){.admitted = false, .retry_us = wait_us};
        return ERR_OK;
    }
    struct admitting admitting = {.act = act, .subject = subject};
    e = db_transaction(act->db, admit_in, &admitting);
    if (e == ERR_OK) {
        *out = admitting.verdict;
    }
    return e;
}

err guard_failed(struct db *tx, const struct act *act)
{
    struct rate_budget failures = failures_of(act);
    err e = rate_take(tx, act->arena, &failures, act->now, NULL);
    return e == ERR_LIMITED ? ERR_OK : e;
}

err guard_passed(struct db *tx, const struct act *act, const struct guard_subject *subject)
{
    err e = rate_clear(tx, hour_of(act, subject).key);
    if (e == ERR_OK) {
        e = rate_clear(tx, row_of(act, subject).key);
    }
    if (e == ERR_OK && subject->device.len > 0) {
        e = rate_clear(tx, row_key(act->arena, subject->key, STR("")));
    }
    return e;
}

err guard_forget(struct db *tx, const struct act *act, account_id account)
{
    struct guard_subject subject = {.key = account.text, .account = account, .device = STR("")};
    return guard_passed(tx, act, &subject);
}
