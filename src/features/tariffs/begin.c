/* SPDX-License-Identifier: Apache-2.0 */
/* A change begins: done at once when nothing has to be paid, scheduled for the end of the period,
 * or waiting for its invoice. */
#include "features/billing/billing.h"
#include "features/invoices/invoices.h"
#include "features/tariffs/change.h"
#include "system/random.h"

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

/* The tax that is contained in a sum. */
static err line_of(int64_t total, int64_t tax_bp, struct invoice_line *line)
{
    int64_t tax = 0;
    err e = period_share(total, tax_bp, 10000 + tax_bp, &tax);
    if (e == ERR_OK) {
        line->quantity = 1;
        line->unit = line->total = total;
        line->tax_bp = tax_bp;
        line->tax = tax;
        line->net = total - tax;
        line->ref = STR("");
    }
    return e;
}

static err fill_lines(struct arena *arena, const struct service *service,
                      const struct tariff_change *change, const struct change_count *count,
                      struct invoice_line lines[2])
{
    err e = line_of(change->charge, count->price.tax_bp, &lines[0]);
    if (e == ERR_OK) {
        e = line_of(-change->credit, count->price.tax_bp, &lines[1]);
    }
    if (e != ERR_OK) {
        return e;
    }
    lines[0].text_uk = count->price.text.uk;
    lines[0].text_en = count->price.text.en;
    lines[0].from = change->on;
    lines[0].until = change->until;
    lines[0].ref = lines[1].ref = service->id.text;
    lines[1].text_uk =
        tr_fill(arena, tr(LANG_UK, "Unused days of {plan}"), "plan", service->name_uk, NULL);
    lines[1].text_en =
        tr_fill(arena, tr(LANG_EN, "Unused days of {plan}"), "plan", service->name_en, NULL);
    lines[1].from = change->on;
    lines[1].until = service->until;
    return ERR_OK;
}

static err issue(struct db *tx, struct arena *arena, const struct service *service,
                 struct tariff_change *change, const struct change_count *count,
                 struct invoice *out)
{
    struct invoice_line lines[2] = {0};
    err e = fill_lines(arena, service, change, count, lines);
    struct invoice_draft draft = {
        .account = service->account,
        .currency = service->currency,
        .cause = "tariff.change",
        .cause_ref = change->id.text,
        .payer = service->payer,
        .due = change->created_at,
        .now = change->created_at,
        .lines = lines,
        .count = change->credit == 0 ? 1 : 2,
    };
    if (e == ERR_OK) {
        e = invoice_issue(tx, arena, &draft, out);
    }
    if (e != ERR_OK) {
        return e;
    }
    change->invoice = out->id;
    struct days days = {change->on, change->until};
    return service_invoice_note(tx, service->id, out->id, days, change->due, change->created_at);
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
    err e = issue(tx, arena, service, change, count, &invoice);
    if (e == ERR_OK) {
        e = change_store_insert(tx, change);
    }
    if (e == ERR_OK) {
        e = service_zone(tx, arena, service->account, &zone);
    }
    if (e == ERR_OK) {
        e = job_put(tx, change->created_at, STR("tariff.expire"), change->id.text,
                    day_begin(zone, service->until), change->id.text);
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
    change->state = CHANGE_DONE;
    struct service_switch to = {
        .to = change->to,
        .on = change->on,
        .until = change->until,
        .anchor = count->sums.anchor,
        .credit = change->credit,
        .charge = change->charge,
        .reason = STR(N_("Remainder after a plan change")),
        .actor = actor,
        .now = change->created_at,
    };
    err e = change_store_insert(tx, change);
    if (e == ERR_OK) {
        e = service_switch_now(tx, arena, service, &to);
    }
    return e == ERR_OK ? service_event_note(tx, arena, service->id, "changed", STR("{}"), actor,
                                            change->created_at)
                       : e;
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
