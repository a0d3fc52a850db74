/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/guard.h"

#include "crypto/mac.h"
#include "features/signin/signin_store.h"
#include "web/rate.h"

#define TRIES_AN_HOUR 10
#define TRIES_IN_A_ROW 100
#define TRIES_OF_A_NAME 33
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
        .typed = digest,
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
            .typed = STR(""),
            .account = account,
            .credential = credential,
            .device = known ? device : STR(""),
        };
    }
    return e;
}

/* An hour's budget and a row's, for the same target. */
struct pair {
    struct rate_budget budgets[2];
};

static struct pair pair_of(str hour_key, str row_key, int64_t row_limit)
{
    return (struct pair){{
        {.key = hour_key, .limit = TRIES_AN_HOUR, .window_us = WHEN_HOUR},
        {.key = row_key, .limit = row_limit, .refill_us = ROW_REFILL},
    }};
}

static str row_key(struct arena *arena, str subject, str device)
{
    return str_printf(arena, "signin:row:%" STR_FMT ":%" STR_FMT, STR_ARG(subject),
                      STR_ARG(device));
}

/* The account's, or those of its owner's device. */
static struct pair own_of(const struct act *act, const struct guard_subject *subject)
{
    bool known = subject->device.len > 0;
    str from = known ? subject->device : act->network;
    str hour = str_printf(act->arena, "signin:%" STR_FMT ":%s:%" STR_FMT, STR_ARG(subject->key),
                          known ? "device" : "network", STR_ARG(from));
    return pair_of(hour, row_key(act->arena, subject->key, subject->device), TRIES_IN_A_ROW);
}

/* Those of the name that was typed. */
static struct pair typed_of(const struct act *act, const struct guard_subject *subject)
{
    str hour = str_printf(act->arena, "signin:typed:%" STR_FMT ":%" STR_FMT,
                          STR_ARG(subject->typed), STR_ARG(act->network));
    str row = str_printf(act->arena, "signin:row:typed:%" STR_FMT, STR_ARG(subject->typed));
    return pair_of(hour, row, TRIES_OF_A_NAME);
}

/* A guest sees what was typed counted; a known device and a session see their own budgets. */
static bool is_guest(const struct guard_subject *subject)
{
    return subject->typed.len > 0 && subject->device.len == 0;
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

/* Both budgets of a pair are asked before one is taken from: a network that used up its hour does
 * not use up the row as well, and whoever is refused hears when both have a try again. */
static err admit(struct db *tx, const struct act *act, struct pair pair, bool *out_admitted,
                 int64_t *out_retry_us)
{
    err e =
        rate_admit(tx, act->arena, pair.budgets, ARRAY_LEN(pair.budgets), act->now, out_retry_us);
    *out_admitted = e == ERR_OK;
    return e == ERR_LIMITED ? ERR_OK : e;
}

static err admit_in(struct db *tx, void *arg)
{
    struct admitting *admitting = arg;
    const struct act *act = admitting->act;
    const struct guard_subject *subject = admitting->subject;
    struct guard_verdict verdict = {0};
    bool guest = is_guest(subject);
    err e = admit(tx, act, guest ? typed_of(act, subject) : own_of(act, subject), &verdict.admitted,
                  &verdict.retry_us);
    verdict.checked = verdict.admitted;
    if (e == ERR_OK && guest && verdict.admitted) {
        int64_t unseen_us = 0;
        e = admit(tx, act, own_of(act, subject), &verdict.checked, &unseen_us);
    }
    if (e == ERR_OK) {
        admitting->verdict = verdict;
    }
    return e;
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

static err forget_own(struct db *tx, const struct act *act, const struct guard_subject *subject)
{
    struct pair own = own_of(act, subject);
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(own.budgets); i++) {
        e = rate_clear(tx, own.budgets[i].key);
    }
    return e;
}

/* Only this network sees its hour, and it knows that it came in. */
static err give_back_typed(struct db *tx, const struct act *act,
                           const struct guard_subject *subject)
{
    struct pair typed = typed_of(act, subject);
    err e = rate_clear(tx, typed.budgets[0].key);
    return e == ERR_OK ? rate_give_back(tx, act->arena, &typed.budgets[1], act->now) : e;
}

err guard_passed(struct db *tx, const struct act *act, const struct guard_subject *subject)
{
    err e = forget_own(tx, act, subject);
    if (e == ERR_OK && is_guest(subject)) {
        e = give_back_typed(tx, act, subject);
    }
    if (e == ERR_OK && subject->device.len > 0) {
        e = rate_clear(tx, row_key(act->arena, subject->key, STR("")));
    }
    return e;
}

err guard_forget(struct db *tx, const struct act *act, account_id account)
{
    struct guard_subject subject = {.key = account.text, .account = account, .device = STR("")};
    return forget_own(tx, act, &subject);
}
