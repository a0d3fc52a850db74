/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt at an operation: an errand, first outside, then what came of it. */
#include "features/provisioning/driver.h"
#include "system/clock.h"
#include "system/log.h"

/* Pauses after the first, second, … failure; after the last one staff has to look. */
static const int64_t pauses[] = {30 * WHEN_SECOND, 2 * WHEN_MINUTE, 10 * WHEN_MINUTE,
                                 30 * WHEN_MINUTE, 2 * WHEN_HOUR};

#define PATIENCE WHEN_DAY

static const struct driver drivers[] = {
    {"manual", NULL, NULL},
    {"webhook", "webhook", webhook_attempt},
    {"exec", "hook", hook_attempt},
};

const struct driver *driver_by_name(str name)
{
    for (size_t i = 0; i < ARRAY_LEN(drivers); i++) {
        if (str_eq(name, str_from_z(drivers[i].name))) {
            return &drivers[i];
        }
    }
    return NULL;
}

static err claim(struct db *tx, void *arg)
{
    struct attempt *attempt = arg;
    operation_id id = {attempt->run->ref};
    err e = operation_store_claim(tx, id, attempt->run->now);
    return e == ERR_OK ? operation_of(tx, attempt->run->arena, id, &attempt->operation) : e;
}

static err go(struct db *db, const struct job_run *run, void **out_found)
{
    struct attempt *attempt = ARENA_NEW(run->arena, struct attempt);
    *attempt = (struct attempt){.run = run, .db = db, .begun_us = clock_monotonic_us()};
    err e = db_transaction(db, claim, attempt);
    if (e == ERR_NOT_FOUND) {
        return ERR_OK; /* cancelled meanwhile */
    }
    if (e != ERR_OK) {
        return e;
    }
    const struct driver *driver = driver_by_name(attempt->operation.driver);
    if (driver == NULL || driver->attempt == NULL) {
        attempt->outcome = OUTCOME_FINAL;
        attempt->error = STR("this version has no such driver");
    } else {
        driver->attempt(attempt);
    }
    *out_found = attempt;
    return ERR_OK;
}

static err set(struct db *tx, const struct job_run *run, const struct attempt *attempt,
               enum operation_state state)
{
    bool failed = attempt->outcome == OUTCOME_AGAIN || attempt->outcome == OUTCOME_FINAL;
    struct operation_change change = {
        .id = attempt->operation.id,
        .from = OPERATION_RUNNING,
        .to = state,
        .remote = attempt->outcome == OUTCOME_REMOTE,
        .attempts = attempt->operation.attempts + failed,
        .error = attempt->error,
        .now = run->now,
    };
    return operation_store_set(tx, &change);
}

static err again(struct db *tx, const struct job_run *run, const struct attempt *attempt,
                 int64_t pause_us)
{
    err e = set(tx, run, attempt, OPERATION_WAITING);
    /* Without a key, because the row of this errand is still there. */
    return e == ERR_OK ? job_put_errand(tx, run->now, STR(OPERATION_ERRAND), run->ref,
                                        when_add(run->now, pause_us), STR(""))
                       : e;
}

static err give_to_staff(struct db *tx, const struct job_run *run, const struct attempt *attempt)
{
    log_warning("operation waits for staff", LOG_STR("operation", attempt->operation.id.text),
                LOG_STR("story", attempt->error), LOG_END);
    err e = set(tx, run, attempt, OPERATION_FAILED);
    return e == ERR_OK ? operation_announce(tx, run->arena, attempt->operation.id, run->now) : e;
}

static err fail(struct db *tx, const struct job_run *run, const struct attempt *attempt)
{
    int64_t before = attempt->operation.attempts;
    if (attempt->outcome == OUTCOME_FINAL || before >= (int64_t)ARRAY_LEN(pauses)) {
        return give_to_staff(tx, run, attempt);
    }
    return again(tx, run, attempt, pauses[before]);
}

/* It will tell; when it does not for a day, staff has to ask. */
static err leave_it(struct db *tx, const struct job_run *run, const struct attempt *attempt)
{
    err e = set(tx, run, attempt, OPERATION_RUNNING);
    return e == ERR_OK ? job_put(tx, run->now, STR(OPERATION_OVERDUE), run->ref,
                                 when_add(run->now, PATIENCE), run->ref)
                       : e;
}

static err ask_again(struct db *tx, const struct job_run *run, struct attempt *attempt)
{
    if (when_before(when_add(attempt->operation.started_at, PATIENCE), run->now)) {
        attempt_fail(attempt, OUTCOME_FINAL, STR("still pending after a day"));
        return give_to_staff(tx, run, attempt);
    }
    return again(tx, run, attempt, attempt->pause_us);
}

static err finish(struct db *tx, const struct job_run *run, const struct attempt *attempt)
{
    struct operation_change change = {
        .id = attempt->operation.id,
        .from = OPERATION_RUNNING,
        .to = OPERATION_DONE,
        .progress = 100,
        .answer = attempt->answer,
        .now = run->now,
    };
    return operation_end_as(tx, run->arena, &attempt->operation, &change);
}

static err record(struct db *tx, const struct job_run *run)
{
    struct attempt *attempt = run->found;
    if (attempt == NULL) {
        return ERR_OK;
    }
    switch (attempt->outcome) {
    case OUTCOME_DONE:
        return finish(tx, run, attempt);
    case OUTCOME_AGAIN:
    case OUTCOME_FINAL:
        return fail(tx, run, attempt);
    case OUTCOME_PENDING:
        return ask_again(tx, run, attempt);
    case OUTCOME_CUT:
        return again(tx, run, attempt, 0);
    case OUTCOME_REMOTE:
        return leave_it(tx, run, attempt);
    }
    return ERR_INTERNAL;
}

static err overdue(struct db *tx, const struct job_run *run)
{
    struct operation operation;
    err e = operation_of(tx, run->arena, (operation_id){run->ref}, &operation);
    if (e != ERR_OK || operation.state != OPERATION_RUNNING || !operation.remote) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    struct operation_change change = {
        .id = operation.id,
        .from = OPERATION_RUNNING,
        .to = OPERATION_FAILED,
        .attempts = operation.attempts,
        .error = STR("the other side took it over and said nothing for a day"),
        .now = run->now,
    };
    e = operation_store_set(tx, &change);
    return e == ERR_OK ? operation_announce(tx, run->arena, operation.id, run->now) : e;
}

const struct job_kind provisioning_jobs[] = {
    {.name = OPERATION_ERRAND, .run = record, .go = go},
    {.name = OPERATION_OVERDUE, .run = overdue},
    JOB_KINDS_END,
};
