/* SPDX-License-Identifier: Apache-2.0 */
/* Making services, and finding them. */
#include "features/services/services.h"

#include "features/accounts/accounts.h"
#include "features/billing/billing.h"
#include "features/payers/payers.h"
#include "features/services/lifecycle.h"
#include "system/random.h"

static const str state_words[] = {
    [SERVICE_PREPARING] = STR_INIT("preparing"),   [SERVICE_ACTIVE] = STR_INIT("active"),
    [SERVICE_SUSPENDED] = STR_INIT("suspended"),   [SERVICE_TERMINATING] = STR_INIT("terminating"),
    [SERVICE_TERMINATED] = STR_INIT("terminated"),
};

str service_state_word(enum service_state state)
{
    return state_words[state];
}

str service_name(const struct service *service, enum lang lang)
{
    return service->label.len > 0 ? service->label
           : lang == LANG_UK      ? service->name_uk
                                  : service->name_en;
}

struct service_tariff service_tariff_of(const struct service *service)
{
    return (struct service_tariff){
        .plan = service->plan,
        .version = service->plan_version,
        .name_uk = service->name_uk,
        .name_en = service->name_en,
        .months = service->months,
        .quantity = service->quantity,
        .options = service->options,
    };
}

err service_zone(struct db *db, struct arena *arena, account_id account, const struct zone **out)
{
    struct account owner;
    err e = account_by_id(db, arena, account, &owner);
    if (e == ERR_OK) {
        const struct zone *zone = zone_by_name(owner.timezone);
        *out = zone != NULL ? zone : zone_utc();
    }
    return e;
}

err service_price_of(struct db *db, struct arena *arena, const struct service *service,
                     const struct service_tariff *tariff, struct service_price *out)
{
    struct payer payer = {.country = STR("")};
    err e = payer_of_account(db, arena, service->account, service->payer, &payer);
    e = err_absent_is_fine(e);
    struct recurring_ask ask = {
        .plan = tariff->plan,
        .version = tariff->version,
        .currency = service->currency,
        .country = payer.country,
        .months = tariff->months,
        .quantity = tariff->quantity,
        .options = tariff->options,
        .account = service->account,
        .tax_exempt = payer.tax_exempt,
        .promo_kind = service->promo_kind,
        .promo_value = service->promo_value,
        .promo_left = service->promo_left,
        .promo_plans = service->promo_plans,
    };
    struct quote_line line;
    if (e == ERR_OK) {
        e = catalogue_recurring(db, arena, &ask, &line);
    }
    if (e == ERR_OK) {
        *out = (struct service_price){
            .text = line.text,
            .options = line.options,
            .unit = line.recurring_unit,
            .discount = line.discount,
            .net = line.net,
            .tax_bp = line.tax_bp,
            .tax = line.tax,
            .total = line.total,
            .promo = line.promo_kind != PROMO_NONE,
        };
    }
    return e;
}

/* The first period: of the draft's months from today on, or what is left of the parent's. */
static err first_period(struct db *tx, struct arena *arena, const struct service_draft *draft,
                        when now, struct days *out, int *out_anchor)
{
    const struct zone *zone = NULL;
    err e = service_zone(tx, arena, draft->account, &zone);
    if (e != ERR_OK) {
        return e;
    }
    day today = day_at(zone, now);
    *out_anchor = period_anchor(today);
    *out = period_after(today, *out_anchor, draft->months);
    if (draft->parent.text.len == 0) {
        return ERR_OK;
    }
    struct service parent;
    e = service_of_account(tx, arena, draft->account, draft->parent.text, &parent);
    if (e == ERR_OK && parent.until.number > today.number) {
        *out_anchor = parent.anchor;
        out->until = parent.until;
    }
    /* Renewed while the add-on waited for its payment: those days were not paid for. */
    if (draft->until.number > 0 && draft->until.number < out->until.number) {
        day tomorrow = {today.number + 1};
        out->until = draft->until.number > today.number ? draft->until : tomorrow;
    }
    return e;
}

/* The renewal that is open asks for its parent alone: it is written anew with the add-on. */
static err join_renewal(struct db *tx, struct arena *arena, const struct service *addon, str actor,
                        when now)
{
    struct service parent;
    struct initiator by = {actor, now};
    if (addon->parent.text.len == 0) {
        return ERR_OK;
    }
    err e = service_store_find(tx, arena, addon->parent, &parent);
    if (e != ERR_OK || parent.until.number != addon->until.number) {
        return e;
    }
    e = renewal_void(tx, arena, &parent, &by);
    return e == ERR_OK ? tick_put_now(tx, arena, parent.id, now) : e;
}

/* An add-on that was bought later has days of several periods, each at the price of one. */
static err first_stretch(struct db *tx, struct arena *arena, const struct service_draft *draft,
                         const struct service *service, struct stretch *out)
{
    struct service_tariff tariff = service_tariff_of(service);
    struct service_price price = {.total = draft->paid};
    struct stretch first = {
        .days = {service->from, service->until},
        .sale = {.months = draft->months,
                 .anchor = service->anchor,
                 .plan = draft->plan,
                 .version = draft->plan_version,
                 .quantity = draft->quantity,
                 .options = draft->options,
                 .tax_bp = draft->tax_bp,
                 .promo = draft->promo_kind == PROMO_PERCENT || draft->promo_kind == PROMO_FIXED},
    };
    sale_settle(&first.sale, first.days);
    err e = first.sale.from.number == first.days.from.number
                ? ERR_OK
                : service_price_of(tx, arena, service, &tariff, &price);
    if (e == ERR_OK) {
        first.sale.price = price.total;
        purse_put(arena, &first.money, draft->invoice, draft->paid);
        *out = first;
    }
    return e;
}

