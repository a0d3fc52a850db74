/* SPDX-License-Identifier: Apache-2.0 */
/* A change that waited: paid, withdrawn, overtaken, or too old. */
#include "features/invoices/invoices.h"
#include "features/tariffs/change.h"
#include "features/tariffs/tariffs.h"

#define QUOTES_KEPT (2 * WHEN_DAY)

static err drop(struct db *tx, struct arena *arena, struct tariff_change *change, str actor,
                when now)
{
    err e = change_store_set(tx, change, CHANGE_VOID, now);
    if (e == ERR_OK) {
        e = catalogue_release(tx, arena, change->id.text, now);
    }
    return e == ERR_OK ? service_event_note(tx, arena, change->service, "change_void", STR("{}"),
                                            actor, now)
                       : e;
}

/* Nothing of it fits any more: the money goes to the balance. */
static err refund(struct db *tx, struct arena *arena, const struct service *service,
                  struct tariff_change *change, when now)
{
    err e = drop(tx, arena, change, STR("system"), now);
    return e == ERR_OK ? service_give_back(tx, arena, service,
                                           STR(N_("The plan change was no longer possible")),
                                           STR("system"), now)
                       : e;
}

/* The price that days of a sale were counted by; a change of before has one price for all. */
static struct stretch_price price_for(const struct tariff_change *change,
                                      const struct change_price *prices, size_t count,
                                      const struct sale *sale)
{
    for (size_t i = 0; i < count; i++) {
        if (prices[i].sold_months == sale->months && prices[i].promo == sale->promo) {
            return prices[i].price;
        }
    }
    return (struct stretch_price){change->to.months, change->price};
}

