/* SPDX-License-Identifier: Apache-2.0 */
/* Who does operations: a row for each driver. Private to the room. */
#pragma once

#include "features/provisioning/provisioning.h"
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
};

struct driver {
    const char *name;
    const char *key; /* the member of config that names what to use; NULL: none is needed */
    void (*attempt)(struct attempt *attempt); /* NULL: a person does it */
};

/* NULL when there is no such driver. */
const struct driver *driver_by_name(str name);
