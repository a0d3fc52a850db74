/* SPDX-License-Identifier: Apache-2.0 */
/* The money calendar: the clockwork run ahead in memory, over all services of an account at once,
 * because they are paid from one balance. */
#include "features/billing/billing.h"
#include "features/services/lifecycle.h"

#define CALENDAR_SERVICES_MAX 200
#define CALENDAR_EVENTS_MAX 400

struct ahead {
    struct service *service;
    struct dunning dunning;
    struct taken taken[TIMELINE_TAKEN_MAX];
    int64_t months, price;
    size_t reach; /* its currency's */
    bool over;
};

struct looking {
    struct db *db;
    struct arena *arena;
    const struct calendar_ask *ask;
    struct calendar *out;
    struct ahead *services;
    size_t count;
    when end;
};

static void note(struct looking *l, const struct ahead *a, when at, enum calendar_what what,
                 int64_t amount)
{
    if (l->out->count == CALENDAR_EVENTS_MAX || when_before(l->end, at)) {
        return;
    }
    struct calendar_event *event = &l->out->events[l->out->count++];
    *event = (struct calendar_event){
        .at = at,
        .day = day_at(l->ask->zone, at),
        .what = what,
        .service = a->service->id,
        .name = service_name(a->service, l->ask->lang),
    };
    (void)money_of(amount, a->service->currency, &event->amount);
}

static err reach_of(struct looking *l, str currency, size_t *out)
{
    for (size_t i = 0; i < l->out->reach_count; i++) {
        if (str_eq(str_from_z(l->out->reaches[i].currency), currency)) {
            *out = i;
            return ERR_OK;
        }
    }
    money balance = {0};
    *out = l->out->reach_count;
    err e = ledger_balance(l->db, l->arena, BOOK_BALANCE, l->ask->account, currency, &balance);
    if (e == ERR_OK) {
        struct calendar_reach *reach = &l->out->reaches[l->out->reach_count++];
        *reach =
            (struct calendar_reach){.balance = -balance.minor + l->ask->top_up, .enough = true};
        memcpy(reach->currency, balance.currency, sizeof(reach->currency));
    }
    return e;
}

/* What the next period will cost, and how long it is: as the open invoice asks, or the price with
 * its add-ons. */
static err price_ahead(struct looking *l, struct ahead *a)
{
    struct asked open;
    struct invoice invoice;
    err e = asked_store_open(l->db, l->arena, a->service->id, &open);
    if (e == ERR_OK) {
        e = invoice_by_id(l->db, l->arena, open.invoice, &invoice);
        a->price = e == ERR_OK ? invoice_due(&invoice).minor : 0;
        a->months = renewal_months(&open.days, a->service->anchor);
        return e;
    }
    return e == ERR_NOT_FOUND ? renewal_ahead(l->db, l->arena, a->service, &a->months, &a->price)
                              : e;
}

/* The period behind the one that was just paid: by the tariff that begins with it, and without the
 * code once its periods are used. A copy, for nothing of this is so yet. */
static void price_behind(struct looking *l, struct ahead *a, int anchor)
{
    struct service *then = ARENA_NEW(l->arena, struct service);
    *then = *a->service;
    then->until = a->dunning.until;
    then->anchor = anchor;
    then->promo_left -= then->promo_left > 0;
    a->service = then;
    if (renewal_ahead(l->db, l->arena, then, &a->months, &a->price) != ERR_OK) {
        a->over = true;
    }
}

static err begin(struct looking *l, struct service *service)
{
    bool stands = service->state == SERVICE_SUSPENDED && service->suspended_for.len > 0 &&
                  !str_eq(service->suspended_for, STR("debt"));
    if (stands || (service->parent.text.len > 0 && !service->cancel_at_end) ||
        (service->state != SERVICE_ACTIVE && service->state != SERVICE_SUSPENDED) ||
        l->count == CALENDAR_SERVICES_MAX) {
        return ERR_OK;
    }
    struct ahead *a = &l->services[l->count];
    *a = (struct ahead){.service = service, .months = service->months};
    err e = dunning_of(l->db, l->arena, service, &a->dunning);
    for (size_t i = 0; e == ERR_OK && i < a->dunning.taken_count && i < TIMELINE_TAKEN_MAX; i++) {
        a->taken[i] = a->dunning.taken[i];
    }
    if (e == ERR_OK && !service->cancel_at_end) {
        e = price_ahead(l, a);
    }
    if (e == ERR_OK) {
        e = reach_of(l, service->currency, &a->reach);
    }
    l->count += e == ERR_OK;
    return e;
}

