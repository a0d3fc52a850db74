/* SPDX-License-Identifier: Apache-2.0 */
/* The door of the provisioning room: operations on things customers have. A room asks for one in
 * its transaction; from then on it is this room's business to get it done by the plan's driver (a
 * hook, a web address, a person), exactly once as far as the other side knows operations by their
 * id, with retries and, in the end, a task for staff. How it went is announced as
 * "operation.changed" with the operation's id, in the transaction that changes it. Operations of
 * one subject are done one after another, in the order they were asked for. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/id.h"
#include "base/secret.h"
#include "base/when.h"
#include "db/db.h"
#include "i18n/tr.h"
#include "web/command.h"
#include "web/job.h"
#include "web/route.h"
#include "web/staff.h"

/* clang-format off */
#define OPERATION_KIND_LIST(X) \
    X(OPERATION_CREATE, "create") \
    X(OPERATION_SUSPEND, "suspend") \
    X(OPERATION_RESUME, "resume") \
    X(OPERATION_CHANGE, "change") \
    X(OPERATION_RENEW, "renew") \
    X(OPERATION_TERMINATE, "terminate")

#define OPERATION_STATE_LIST(X) \
    X(OPERATION_WAITING, "waiting")     /* for its turn or the next attempt */ \
    X(OPERATION_RUNNING, "running")     \
    X(OPERATION_DONE, "done")           /* for good; the answer says what came out */ \
    X(OPERATION_FAILED, "failed")       /* out of attempts: staff tries again, does it, or gives up */ \
    X(OPERATION_MANUAL, "manual")       /* a person has to do it */ \
    X(OPERATION_CANCELLED, "cancelled") /* for good: it will not be done */
/* clang-format on */

#define X(name, word) name,
enum operation_kind { OPERATION_KIND_LIST(X) };
enum operation_state { OPERATION_STATE_LIST(X) };
#undef X

struct operation_ask {
    str subject; /* id of the thing, a service's */
    account_id account;
    enum operation_kind kind;
    str driver;     /* "manual", "webhook", "exec" */
    str config;     /* of the plan's driver: JSON object {"hook":NAME}, {"webhook":NAME} or
                       {"form":TEXT}; may be empty for manual */
    str payload;    /* JSON object of what is wanted; handed to the driver as it is */
    str unique_key; /* the same again is ERR_OK and gives the first */
    when now;
};

struct operation {
    operation_id id;
    str subject;
    account_id account;
    enum operation_kind kind;
    enum operation_state state;
    str driver, config, payload;
    bool remote;      /* the other side is at it and will say how it ended */
    int64_t progress; /* percent */
    str step_uk, step_en;
    int64_t attempts; /* that failed, since staff last touched it */
    str answer;       /* JSON object; empty until done */
    str last_error;   /* words for staff, never for a customer; empty when there is none */
    when created_at, updated_at;
    when started_at, ended_at; /* WHEN_NONE: not yet */
};

/* Asks for an operation, inside a transaction. ERR_INVALID: a driver there is not, or config or
 * payload that are no JSON objects. */
MUST_CHECK err operation_start(struct db *tx, struct arena *arena, const struct operation_ask *ask,
                               operation_id *out);

/* ERR_NOT_FOUND without one. Rights are the caller's business. */
MUST_CHECK err operation_of(struct db *db, struct arena *arena, operation_id id,
                            struct operation *out);

/* The newest operations of a subject, newest first, at most limit. */
MUST_CHECK err operations_of_subject(struct db *db, struct arena *arena, str subject, int64_t limit,
                                     struct operation **out, size_t *out_count);

/* Those of an account that are not over (waiting, running, manual, failed), newest first. */
MUST_CHECK err operations_open_of(struct db *db, struct arena *arena, account_id account,
                                  int64_t limit, struct operation **out, size_t *out_count);

/* Takes back what waits, or waits for staff, and announces it: it will not be done. ERR_CONFLICT
 * when it runs or is over. */
MUST_CHECK err operation_cancel(struct db *tx, struct arena *arena, operation_id id, str reason,
                                when now);

/* What a person did, or the other side says it did, ends it as done and announces it; answer is a
 * JSON object. ERR_CONFLICT when it is being tried just now or is over, ERR_INVALID without an
 * object. */
MUST_CHECK err operation_finish(struct db *tx, struct arena *arena, operation_id id, str answer,
                                when now);

/* Has a failed one tried again from the start. ERR_CONFLICT when it has not failed. */
MUST_CHECK err operation_retry(struct db *tx, struct arena *arena, operation_id id, when now);

/* Done or cancelled: nothing of it changes any more. */
bool operation_is_over(const struct operation *operation);

/* What is being done, in words for the customer; empty when the driver said nothing. */
str operation_step(const struct operation *operation, enum lang lang);

/* Stable words: "create", "waiting". */
str operation_kind_word(enum operation_kind kind);
str operation_state_word(enum operation_state state);

/* Whether a plan may say this; the fault is a sentence marked for translation, NULL when it may. */
const char *operation_driver_fault(struct arena *arena, str driver, str config);

/* One entry of the setting provisioning.webhooks; fault says why it cannot be used, else NULL. */
struct webhook_entry {
    str name, url;
    const char *fault;
};

/* The next entry of the setting's text; false at its end. */
bool provisioning_webhook_next(struct arena *arena, str *rest, struct webhook_entry *out);

extern const struct route provisioning_routes[];
extern const struct route provisioning_staff_routes[];
extern const struct route provisioning_staff_api_routes[];
extern const struct staff_screen provisioning_screens[];
extern const struct job_kind provisioning_jobs[];
extern const struct room_command provisioning_commands[];
