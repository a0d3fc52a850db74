/* SPDX-License-Identifier: Apache-2.0 */
/* The clockwork: a job for each service looks what is due by the timeline of its plan, takes one
 * step, and comes again for the next. A tick too many does nothing. */
#include "features/services/work.h"

err tick_put(struct db *tx, struct arena *arena, service_id id, when now, when due,
             struct next_step step)
{
    str word = step_word(arena, step.step, step.of);
    str key =
        str_printf(arena, "%.*s:%lld:%.*s", STR_ARG(id.text), (long long)due.us, STR_ARG(word));
    return job_put(tx, now, STR("service.tick"), id.text, due, key);
}

err tick_put_now(struct db *tx, struct arena *arena, service_id id, when now)
{
    return tick_put(tx, arena, id, now, now, (struct next_step){0});
}

struct timeline timeline_of(const struct plan *plan)
{
    const struct plan_timeline *from = &plan->timeline;
    struct timeline out = {
        .invoice_before = (int32_t)from->invoice_before,
        .balance_before = (int32_t)from->balance_before,
        .suspend_after = (int32_t)from->suspend_after,
        .warn_after = (int32_t)from->warn_after,
        .terminate_after = (int32_t)from->terminate_after,
    };
    for (size_t i = 0; i < from->reminder_count && i < TIMELINE_LIST_MAX; i++) {
        out.reminders[out.reminder_count++] = (int32_t)from->reminders[i];
    }
    for (size_t i = 0; i < from->retry_count && i < TIMELINE_LIST_MAX; i++) {
        out.retries[out.retry_count++] = (int32_t)from->retries[i];
    }
    return out;
}

err service_ends(struct db *db, struct arena *arena, const struct service *service, bool *out)
{
    struct service parent;
    if (service->cancel_at_end || service->parent.text.len == 0) {
        *out = service->cancel_at_end;
        return ERR_OK;
    }
    err e = service_store_find(db, arena, service->parent, &parent);
    if (e == ERR_OK) {
        *out = service->until.number < parent.until.number;
    }
    return e;
}

