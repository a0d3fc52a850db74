/* SPDX-License-Identifier: Apache-2.0 */
/* What is done about a period that ends, step by step: invoice, reminders, the balance, suspension,
 * the last warning, the end. Each step is taken once for an end of the paid days and remembered
 * while that end stands; the next one counts both from its place in the plan and from when the one
 * before was really taken, so that a server that was away for a month, or whose clock was wrong,
 * catches up one step at a time and ends nothing without its warnings.
 *
 * Everything hangs on the end of the paid days: the invoice step is the first time the customer was
 * told of that end, and another invoice for the same end (other months, a change asked and
 * withdrawn) neither resets nor delays anything. Pure: no database, no clock. */
#pragma once

#include <stdbool.h>

#include "base/when.h"
#include "features/services/period.h"

#define TIMELINE_LIST_MAX 8
#define TIMELINE_TAKEN_MAX 40
/* Letters go out in the morning, and nothing is stopped at night. */
#define TIMELINE_HOUR 9

/* Days before or after the day that the paid time ends on. */
struct timeline {
    int32_t invoice_before;
    int32_t reminders[TIMELINE_LIST_MAX]; /* before; descending */
    size_t reminder_count;
    int32_t balance_before;
    int32_t retries[TIMELINE_LIST_MAX]; /* after; ascending */
    size_t retry_count;
    int32_t suspend_after, warn_after, terminate_after;
};

enum step {
    STEP_NONE,
    STEP_INVOICE,   /* ask for the next period; again while no invoice is open */
    STEP_REMIND,    /* a letter; of days before the end */
    STEP_CHARGE,    /* take it from the balance */
    STEP_RETRY,     /* once more, and a letter; of days after the end */
    STEP_SUSPEND,   /* for debt */
    STEP_WARN,      /* the last letter */
    STEP_TERMINATE, /* with its data */
    STEP_END,       /* the customer wanted it to end now */
};

struct taken {
    enum step step;
    int32_t of; /* days, of STEP_REMIND and STEP_RETRY */
    when at;
};

struct dunning {
    struct timeline plan;
    const struct zone *zone;
    day until;
    bool cancel_at_end;
    bool suspended_for_debt;
    bool asked; /* there is an open renewal invoice */
    const struct taken *taken;
    size_t taken_count;
};

struct next_step {
    enum step step; /* STEP_NONE: nothing more */
    int32_t of;
    when due;
};

struct next_step timeline_next(const struct dunning *dunning, when now);

/* When it will be ended if nothing is paid; now when it never is. */
when timeline_end(const struct dunning *dunning, when now);

/* "invoice", "remind:7": how a step is kept. */
str step_word(struct arena *arena, enum step step, int32_t of);
bool step_parse(str word, enum step *out, int32_t *out_of);
