/* SPDX-License-Identifier: Apache-2.0 */
/* What the new tariff costs, for a whole period and for each that was paid for, as it was sold. */
#include "features/tariffs/change.h"
#include "json/reader.h"
#include "json/writer.h"

static err refuse(struct change_fault *fault, const char *code)
{
    fault->code = code;
    return ERR_INVALID;
}

/* The chosen options that a change of plan takes along: what the old plan gave by itself is left to
 * what the new one gives. */
static str options_along(struct arena *arena, const struct service *service,
                         const struct change_count *count)
{
    struct json_node chosen;
    bool same = str_eq(count->from.id.text, count->to.id.text);
    if (same || json_read(arena, service->options, &chosen) != ERR_OK) {
        return plan_options_carried(arena, &count->to, service->options);
    }
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    for (size_t i = 0; i < chosen.count; i++) {
        const struct json_node *value = &chosen.items[i];
        const struct plan_option *option = plan_option_of(&count->from, value->key);
        bool given =
            option != NULL && value->kind == JSON_KIND_INTEGER && value->number == option->preset;
        if (!given && value->kind == JSON_KIND_INTEGER) {
            json_key_str(&json, value->key), json_i64(&json, value->number);
        } else if (value->kind == JSON_KIND_STRING) {
            json_key_str(&json, value->key), json_str(&json, value->text);
        }
    }
    json_end(&json);
    return plan_options_carried(arena, &count->to, buf_str(&text));
}

/* What is paid for, from today on. */
static err find_paid(struct db *db, struct arena *arena, const struct service *service,
                     const struct change_request *asked, struct change_count *out)
{
    const struct zone *zone = NULL;
    err e = service_zone(db, arena, service->account, &zone);
    if (e == ERR_OK) {
        out->on = day_at(zone, asked->now);
        e = service_paid(db, arena, service, out->on, &out->paid, &out->paid_count);
    }
    return e;
}

/* A period as it was sold, by the new tariff: of the same length if that is sold, and with the
 * promo code if that counted. */
static err price_as_sold(struct db *db, struct arena *arena, const struct service *service,
                         const struct change_count *count, const struct sale *sale,
                         struct stretch_price *out, struct service_price *out_price)
{
    struct service priced = *service;
    struct service_tariff tariff = count->tariff;
    priced.promo_left = sale->promo ? 1 : 0;
    if (plan_price_of(&count->to, service->currency, sale->months) != NULL) {
        tariff.months = sale->months;
    }
    err e = service_price_of(db, arena, &priced, &tariff, out_price);
    if (e == ERR_OK) {
        *out = (struct stretch_price){tariff.months, out_price->total};
    }
    return e;
}

static err find_prices(struct db *db, struct arena *arena, const struct service *service,
                       struct change_count *out)
{
    err e = ERR_OK;
    out->prices = ARENA_ARRAY(arena, struct stretch_price, out->paid_count);
    for (size_t i = 0; i < out->paid_count && e == ERR_OK; i++) {
        struct service_price price;
        e = price_as_sold(db, arena, service, out, &out->paid[i].sale, &out->prices[i], &price);
        if (e == ERR_OK && i == 0) {
            out->price = price;
            out->sold_months = out->prices[i].months;
        }
    }
    return e;
}

err change_price(struct db *db, struct arena *arena, const struct service *service,
                 const struct change_request *asked, struct change_count *out,
                 struct change_fault *fault)
{
    err e = find_paid(db, arena, service, asked, out);
    if (e != ERR_OK) {
        return e;
    }
    out->tariff = (struct service_tariff){
        .plan = out->to.id,
        .version = out->to.version,
        .name_uk = out->to.name.uk,
        .name_en = out->to.name.en,
        .months = asked->months > 0 ? asked->months : service->months,
        .quantity = asked->quantity > 0 ? asked->quantity : service->quantity,
        .options = asked->options.len > 0 ? asked->options : options_along(arena, service, out),
    };
    /* A longer period is cheaper by the day: that price is for who pays all of it. */
    bool pays_less = asked->mode == MODE_PAY_DIFFERENCE || asked->mode == MODE_CONVERT_TIME;
    int64_t running = out->paid_count > 0 ? out->paid[0].sale.months : service->months;
    running = running > service->months ? running : service->months;
    if (pays_less && out->tariff.months > running) {
        return refuse(fault, "bad_months");
    }
    if (plan_price_of(&out->to, service->currency, out->tariff.months) == NULL) {
        return refuse(fault, "bad_months");
    }
    struct service_tariff tariff = out->tariff;
    bool as_sold = asked->mode == MODE_CONVERT_TIME && out->paid_count > 0 &&
                   plan_price_of(&out->to, service->currency, out->paid[0].sale.months) != NULL;
    tariff.months = as_sold ? out->paid[0].sale.months : tariff.months;
    e = service_price_of(db, arena, service, &tariff, &out->price);
    if (e == ERR_OK) {
        out->tariff.options = out->price.options;
        out->sold_months = tariff.months;
    }
    if (e == ERR_OK && asked->mode == MODE_PAY_DIFFERENCE) {
        e = find_prices(db, arena, service, out);
    }
    return e == ERR_INVALID ? refuse(fault, "bad_option") : e;
}
