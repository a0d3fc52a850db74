/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of Stripe's API: form-encoded, with a bearer key, a pinned version and a key that makes
 * repetitions one (https://docs.stripe.com/api). Only errands may make them. */
#pragma once

#include "json/reader.h"
#include "web/job.h"
#include "web/outside.h"
#include "web/site.h"

struct stripe_field {
    const char *name; /* "line_items[0][quantity]" */
    str value;
};

struct stripe_call {
    const char *method; /* "GET", "POST" */
    str path;           /* "/v1/checkout/sessions" */
    str once;           /* the idempotency key; empty for GET */
    const struct stripe_field *fields;
    size_t count;
};

enum stripe_end {
    STRIPE_DONE,    /* the answer is in body and node */
    STRIPE_REFUSED, /* asking again the same would be refused again */
};

struct stripe_answer {
    enum stripe_end end;
    str body;
    struct json_node node;
};

/* ERR_UNAVAILABLE: no answer, or one that says to try again later. */
MUST_CHECK err stripe_call(const struct job_run *run, const struct stripe_call *call,
                           struct stripe_answer *out);
