/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/timeline.h"

/* However late we are, this much time lies between telling and doing. */
#define DAYS_FROM_INVOICE_TO_SUSPENSION 3
#define DAYS_FROM_SUSPENSION_TO_WARNING 3
#define DAYS_FROM_WARNING_TO_END 7

static const struct {
    enum step step;
    const char *word;
} words[] = {
    {STEP_INVOICE, "invoice"},     {STEP_REMIND, "remind"},   {STEP_CHARGE, "charge"},
    {STEP_RETRY, "retry"},         {STEP_SUSPEND, "suspend"}, {STEP_WARN, "warn"},
    {STEP_TERMINATE, "terminate"},
};

str step_word(struct arena *arena, enum step step, int32_t of)
{
    const char *word = "";
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        word = words[i].step == step ? words[i].word : word;
    }
    return step == STEP_REMIND || step == STEP_RETRY ? str_printf(arena, "%s:%d", word, (int)of)
                                                     : str_from_z(word);
}

bool step_parse(str word, enum step *out, int32_t *out_of)
{
    str days;
    str name = str_cut(word, ':', &days);
    int64_t of = 0;
    if (days.len > 0 && (!str_to_i64(days, &of) || of < 0 || of > INT32_MAX)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(name, str_from_z(words[i].word))) {
            *out = words[i].step;
            *out_of = (int32_t)of;
            return true;
        }
    }
    return false;
}

static const struct taken *taken_of(const struct dunning *d, enum step step, int32_t of)
{
    for (size_t i = 0; i < d->taken_count; i++) {
        if (d->taken[i].step == step && d->taken[i].of == of) {
            return &d->taken[i];
        }
    }
    return NULL;
}

/* The morning so many days after the end; negative: before it. */
static when morning(const struct dunning *d, int32_t after)
{
    return day_hour(d->zone, (day){d->until.number + after}, TIMELINE_HOUR);
}

static int64_t at_most(int32_t days, int32_t most)
{
    return (days < 0 ? 0 : days < most ? days : most) * WHEN_DAY;
}

/* The earlier of both; the one that is there when they are at once. */
static void consider(struct next_step *best, enum step step, int32_t of, when due)
{
    if (best->step == STEP_NONE || when_before(due, best->due)) {
        *best = (struct next_step){step, of, due};
    }
}

/* A reminder that was overtaken by a later one, or by the end itself, is not sent any more. */
static void consider_reminders(const struct dunning *d, when now, const struct taken *invoice,
                               struct next_step *best)
{
    for (size_t i = 0; i < d->plan.reminder_count; i++) {
        int32_t before = d->plan.reminders[i];
        int32_t next = i + 1 < d->plan.reminder_count ? d->plan.reminders[i + 1] : 0;
        bool overtaken = !when_before(now, morning(d, -next));
        bool told = !when_before(invoice->at, morning(d, -before));
        if (!overtaken && !told && taken_of(d, STEP_REMIND, before) == NULL) {
            consider(best, STEP_REMIND, before, morning(d, -before));
        }
    }
}

static void consider_charges(const struct dunning *d, when now, struct next_step *best)
{
    if (taken_of(d, STEP_CHARGE, 0) == NULL) {
        consider(best, STEP_CHARGE, 0, morning(d, -d->plan.balance_before));
    }
    for (size_t i = 0; i < d->plan.retry_count; i++) {
        int32_t after = d->plan.retries[i];
        bool overtaken =
            i + 1 < d->plan.retry_count && !when_before(now, morning(d, d->plan.retries[i + 1]));
        if (!overtaken && taken_of(d, STEP_RETRY, after) == NULL) {
            consider(best, STEP_RETRY, after, morning(d, after));
        }
    }
}

/* When the step before was taken; a service that stands still for an end that has moved since then
 * counts from when its customer was told of this one. */
static when taken_at(const struct taken *taken, const struct taken *told)
{
    return taken != NULL ? taken->at : told->at;
}

/* Whether it stands still is asked of the service, not of the steps: one that was brought back
 * unpaid is stopped again. */
static void consider_ending(const struct dunning *d, const struct taken *told,
                            struct next_step *best)
{
    const struct timeline *plan = &d->plan;
    const struct taken *suspended = taken_of(d, STEP_SUSPEND, 0);
    const struct taken *warned = taken_of(d, STEP_WARN, 0);
    if (!d->suspended_for_debt) {
        int64_t gap =
            at_most(plan->invoice_before + plan->suspend_after, DAYS_FROM_INVOICE_TO_SUSPENSION);
        consider(best, STEP_SUSPEND, 0,
                 when_later(morning(d, plan->suspend_after), when_add(told->at, gap)));
    } else if (warned == NULL) {
        int64_t gap =
            at_most(plan->warn_after - plan->suspend_after, DAYS_FROM_SUSPENSION_TO_WARNING);
        consider(
            best, STEP_WARN, 0,
            when_later(morning(d, plan->warn_after), when_add(taken_at(suspended, told), gap)));
    } else {
        int64_t gap = at_most(plan->terminate_after - plan->warn_after, DAYS_FROM_WARNING_TO_END);
        consider(best, STEP_TERMINATE, 0,
                 when_later(morning(d, plan->terminate_after), when_add(warned->at, gap)));
    }
}

struct next_step timeline_next(const struct dunning *d, when now)
{
    struct next_step best = {STEP_NONE, 0, WHEN_NONE};
    if (d->cancel_at_end) {
        return (struct next_step){STEP_END, 0, day_begin(d->zone, d->until)};
    }
    const struct taken *told = taken_of(d, STEP_INVOICE, 0);
    if (told == NULL || !d->asked) {
        consider(&best, STEP_INVOICE, 0, morning(d, -d->plan.invoice_before));
        return best;
    }
    if (!d->suspended_for_debt) {
        consider_reminders(d, now, told, &best);
        consider_charges(d, now, &best);
    }
    consider_ending(d, told, &best);
    return best;
}

when timeline_end(const struct dunning *d, when now)
{
    struct taken taken[TIMELINE_TAKEN_MAX];
    struct dunning ahead = *d;
    size_t count = d->taken_count < TIMELINE_TAKEN_MAX ? d->taken_count : TIMELINE_TAKEN_MAX;
    for (size_t i = 0; i < count; i++) {
        taken[i] = d->taken[i];
    }
    ahead.taken = taken;
    for (ahead.taken_count = count; ahead.taken_count < TIMELINE_TAKEN_MAX; ahead.taken_count++) {
        struct next_step step = timeline_next(&ahead, now);
        if (step.step == STEP_TERMINATE || step.step == STEP_END || step.step == STEP_NONE) {
            return step.step == STEP_NONE ? now : when_later(step.due, now);
        }
        now = when_later(step.due, now);
        taken[ahead.taken_count] = (struct taken){step.step, step.of, now};
        ahead.asked = ahead.asked || step.step == STEP_INVOICE;
        ahead.suspended_for_debt = ahead.suspended_for_debt || step.step == STEP_SUSPEND;
    }
    return now;
}
