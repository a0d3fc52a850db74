/* SPDX-License-Identifier: Apache-2.0 */
/* A further period is asked for, by one invoice for the service and its add-ons, and charged. */
#include "features/billing/billing.h"
#include "features/services/lifecycle.h"
#include "system/random.h"

#define MONTHS_MAX 120

bool service_goes_on(const struct service *service)
{
    return service->state != SERVICE_TERMINATING && service->state != SERVICE_TERMINATED;
}

err family_of(struct db *db, struct arena *arena, const struct service *service,
              struct service **out, size_t *out_count)
{
    struct service *addons = NULL;
    size_t count = 0;
    err e = service_store_addons(db, arena, service->id, &addons, &count);
    struct service *family = ARENA_ARRAY(arena, struct service, count + 1);
    family[0] = *service;
    size_t kept = 1;
    for (size_t i = 0; i < count; i++) {
        if (service_goes_on(&addons[i])) {
            family[kept++] = addons[i];
        }
    }
    *out = family;
    *out_count = kept;
    return e;
}

err renewal_tariff(struct db *db, struct arena *arena, const struct service *service,
                   struct service_tariff *out)
{
    struct service_next next;
    err e = next_store_find(db, arena, service->id, &next);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    bool applies = e == ERR_OK && next.from.number <= service->until.number;
    *out = applies ? next.tariff : service_tariff_of(service);
    return ERR_OK;
}

/* An add-on that is not sold for so many months costs as many single ones. */
static err price_for(struct db *db, struct arena *arena, const struct service *service,
                     int64_t months, struct service_price *out, struct sale *out_sale)
{
    struct service_tariff tariff;
    err e = renewal_tariff(db, arena, service, &tariff);
    if (e != ERR_OK) {
        return e;
    }
    tariff.months = months;
    e = service_price_of(db, arena, service, &tariff, out);
    if (e == ERR_OK) {
        *out_sale = (struct sale){.months = months, .price = out->total, .promo = out->promo};
        return ERR_OK;
    }
    if (e != ERR_INVALID || service->parent.text.len == 0) {
        return e;
    }
    tariff.months = 1;
    e = service_price_of(db, arena, service, &tariff, out);
    if (e == ERR_OK) {
        *out_sale = (struct sale){.months = 1, .price = out->total, .promo = out->promo};
        out->unit *= months;
        out->discount *= months;
        out->net *= months;
        out->tax *= months;
        out->total *= months;
    }
    return e;
}

struct renewal {
    struct service *members;
    struct invoice_line *lines;
    struct sale *sales; /* what the days are sold as */
    size_t count;
    struct days days;
};

/* Add-ons that were cancelled are left out: they end with what is paid. */
static err renewal_lines(struct db *tx, struct arena *arena, struct service *service,
                         int64_t months, struct renewal *out)
{
    struct service *family = NULL;
    size_t count = 0;
    err e = family_of(tx, arena, service, &family, &count);
    if (e != ERR_OK) {
        return e;
    }
    out->days = period_after(service->until, service->anchor, months);
    out->members = ARENA_ARRAY(arena, struct service, count);
    out->lines = ARENA_ARRAY(arena, struct invoice_line, count);
    out->sales = ARENA_ARRAY(arena, struct sale, count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct service_price price;
        if (i > 0 && family[i].cancel_at_end) {
            continue;
        }
        e = price_for(tx, arena, &family[i], months, &price, &out->sales[out->count]);
        if (e != ERR_OK) {
            break;
        }
        out->members[out->count] = family[i];
        out->lines[out->count++] = (struct invoice_line){
            .text_uk = price.text.uk,
            .text_en = price.text.en,
            .quantity = family[i].quantity,
            .unit = price.unit,
            .discount = price.discount,
            .net = price.net,
            .tax_bp = price.tax_bp,
            .tax = price.tax,
            .total = price.total,
            .from = out->days.from,
            .until = out->days.until,
            .ref = family[i].id.text,
        };
    }
    return e;
}

static err note_members(struct db *tx, const struct renewal *renewal, invoice_id invoice, when now)
{
    err e = ERR_OK;
    for (size_t i = 0; i < renewal->count && e == ERR_OK; i++) {
        struct asked asked = {
            .service = renewal->members[i].id,
            .invoice = invoice,
            .kind = STR("renewal"),
            .state = STR("open"),
            .days = renewal->days,
            .total = renewal->lines[i].total,
            .issued_at = now,
            .months = renewal->sales[i].months,
            .price = renewal->sales[i].price,
            .tax_bp = renewal->lines[i].tax_bp,
            .promo = renewal->sales[i].promo,
        };
        e = asked_store_insert(tx, &asked);
    }
    return e;
}