err dunning_of(struct db *db, struct arena *arena, const struct service *service,
               struct dunning *out)
{
    struct plan plan;
    struct asked open;
    struct taken *taken = NULL;
    struct dunning d = {
        .until = service->until,
        .suspended_for_debt = str_eq(service->suspended_for, STR("debt")),
    };
    err e = service_zone(db, arena, service->account, &d.zone);
    if (e == ERR_OK) {
        e = service_ends(db, arena, service, &d.cancel_at_end);
    }
    if (e == ERR_OK) {
        e = plan_at_version(db, arena, service->plan, service->plan_version, &plan);
    }
    if (e == ERR_OK) {
        e = dunning_store_all(db, arena, service->id, service->until, &taken, &d.taken_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = asked_store_open(db, arena, service->id, &open);
    d.asked = e == ERR_OK;
    if (err_absent_is_fine(e) == ERR_OK) {
        d.plan = timeline_of(&plan);
        d.taken = taken;
        *out = d;
    }
    return err_absent_is_fine(e);
}

/* Steps: each may find that money came meanwhile. */
struct ticking {
    struct db *tx;
    struct arena *arena;
    struct service *service;
    struct initiator by;
};

static err write(const struct ticking *t, enum letter letter)
{
    return service_letter_put(t->tx, t->arena, t->service->id, letter, t->by.now);
}

static err ask_for_money(struct ticking *t)
{
    struct invoice invoice;
    err e = renewal_issue(t->tx, t->arena, t->service, 0, &t->by, &invoice);
    return e == ERR_OK && invoice.state != INVOICE_PAID ? write(t, LETTER_INVOICE) : e;
}

static err charge_or(struct ticking *t, bool *out_paid)
{
    *out_paid = false;
    return t->service->auto_renew ? renewal_charge(t->tx, t->arena, t->service, &t->by, out_paid)
                                  : ERR_OK;
}

static err charge_or_write(struct ticking *t, enum letter letter)
{
    bool paid = false;
    err e = charge_or(t, &paid);
    bool silent = letter == LETTER_SHORT && !t->service->auto_renew;
    return e == ERR_OK && !paid && !silent ? write(t, letter) : e;
}

static err charge_or_suspend(struct ticking *t)
{
    bool paid = false;
    err e = charge_or(t, &paid);
    if (e == ERR_OK && !paid) {
        e = suspend_family(t->tx, t->arena, t->service, "debt", &t->by);
        e = e == ERR_OK ? write(t, LETTER_SUSPENDED) : e;
    }
    return e;
}

static err charge_or_terminate(struct ticking *t)
{
    bool paid = false;
    err e = charge_or(t, &paid);
    if (e == ERR_OK && !paid) {
        e = terminate_family(t->tx, t->arena, t->service, &t->by);
        e = e == ERR_OK ? write(t, LETTER_ENDED) : e;
    }
    return e;
}

static err end_as_requested(struct ticking *t)
{
    err e = terminate_family(t->tx, t->arena, t->service, &t->by);
    return e == ERR_OK ? write(t, LETTER_ENDED) : e;
}

static err take_step(struct ticking *t, struct next_step step)
{
    switch (step.step) {
    case STEP_INVOICE:
        return ask_for_money(t);
    case STEP_REMIND:
        return write(t, LETTER_REMIND);
    case STEP_CHARGE:
        return charge_or_write(t, LETTER_SHORT);
    case STEP_RETRY:
        return charge_or_write(t, LETTER_OVERDUE);
    case STEP_SUSPEND:
        return charge_or_suspend(t);
    case STEP_WARN:
        return write(t, LETTER_WARNING);
    case STEP_TERMINATE:
        return charge_or_terminate(t);
    case STEP_END:
        return end_as_requested(t);
    case STEP_NONE:
        break;
    }
    return ERR_OK;
}

/* Stopped by staff or at the customer’s request it costs nothing and goes nowhere. */
static bool has_steps(const struct service *service, bool ends)
{
    bool alone = service->parent.text.len == 0 || ends;
    bool stands = service->state == SERVICE_SUSPENDED && service->suspended_for.len > 0 &&
                  !str_eq(service->suspended_for, STR("debt"));
    return alone && !stands &&
           (service->state == SERVICE_ACTIVE || service->state == SERVICE_SUSPENDED);
}

/* When to look again: at the next step, or when another tariff begins. */
static err come_again(struct ticking *t)
{
    struct dunning dunning;
    struct service_next next;
    bool busy = false;
    err e = service_store_find(t->tx, t->arena, t->service->id, t->service);
    if (e == ERR_OK) {
        e = work_is_on(t->tx, t->arena, t->service->id, &busy);
    }
    if (e != ERR_OK || busy) {
        return e;
    }
    if (e == ERR_OK) {
        e = dunning_of(t->tx, t->arena, t->service, &dunning);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct next_step step = {.step = STEP_NONE};
    if (has_steps(t->service, dunning.cancel_at_end)) {
        step = timeline_next(&dunning, t->by.now);
    }
    if (step.step != STEP_NONE) {
        when due = when_before(step.due, t->by.now) ? t->by.now : step.due;
        e = tick_put(t->tx, t->arena, t->service->id, t->by.now, due, step);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = next_store_find(t->tx, t->arena, t->service->id, &next);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    when begin = day_begin(dunning.zone, next.from);
    return when_before(t->by.now, begin)
               ? tick_put(t->tx, t->arena, t->service->id, t->by.now, begin, (struct next_step){0})
               : ERR_OK;
}

static err look(struct ticking *t)
{
    struct dunning dunning;
    bool busy = false;
    err e = next_apply(t->tx, t->arena, t->service, &t->by);
    if (e == ERR_OK) {
        e = work_is_on(t->tx, t->arena, t->service->id, &busy);
    }
    /* What is being carried out decides about the days; its end looks again. */
    if (e == ERR_OK && busy) {
        return ERR_OK;
    }
    if (e == ERR_OK) {
        e = dunning_of(t->tx, t->arena, t->service, &dunning);
    }
    if (e != ERR_OK || !has_steps(t->service, dunning.cancel_at_end)) {
        return e;
    }
    struct next_step step = timeline_next(&dunning, t->by.now);
    if (step.step == STEP_NONE || when_before(t->by.now, step.due)) {
        return ERR_OK;
    }
    day until = t->service->until;
    e = take_step(t, step);
    return e == ERR_OK && step.step != STEP_INVOICE
               ? dunning_store_take(t->tx, t->arena, t->service->id, until, step.step, step.of,
                                    t->by.now)
               : e;
}

err service_tick(struct db *tx, const struct job_run *run)
{
    struct service service;
    struct ticking t = {tx, run->arena, &service, {STR("system"), run->now}};
    err e = service_store_find(tx, run->arena, (service_id){run->ref}, &service);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    e = look(&t);
    return e == ERR_OK ? come_again(&t) : e;
}
