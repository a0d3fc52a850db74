/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/entry_guard.h"

#include "web/rate.h"

#define TRIES_AN_HOUR 10
#define TRIES_IN_A_ROW 100
#define ROW_REFILL WHEN_HOUR
#define FAILURES_OF_NETWORK 300
#define CODES_AN_HOUR 10

static struct rate_budget hour_of(const struct act *act, const struct entry_subject *subject)
{
    bool known = subject->device.len > 0;
    str from = known ? subject->device : act->network;
    return (struct rate_budget){
        .key = str_printf(act->arena, "staff:%" STR_FMT ":%s:%" STR_FMT, STR_ARG(subject->key),
                          known ? "device" : "network", STR_ARG(from)),
        .limit = TRIES_AN_HOUR,
        .window_us = WHEN_HOUR,
    };
}

static str row_key(struct arena *arena, str subject, str device)
{
    return str_printf(arena, "staff:row:%" STR_FMT ":%" STR_FMT, STR_ARG(subject), STR_ARG(device));
}

static str code_key(struct arena *arena, staff_id member)
{
    return str_printf(arena, "staff:code:%" STR_FMT, STR_ARG(member.text));
}

static struct rate_budget row_of(const struct act *act, const struct entry_subject *subject)
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
        .key = str_printf(act->arena, "staff:failures:%" STR_FMT, STR_ARG(act->network)),
        .limit = FAILURES_OF_NETWORK,
        .window_us = WHEN_HOUR,
    };
}

static struct rate_budget codes_of(const struct act *act, staff_id member)
{
    return (struct rate_budget){
        .key = code_key(act->arena, member),
        .limit = CODES_AN_HOUR,
        .window_us = WHEN_HOUR,
    };
}

struct admitting {
    const struct act *act;
    const struct entry_subject *subject;
    bool admitted;
    int64_t retry_us;
};

/* Asked together: a network that used up its hour does not use up the row of a hundred as well. */
static err admit_in(struct db *tx, void *arg)
{
    struct admitting *admitting = arg;
    const struct act *act = admitting->act;
    struct rate_budget budgets[] = {hour_of(act, admitting->subject),
                                    row_of(act, admitting->subject)};
    err e = rate_admit(tx, act->arena, budgets, ARRAY_LEN(budgets), act->now, &admitting->retry_us);
    admitting->admitted = e == ERR_OK;
    return e == ERR_LIMITED ? ERR_OK : e;
}

err entry_admit(const struct act *act, const struct entry_subject *subject, bool *out_admitted,
                int64_t *out_retry_us)
{
    struct rate_budget failures = failures_of(act);
    int64_t wait_us = 0;
    err e = rate_wait(act->db, act->arena, &failures, act->now, &wait_us);
    if (e != ERR_OK) {
        return e;
    }
    if (wait_us > 0 && subject->device.len == 0) {
        *out_admitted = false;
        *out_retry_us = wait_us;
        return ERR_OK;
    }
    struct admitting admitting = {.act = act, .subject = subject};
    e = db_transaction(act->db, admit_in, &admitting);
    if (e == ERR_OK) {
        *out_admitted = admitting.admitted;
        *out_retry_us = admitting.retry_us;
    }
    return e;
}

err entry_failed(struct db *tx, const struct act *act)
{
    struct rate_budget failures = failures_of(act);
    err e = rate_take(tx, act->arena, &failures, act->now, NULL);
    return e == ERR_LIMITED ? ERR_OK : e;
}

err entry_passed(struct db *tx, const struct act *act, const struct entry_subject *subject)
{
    err e = rate_clear(tx, hour_of(act, subject).key);
    if (e == ERR_OK) {
        e = rate_clear(tx, row_of(act, subject).key);
    }
    /* Their own browser opens the login for all others, the API among them. */
    return e == ERR_OK && subject->device.len > 0
               ? rate_clear(tx, row_key(act->arena, subject->key, STR("")))
               : e;
}

err entry_forget(struct db *tx, struct arena *arena, staff_id member)
{
    err e = rate_clear(tx, row_key(arena, member.text, STR("")));
    return e == ERR_OK ? rate_clear(tx, code_key(arena, member)) : e;
}

err entry_code_admit(struct db *tx, const struct act *act, staff_id member, int64_t *out_retry_us)
{
    struct rate_budget codes = codes_of(act, member);
    return rate_take(tx, act->arena, &codes, act->now, out_retry_us);
}

err entry_code_passed(struct db *tx, const struct act *act, staff_id member)
{
    return rate_clear(tx, codes_of(act, member).key);
}