static err issue(struct db *tx, struct arena *arena, struct service *service,
                 const struct renewal *renewal, const struct initiator *by, struct invoice *out)
{
    const struct zone *zone = NULL;
    err e = service_zone(tx, arena, service->account, &zone);
    if (e != ERR_OK) {
        return e;
    }
    when due = day_begin(zone, service->until);
    struct invoice_draft draft = {
        .account = service->account,
        .currency = service->currency,
        .cause = "service.renewal",
        .cause_ref = id_new(arena),
        .payer = service->payer,
        .due = when_before(due, by->now) ? by->now : due,
        .now = by->now,
        .lines = renewal->lines,
        .count = renewal->count,
    };
    e = invoice_issue(tx, arena, &draft, out);
    if (e == ERR_OK) {
        e = note_members(tx, renewal, out->id, by->now);
    }
    if (e == ERR_OK) {
        e = dunning_store_take(tx, arena, service->id, service->until, STEP_INVOICE, 0, by->now);
    }
    /* What costs nothing is settled at once. */
    if (e == ERR_OK && out->total.minor == 0) {
        e = invoice_pay_from_balance(tx, arena, out->id, by->actor, by->now, out);
    }
    return e;
}

err renewal_price(struct db *db, struct arena *arena, struct service *service, int64_t months,
                  int64_t *out)
{
    struct service_tariff tariff;
    struct renewal renewal = {0};
    err e = renewal_tariff(db, arena, service, &tariff);
    if (e == ERR_OK) {
        e = renewal_lines(db, arena, service, months > 0 ? months : tariff.months, &renewal);
    }
    if (e != ERR_OK) {
        return e;
    }
    *out = 0;
    for (size_t i = 0; i < renewal.count; i++) {
        *out += renewal.lines[i].total;
    }
    return ERR_OK;
}

int64_t renewal_months(const struct days *days, int anchor)
{
    for (int64_t months = 1; months < MONTHS_MAX; months++) {
        if (day_add_months(days->from, anchor, (int)months).number >= days->until.number) {
            return months;
        }
    }
    return MONTHS_MAX;
}

err renewal_ahead(struct db *db, struct arena *arena, struct service *service, int64_t *out_months,
                  int64_t *out_price)
{
    struct service_tariff tariff;
    err e = renewal_tariff(db, arena, service, &tariff);
    if (e == ERR_OK) {
        *out_months = tariff.months;
        e = renewal_price(db, arena, service, tariff.months, out_price);
    }
    return e;
}

err renewal_issue(struct db *tx, struct arena *arena, struct service *service, int64_t months,
                  const struct initiator *by, struct invoice *out)
{
    struct asked open;
    struct service_tariff tariff;
    err e = renewal_tariff(tx, arena, service, &tariff);
    if (e != ERR_OK) {
        return e;
    }
    months = months > 0 ? months : tariff.months;
    if (months > MONTHS_MAX) {
        return ERR_INVALID;
    }
    struct renewal renewal = {0};
    e = renewal_lines(tx, arena, service, months, &renewal);
    if (e != ERR_OK) {
        return e;
    }
    e = asked_store_open(tx, arena, service->id, &open);
    if (e == ERR_OK && open.days.until.number == renewal.days.until.number) {
        return invoice_by_id(tx, arena, open.invoice, out);
    }
    e = e == ERR_OK ? renewal_void(tx, arena, service, by) : err_absent_is_fine(e);
    return e == ERR_OK ? issue(tx, arena, service, &renewal, by, out) : e;
}

err renewal_void(struct db *tx, struct arena *arena, struct service *service,
                 const struct initiator *by)
{
    struct asked open;
    struct invoice invoice;
    err e = asked_store_open(tx, arena, service->id, &open);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    e = invoice_by_id(tx, arena, open.invoice, &invoice);
    if (e != ERR_OK) {
        return e;
    }
    e = invoice.paid.minor > 0
            ? invoice_release(tx, arena, invoice.id, by->actor,
                              STR(N_("The service is no longer renewed by this invoice")), by->now)
            : invoice_cancel(tx, arena, invoice.id, by->now);
    return e == ERR_OK ? asked_store_state(tx, open.invoice, "void") : e;
}

err renewal_charge(struct db *tx, struct arena *arena, const struct service *service,
                   const struct initiator *by, bool *out_paid)
{
    struct asked open;
    struct invoice invoice;
    money balance;
    *out_paid = false;
    err e = asked_store_open(tx, arena, service->id, &open);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    e = invoice_by_id(tx, arena, open.invoice, &invoice);
    if (e == ERR_OK) {
        e = ledger_balance(tx, arena, BOOK_BALANCE, service->account, service->currency, &balance);
    }
    /* All or nothing: a part would only keep another service from being paid. */
    if (e != ERR_OK || -balance.minor < invoice_due(&invoice).minor) {
        return e;
    }
    e = invoice_pay_from_balance(tx, arena, invoice.id, by->actor, by->now, &invoice);
    *out_paid = e == ERR_OK && invoice.state == INVOICE_PAID;
    return e;
}
