/* SPDX-License-Identifier: Apache-2.0 */
/* Who does operations: a row for each driver, and what all of them share: what is asked, and how
 * the words that come back are read. Private to the room. */
#pragma once

#include "features/provisioning/operation.h"
#include "features/provisioning/provisioning_store.h"
#include "json/reader.h"

/* What came of an attempt. */
enum outcome {
    OUTCOME_DONE,    /* answer is a JSON object */
    OUTCOME_AGAIN,   /* failed: try again, later and not for ever */
    OUTCOME_FINAL,   /* failed: trying again would not help */
    OUTCOME_PENDING, /* under way over there: ask again in a while */
    OUTCOME_REMOTE,  /* under way over there: it will tell */
    OUTCOME_CUT,     /* this server stops: at once, when it is back */
};

struct attempt {
    const struct job_run *run;
    struct db *db; /* outside of transactions */
    struct operation operation;
    enum outcome outcome;
    str answer, error;
    int64_t pause_us; /* OUTCOME_PENDING: when to ask again */
    int64_t begun_us; /* on the monotonic clock */
    int reports;      /* of progress, so far */
};

struct driver {
    const char *name;
    const char *key; /* the member of config that names what to use; NULL: none is needed */
    void (*attempt)(struct attempt *attempt); /* NULL: a person does it */
};

/* NULL when there is no such driver. */
const struct driver *driver_by_name(str name);

void hook_attempt(struct attempt *attempt);
void webhook_attempt(struct attempt *attempt);

/* What is asked of a hook or web address: a JSON object. */
str attempt_request(const struct attempt *attempt);

/* The member of the operation's config, empty when it is not there. */
str operation_config(struct arena *arena, const struct operation *operation, const char *key);

/* Sets outcome, answer and error by the words that came back:
 *     {"pending":true, "after":60, "progress":40, "step":"..."}   ask again
 *     {"error":"why", "retry":false}                             failed
 *     any other object but a report of progress                  done */
void attempt_take_answer(struct attempt *attempt, str words);

/* Not longer than most bytes, and no letter cut in two. */
str words_cut(str s, size_t most);

void attempt_fail(struct attempt *attempt, enum outcome outcome, str error);

/* Reads {"progress":40,"step":"Installing","step_uk":"..."}; false when it is none. */
bool report_read(struct arena *arena, str words, struct operation_report *out);

/* Stores a report of progress while the attempt goes on; too many are dropped. */
void attempt_report(struct attempt *attempt, str words);