static err note_payment(struct db *tx, struct arena *arena, const struct service_draft *draft,
                        service_id id, struct days period, when now)
{
    struct service service;
    struct stretch stretch;
    err e = service_store_find(tx, arena, id, &service);
    if (e == ERR_OK) {
        e = first_stretch(tx, arena, draft, &service, &stretch);
    }
    if (e == ERR_OK) {
        e = period_store_insert(tx, id, &stretch);
    }
    if (e != ERR_OK || draft->invoice.text.len == 0) {
        return e;
    }
    e = money_store_put(tx, id, MONEY_SETUP, draft->invoice, draft->setup);
    if (e != ERR_OK) {
        return e;
    }
    struct asked asked = {
        .service = id,
        .invoice = draft->invoice,
        .kind = STR("first"),
        .state = STR("paid"),
        .days = period,
        .total = draft->paid + draft->setup,
        .issued_at = now,
    };
    return asked_store_insert(tx, &asked);
}

static err make(struct db *tx, struct arena *arena, const struct service_draft *draft, when now,
                service_id *out)
{
    struct days period;
    int anchor = 0;
    int64_t number = 0;
    service_id id = {id_new(arena)};
    err e = first_period(tx, arena, draft, now, &period, &anchor);
    if (e == ERR_OK) {
        e = document_number_take(tx, arena, STR("service"), &number);
    }
    if (e == ERR_OK) {
        e = service_store_insert(tx, id, number, draft, period, anchor, now);
    }
    if (e == ERR_OK) {
        e = note_payment(tx, arena, draft, id, period, now);
    }
    if (e == ERR_OK) {
        *out = id;
    }
    return e;
}

err service_create(struct db *tx, struct arena *arena, const struct service_draft *draft, when now,
                   service_id *out)
{
    struct service service;
    err e = service_store_of_origin(tx, arena, draft->origin, &service);
    if (e == ERR_OK) {
        *out = service.id;
        return ERR_OK;
    }
    if (e != ERR_NOT_FOUND) {
        return e;
    }
    e = make(tx, arena, draft, now, out);
    if (e == ERR_OK) {
        e = service_store_find(tx, arena, *out, &service);
    }
    if (e == ERR_OK) {
        e = join_renewal(tx, arena, &service, draft->actor, now);
    }
    if (e == ERR_OK) {
        e = operation_ask_for(tx, arena, &service, OPERATION_CREATE, now, NULL);
    }
    if (e == ERR_OK) {
        e = service_event_note(tx, arena, *out, "ordered", STR("{}"), draft->actor, now);
    }
    return e == ERR_OK ? announce(tx, arena, "service.changed", out->text, now) : e;
}

err service_by_id(struct db *db, struct arena *arena, service_id id, struct service *out)
{
    return service_store_find(db, arena, id, out);
}

err service_of_account(struct db *db, struct arena *arena, account_id account, str id,
                       struct service *out)
{
    err e =
        id_is_wellformed(id) ? service_store_find(db, arena, (service_id){id}, out) : ERR_NOT_FOUND;
    return e == ERR_OK && !str_eq(out->account.text, account.text) ? ERR_NOT_FOUND : e;
}

err service_of_origin(struct db *db, struct arena *arena, str origin, struct service *out)
{
    return service_store_of_origin(db, arena, origin, out);
}

err services_of_account(struct db *db, struct arena *arena, account_id account, when before,
                        str before_id, int64_t limit, struct service **out, size_t *out_count)
{
    return service_store_page(db, arena, account, before, before_id, limit, out, out_count);
}

err services_by_urgency(struct db *db, struct arena *arena, account_id account, int64_t limit,
                        struct service **out, size_t *out_count)
{
    return service_store_urgent(db, arena, account, limit, out, out_count);
}

err service_paid(struct db *db, struct arena *arena, const struct service *service, day from,
                 struct stretch **out, size_t *out_count)
{
    return period_store_all(db, arena, service, from, out, out_count);
}

err service_next_of(struct db *db, struct arena *arena, service_id id, struct service_next *out)
{
    return next_store_find(db, arena, id, out);
}

err service_invoice_note(struct db *tx, service_id id, invoice_id invoice, struct days days,
                         int64_t total, when now)
{
    struct asked asked = {
        .service = id,
        .invoice = invoice,
        .kind = STR("change"),
        .state = STR("open"),
        .days = days,
        .total = total,
        .issued_at = now,
    };
    return asked_store_insert(tx, &asked);
}

err service_event_note(struct db *tx, struct arena *arena, service_id id, const char *what,
                       str detail, str actor, when now)
{
    return event_store_put(tx, arena, id, what, detail, actor, now);
}

err service_addons_of(struct db *db, struct arena *arena, service_id parent, struct service **out,
                      size_t *out_count)
{
    struct service head = {.id = parent};
    struct service *family = NULL;
    size_t count = 0;
    err e = family_of(db, arena, &head, &family, &count);
    if (e == ERR_OK) {
        *out = family + 1;
        *out_count = count - 1;
    }
    return e;
}

err service_give_back(struct db *tx, struct arena *arena, const struct service *service, str reason,
                      str actor, when now)
{
    return give_back(tx, arena, service, reason, &(struct initiator){actor, now});
}