/* What is paid for now, and what it was counted by then. */
static err basis_again(struct db *tx, struct arena *arena, const struct service *service,
                       const struct tariff_change *change, when now, struct change_basis *out)
{
    const struct zone *zone = NULL;
    struct stretch *paid = NULL;
    struct change_price *kept = NULL;
    size_t kept_count = 0;
    err e = service_zone(tx, arena, service->account, &zone);
    if (e == ERR_OK) {
        out->on = day_at(zone, now);
        e = service_paid(tx, arena, service, out->on, &paid, &out->paid_count);
    }
    if (e == ERR_OK) {
        e = change_price_store_all(tx, arena, change->id, &kept, &kept_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct stretch_price *prices = ARENA_ARRAY(arena, struct stretch_price, out->paid_count);
    for (size_t i = 0; i < out->paid_count; i++) {
        prices[i] = price_for(change, kept, kept_count, &paid[i].sale);
    }
    struct sale anew = {.months = 0};
    struct stretch_price whole = price_for(change, kept, kept_count, &anew);
    out->paid = paid;
    out->prices = prices;
    out->until = service->until;
    out->anchor = service->anchor;
    out->price = whole.price;
    out->months = whole.months;
    out->promo = change->promo;
    out->late = change->on.number < out->on.number;
    out->paid_now = change->due > 0 ? change->due : 0;
    return ERR_OK;
}

/* The days are counted anew when the payment took some: what was paid too much comes back, and a
 * period begun anew begins with the payment. */
static err count_again(struct db *tx, struct arena *arena, const struct service *service,
                       const struct tariff_change *change, when now, struct change_basis *basis,
                       struct change_sums *sums)
{
    err e = basis_again(tx, arena, service, change, now, basis);
    return e == ERR_OK ? change_count(arena, basis, change->mode, sums) : e;
}

/* Can it be had still, for what was paid? Rounded twice it may be a minor unit short for each
 * stretch: that is ours. */
static err still_fits(struct db *tx, struct arena *arena, const struct service *service,
                      const struct tariff_change *change, when now)
{
    struct change_basis basis = {0};
    struct change_sums sums = {0};
    err e = count_again(tx, arena, service, change, now, &basis, &sums);
    if (e != ERR_OK) {
        return e;
    }
    bool dearer = sums.due > basis.paid_now + (int64_t)basis.paid_count;
    bool moved = !basis.late && sums.until.number != change->until.number;
    return dearer || moved ? ERR_INVALID : ERR_OK;
}

err change_carry_out(struct db *tx, struct arena *arena, struct service *service,
                     struct tariff_change *change, when now)
{
    return service_switch_begin(tx, arena, service, &change->to, change->invoice, change->id.text,
                                now);
}

err change_paid(struct db *tx, struct arena *arena, struct tariff_change *change, when now)
{
    struct service service;
    err e = service_by_id(tx, arena, change->service, &service);
    if (e != ERR_OK) {
        return e;
    }
    e = service.state == SERVICE_ACTIVE ? still_fits(tx, arena, &service, change, now)
                                        : ERR_INVALID;
    if (e == ERR_INVALID) {
        return refund(tx, arena, &service, change, now);
    }
    if (e == ERR_OK) {
        e = change_store_set(tx, change, CHANGE_UNDER_WAY, now);
    }
    return e == ERR_OK ? change_carry_out(tx, arena, &service, change, now) : e;
}

/* The days are those from now on: until it was done the old tariff was used. When none are left
 * that it could be counted for, the plan is the new one and the money goes back. */
static err count_done(struct db *tx, struct arena *arena, const struct service *service,
                      struct tariff_change *change, when now, struct service_switch *out)
{
    struct change_basis basis = {0};
    struct change_sums sums = {0};
    err e = count_again(tx, arena, service, change, now, &basis, &sums);
    if (e == ERR_INVALID) {
        out->on = out->until = service->until;
        out->anchor = service->anchor;
        return ERR_OK;
    }
    if (e == ERR_OK) {
        e = change_issue_apart(tx, arena, service, change, &basis, &sums, now, &out->pay_now);
    }
    if (e != ERR_OK) {
        return e;
    }
    out->on = sums.on;
    out->until = sums.until;
    out->anchor = sums.anchor;
    out->credit = sums.credit;
    out->sold = sums.sold;
    out->sold_count = sums.sold_count;
    out->in_place = sums.in_place;
    out->late = basis.late && change->mode == MODE_RESTART;
    return ERR_OK;
}

err change_carried_out(struct db *tx, struct arena *arena, struct tariff_change *change, when now)
{
    struct service service;
    struct service_switch to = {
        .to = change->to,
        .tax_bp = change->tax_bp,
        .promo = change->promo,
        .pay_now = {STR("")},
        .reason = STR(N_("Remainder after a plan change")),
        .actor = STR("system"),
        .now = now,
    };
    err e = service_by_id(tx, arena, change->service, &service);
    if (e != ERR_OK) {
        return e;
    }
    if (service.state == SERVICE_TERMINATING || service.state == SERVICE_TERMINATED) {
        return refund(tx, arena, &service, change, now);
    }
    e = count_done(tx, arena, &service, change, now, &to);
    if (e == ERR_OK) {
        e = service_switch_now(tx, arena, &service, &to);
    }
    if (e == ERR_OK) {
        e = change_store_set(tx, change, CHANGE_DONE, now);
    }
    return e == ERR_OK
               ? service_event_note(tx, arena, service.id, "changed", STR("{}"), STR("system"), now)
               : e;
}

static err switch_done(struct db *tx, struct arena *arena, str ref, when now)
{
    struct tariff_change change;
    err e = change_store_find(tx, arena, (quote_id){ref}, &change);
    return e == ERR_OK && change.state == CHANGE_UNDER_WAY
               ? change_carried_out(tx, arena, &change, now)
               : e;
}

static err switch_given_up(struct db *tx, struct arena *arena, str ref, when now)
{
    struct tariff_change change;
    err e = change_store_find(tx, arena, (quote_id){ref}, &change);
    return e == ERR_OK && change.state == CHANGE_UNDER_WAY
               ? drop(tx, arena, &change, STR("system"), now)
               : e;
}

static err next_given_up(struct db *tx, struct arena *arena, str ref, when now)
{
    struct tariff_change change;
    err e = change_store_pending(tx, arena, (service_id){ref}, &change);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    return change.state == CHANGE_SCHEDULED ? drop(tx, arena, &change, STR("system"), now) : ERR_OK;
}

/* ERR_CONFLICT once its period was paid at its price, begun or not: who stayed would have the old
 * tariff for that. */
static err may_stay(struct db *tx, struct arena *arena, const struct tariff_change *change,
                    struct service *out)
{
    struct service_next next;
    bool busy = false;
    err e = service_by_id(tx, arena, change->service, out);
    if (e == ERR_OK) {
        e = service_work_is_on(tx, arena, change->service, &busy);
    }
    if (e != ERR_OK || busy) {
        return e == ERR_OK ? ERR_CONFLICT : e;
    }
    e = service_next_of(tx, arena, out->id, &next);
    if (e == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    return e == ERR_OK && next.from.number < out->until.number ? ERR_CONFLICT : e;
}

/* Marked first, so that what the cancelled invoice announces finds nothing more to do. */
err change_withdraw(struct db *tx, struct arena *arena, struct tariff_change *change, str actor,
                    when now)
{
    struct service service;
    struct invoice invoice;
    bool scheduled = change->state == CHANGE_SCHEDULED;
    if (!scheduled && change->state != CHANGE_WAITING) {
        return ERR_CONFLICT;
    }
    err e = scheduled ? may_stay(tx, arena, change, &service) : ERR_OK;
    if (e == ERR_OK) {
        e = drop(tx, arena, change, actor, now);
    }
    if (e == ERR_OK && scheduled) {
        return service_switch_later(tx, arena, &service, NULL, actor, now);
    }
    if (e == ERR_OK) {
        e = invoice_by_id(tx, arena, change->invoice, &invoice);
    }
    if (e != ERR_OK || !invoice_is_open(&invoice)) {
        return e;
    }
    return invoice.paid.minor > 0 ? invoice_release(tx, arena, invoice.id, actor,
                                                    STR(N_("The plan change was withdrawn")), now)
                                  : invoice_cancel(tx, arena, invoice.id, now);
}

static err invoice_paid(struct db *tx, struct arena *arena, str ref, when now)
{
    struct tariff_change change;
    err e = change_store_of_invoice(tx, arena, (invoice_id){ref}, &change);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    return change.state == CHANGE_WAITING ? change_paid(tx, arena, &change, now) : ERR_OK;
}

/* Its days or their money became others: what it was counted from does not hold any more, so it
 * can be had no longer and its invoice must not be paid. */
static err paid_time_changed(struct db *tx, struct arena *arena, str ref, when now)
{
    struct tariff_change change;
    err e = change_store_pending(tx, arena, (service_id){ref}, &change);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    if (change.state != CHANGE_WAITING) {
        return ERR_OK;
    }
    e = change_withdraw(tx, arena, &change, STR("system"), now);
    return e == ERR_OK ? service_tell_change_void(tx, arena, change.service, now) : e;
}

static err invoice_cancelled(struct db *tx, struct arena *arena, str ref, when now)
{
    struct tariff_change change;
    err e = change_store_of_invoice(tx, arena, (invoice_id){ref}, &change);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    return change.state == CHANGE_WAITING ? drop(tx, arena, &change, STR("system"), now) : ERR_OK;
}

/* Pieces of plans it has no longer go back to the stock. */
static err give_back_pieces(struct db *tx, struct arena *arena, const struct service *service,
                            when now)
{
    quote_id *left = NULL;
    size_t count = 0;
    bool over = service->state == SERVICE_TERMINATED;
    err e = change_store_left(tx, arena, service->id, over ? STR("") : service->plan.text, &left,
                              &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = catalogue_release(tx, arena, left[i].text, now);
    }
    return e;
}

/* A scheduled change is done when the service has become it; with the service everything ends. */
static err service_changed(struct db *tx, struct arena *arena, str ref, when now)
{
    struct tariff_change change;
    struct service service;
    struct service_next next;
    err e = service_by_id(tx, arena, (service_id){ref}, &service);
    if (e == ERR_OK) {
        e = give_back_pieces(tx, arena, &service, now);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = change_store_pending(tx, arena, service.id, &change);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    if (change.state == CHANGE_UNDER_WAY) {
        return ERR_OK; /* its operation decides */
    }
    if (service.state == SERVICE_TERMINATING || service.state == SERVICE_TERMINATED) {
        return change.state == CHANGE_SCHEDULED
                   ? drop(tx, arena, &change, STR("system"), now)
                   : change_withdraw(tx, arena, &change, STR("system"), now);
    }
    /* What stands still cannot be changed any more, so nothing is to be paid for it. */
    if (service.state == SERVICE_SUSPENDED && change.state == CHANGE_WAITING) {
        return change_withdraw(tx, arena, &change, STR("system"), now);
    }
    e = service_next_of(tx, arena, service.id, &next);
    bool became = e == ERR_NOT_FOUND && change.state == CHANGE_SCHEDULED;
    if (became) {
        return change_store_set(tx, &change, CHANGE_DONE, now);
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

const struct listener tariffs_listeners[] = {
    {"invoice.paid", invoice_paid},         {"invoice.cancelled", invoice_cancelled},
    {"service.changed", service_changed},   {SERVICE_PAID_TIME, paid_time_changed},
    {SERVICE_SWITCH_DONE, switch_done},     {SERVICE_SWITCH_GIVEN_UP, switch_given_up},
    {SERVICE_NEXT_GIVEN_UP, next_given_up}, LISTENERS_END,
};

static err expire(struct db *tx, const struct job_run *run)
{
    struct tariff_change change;
    err e = change_store_find(tx, run->arena, (quote_id){run->ref}, &change);
    if (e != ERR_OK || change.state != CHANGE_WAITING) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    return change_withdraw(tx, run->arena, &change, STR("system"), run->now);
}

static err purge(struct db *tx, const struct job_run *run)
{
    return change_store_purge(tx, when_add(run->now, -QUOTES_KEPT));
}

const struct job_kind tariffs_jobs[] = {
    {.name = "tariff.expire", .run = expire},
    {.name = "tariff.purge", .run = purge, .period_us = WHEN_DAY},
    JOB_KINDS_END,
};
