/* SPDX-License-Identifier: Apache-2.0 */
/* A change begins: done at once when nothing has to be paid, scheduled for the end of the period,
 * or waiting for its invoice. */
#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "features/tariffs/change.h"
#include "system/random.h"

/* Days, at most; the service is suspended before. */
#define WAITS_AFTER_END 30

static struct tariff_change change_of(struct arena *arena, const struct service *service,
                                      const struct change_count *count, when now)
{
    return (struct tariff_change){
        .id = {id_new(arena)},
        .service = service->id,
        .account = service->account,
        .state = CHANGE_QUOTED,
        .mode = count->mode,
        .to = count->tariff,
        .on = count->on,
        .basis = count->basis,
        .price = count->price.total,
        .credit = count->sums.credit,
        .charge = count->sums.charge,
        .due = count->sums.due,
        .tax_bp = count->price.tax_bp,
        .promo = count->promo,
        .until = count->sums.until,
        .invoice = {STR("")},
        .created_at = now,
    };
}

err change_quote(struct db *tx, struct arena *arena, const struct service *service,
                 const struct change_count *count, when now, quote_id *out)
{
    struct tariff_change change = change_of(arena, service, count, now);
    *out = change.id;
    return change_store_insert(tx, &change);
}

/* What it was counted by, for when it is paid. */
static err keep_prices(struct db *tx, const struct tariff_change *change,
                       const struct change_count *count)
{
    err e = ERR_OK;
    for (size_t i = 0; change->mode == MODE_PAY_DIFFERENCE && i < count->paid_count; i++) {
        struct change_price price = {count->paid[i].sale.months, count->paid[i].sale.promo,
                                     count->prices[i]};
        e = e == ERR_OK ? change_price_store_put(tx, change->id, &price) : e;
    }
    struct change_price anew = {0, false, {count->sold_months, count->price.total}};
    return e == ERR_OK ? change_price_store_put(tx, change->id, &anew) : e;
}

/* With money on the balance it is paid at once, and announced in this very transaction. */
static err pay_if_covered(struct db *tx, struct arena *arena, const struct service *service,
                          const struct tariff_change *change, str actor)
{
    money balance;
    struct invoice invoice;
    err e = ledger_balance(tx, arena, BOOK_BALANCE, service->account, service->currency, &balance);
    return e == ERR_OK && -balance.minor >= change->due
               ? invoice_pay_from_balance(tx, arena, change->invoice, actor, change->created_at,
                                          &invoice)
               : e;
}

static err wait_for_payment(struct db *tx, struct arena *arena, struct service *service,
                            struct tariff_change *change, const struct change_count *count,
                            str actor)
{
    struct invoice invoice;
    const struct zone *zone = NULL;
    change->state = CHANGE_WAITING;
    err e = change_issue(tx, arena, service, change, count, &invoice);
    if (e == ERR_OK) {
        e = change_store_insert(tx, change);
    }
    if (e == ERR_OK) {
        e = keep_prices(tx, change, count);
    }
    if (e == ERR_OK) {
        e = service_zone(tx, arena, service->account, &zone);
    }
    if (e == ERR_OK) {
        /* A new period asked for on the very day after the last paid one waits for the suspension.
         */
        bool at_end = change->on.number >= service->until.number;
        day last = {service->until.number + (at_end ? WAITS_AFTER_END : 0)};
        e = job_put(tx, change->created_at, STR("tariff.expire"), change->id.text,
                    day_begin(zone, last), change->id.text);
    }
    if (e == ERR_OK) {
        e = service_event_note(tx, arena, service->id, "change_asked", STR("{}"), actor,
                               change->created_at);
    }
    return e == ERR_OK ? pay_if_covered(tx, arena, service, change, actor) : e;
}

static err schedule(struct db *tx, struct arena *arena, struct service *service,
                    struct tariff_change *change, str actor)
{
    change->state = CHANGE_SCHEDULED;
    err e = change_store_insert(tx, change);
    if (e == ERR_OK) {
        e = service_switch_later(tx, arena, service, &change->to, actor, change->created_at);
    }
    return e == ERR_OK ? service_event_note(tx, arena, service->id, "change_scheduled", STR("{}"),
                                            actor, change->created_at)
                       : e;
}

static err switch_at_once(struct db *tx, struct arena *arena, struct service *service,
                          struct tariff_change *change, const struct change_count *count, str actor)
{
    change->state = CHANGE_UNDER_WAY;
    err e = change_store_insert(tx, change);
    if (e == ERR_OK) {
        e = keep_prices(tx, change, count);
    }
    if (e == ERR_OK) {
        e = service_event_note(tx, arena, service->id, "change_asked", STR("{}"), actor,
                               change->created_at);
    }
    return e == ERR_OK ? change_carry_out(tx, arena, service, change, change->created_at) : e;
}

/* What is limited is limited for changes, too: the pieces are held under the change. */
static err hold_pieces(struct db *tx, struct arena *arena, const struct service *service,
                       const struct tariff_change *change, struct change_fault *out_fault)
{
    bool same = str_eq(change->to.plan.text, service->plan.text);
    struct quote_line line = {
        .plan = change->to.plan,
        .quantity = change->to.quantity - (same ? service->quantity : 0),
    };
    struct quote pieces = {.lines = &line, .count = 1, .promo = {STR("")}};
    struct quote_fault fault = {.code = NULL};
    if (line.quantity <= 0) {
        return ERR_OK;
    }
    err e = catalogue_reserve(tx, arena, &pieces, change->id.text, change->account,
                              change->created_at, &fault);
    if (e == ERR_CONFLICT && fault.code != NULL) {
        out_fault->code = fault.code;
        return ERR_INVALID;
    }
    return e;
}

err change_begin(struct db *tx, struct arena *arena, struct service *service,
                 const struct change_request *asked, str basis, struct tariff_change *out,
                 struct change_fault *out_fault)
{
    struct change_count count;
    err e = change_look(tx, arena, service, asked, &count, out_fault);
    if (e != ERR_OK) {
        return e;
    }
    if (!str_eq(basis, count.basis)) {
        out_fault->code = "quote_stale";
        return ERR_INVALID;
    }
    *out = change_of(arena, service, &count, asked->now);
    e = hold_pieces(tx, arena, service, out, out_fault);
    if (e != ERR_OK) {
        return e;
    }
    if (asked->mode == MODE_AT_PERIOD_END) {
        return schedule(tx, arena, service, out, asked->actor);
    }
    return out->due > 0 ? wait_for_payment(tx, arena, service, out, &count, asked->actor)
                        : switch_at_once(tx, arena, service, out, &count, asked->actor);
}