static bool pay(struct looking *l, struct ahead *a, when at)
{
    struct calendar_reach *reach = &l->out->reaches[a->reach];
    if (!a->service->auto_renew || reach->balance < a->price) {
        if (reach->enough) {
            reach->enough = false;
            reach->until = a->dunning.until;
            /* A debt is missing as well; what is there for a service that does not renew itself
             * is not. */
            reach->missing = reach->balance < a->price ? a->price - reach->balance : 0;
        }
        return false;
    }
    reach->balance -= a->price;
    note(l, a, at, CALENDAR_CHARGE, a->price);
    bool anew = a->dunning.suspended_for_debt;
    day from = anew ? day_at(l->ask->zone, at) : a->dunning.until;
    int anchor = anew ? period_anchor(from) : a->service->anchor;
    note(l, a, when_later(at, day_begin(l->ask->zone, from)), CALENDAR_RENEW, 0);
    a->dunning.until = period_after(from, anchor, a->months).until;
    a->dunning.taken_count = 0;
    a->dunning.asked = a->dunning.suspended_for_debt = false;
    price_behind(l, a, anchor);
    return true;
}

static void run_step(struct looking *l, struct ahead *a, struct next_step step, when at)
{
    switch (step.step) {
    case STEP_INVOICE:
        a->dunning.asked = true;
        note(l, a, at, CALENDAR_INVOICE, a->price);
        break;
    case STEP_REMIND:
        note(l, a, at, CALENDAR_REMIND, 0);
        break;
    case STEP_CHARGE:
        if (a->service->auto_renew && !pay(l, a, at)) {
            note(l, a, at, CALENDAR_SHORT, a->price);
        }
        break;
    case STEP_RETRY:
        if (!pay(l, a, at)) {
            note(l, a, at, CALENDAR_REMIND, 0);
        }
        break;
    case STEP_SUSPEND:
        if (!pay(l, a, at)) {
            a->dunning.suspended_for_debt = true;
            note(l, a, at, CALENDAR_SUSPEND, 0);
        }
        break;
    case STEP_WARN:
        note(l, a, at, CALENDAR_WARN, 0);
        break;
    case STEP_TERMINATE:
    case STEP_END:
        if (step.step == STEP_END || !pay(l, a, at)) {
            a->over = true;
            note(l, a, at, CALENDAR_TERMINATE, 0);
        }
        break;
    case STEP_NONE:
        a->over = true;
        break;
    }
}

/* Takes the step unless it changed where the service stands. */
static void advance(struct looking *l, struct ahead *a, struct next_step step, when at)
{
    day until = a->dunning.until;
    run_step(l, a, step, at);
    if (a->dunning.until.number == until.number && a->dunning.taken_count < TIMELINE_TAKEN_MAX) {
        a->taken[a->dunning.taken_count++] = (struct taken){step.step, step.of, at};
    } else if (a->dunning.until.number == until.number) {
        a->over = true;
    }
}

/* The service whose step is due first; NULL when nothing more happens within the days. */
static struct ahead *first_due(struct looking *l, when now, struct next_step *out)
{
    struct ahead *first = NULL;
    for (size_t i = 0; i < l->count; i++) {
        struct ahead *a = &l->services[i];
        a->dunning.taken = a->taken;
        struct next_step step = a->over ? (struct next_step){0} : timeline_next(&a->dunning, now);
        if (step.step != STEP_NONE && !when_before(l->end, step.due) &&
            (first == NULL || when_before(step.due, out->due))) {
            first = a;
            *out = step;
        }
    }
    return first;
}

static void run_ahead(struct looking *l)
{
    when now = l->ask->now;
    /* Money that is there wakes up what stands still for the want of it. */
    for (size_t i = 0; i < l->count; i++) {
        struct ahead *a = &l->services[i];
        bool covered = l->out->reaches[a->reach].balance >= a->price;
        if (a->dunning.suspended_for_debt && a->service->auto_renew && covered) {
            (void)pay(l, a, now);
        }
    }
    struct next_step step;
    for (struct ahead *a = first_due(l, now, &step);
         a != NULL && l->out->count < CALENDAR_EVENTS_MAX; a = first_due(l, now, &step)) {
        now = when_later(now, step.due);
        advance(l, a, step, now);
    }
}

err services_calendar(struct db *db, struct arena *arena, const struct calendar_ask *ask,
                      struct calendar *out)
{
    struct service *services = NULL;
    size_t count = 0;
    struct looking l = {.db = db, .arena = arena, .ask = ask, .out = out};
    l.services = ARENA_ARRAY(arena, struct ahead, CALENDAR_SERVICES_MAX);
    l.end = day_begin(ask->zone, (day){day_at(ask->zone, ask->now).number + ask->days});
    out->events = ARENA_ARRAY(arena, struct calendar_event, CALENDAR_EVENTS_MAX);
    out->reaches = ARENA_ARRAY(arena, struct calendar_reach, CALENDAR_SERVICES_MAX);
    out->count = out->reach_count = 0;
    err e = services_by_urgency(db, arena, ask->account, CALENDAR_SERVICES_MAX, &services, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        e = begin(&l, &services[i]);
    }
    if (e == ERR_OK) {
        run_ahead(&l);
    }
    size_t kept = 0;
    for (size_t i = 0; i < out->count && ask->service.len > 0; i++) {
        if (str_eq(out->events[i].service.text, ask->service)) {
            out->events[kept++] = out->events[i];
        }
    }
    out->count = ask->service.len > 0 ? kept : out->count;
    return e;
}
