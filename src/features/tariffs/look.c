/* SPDX-License-Identifier: Apache-2.0 */
/* Counting a change and saying why it cannot be. Reads only. */
#include "features/tariffs/change.h"
#include "json/reader.h"
#include "json/writer.h"

/* Whoever goes up and down gets each day's money right, but not all day long. */
#define GIVEN_BACK_MOST 3
#define GIVEN_BACK_WITHIN (30 * WHEN_DAY)

static err refuse(struct change_fault *fault, const char *code)
{
    fault->code = code;
    return ERR_INVALID;
}

static unsigned bit_of(enum tariff_mode mode)
{
    return change_mode_of(mode_word(mode));
}

/* The service must work, and nothing else may be on its way. */
static err check_service(struct db *db, struct arena *arena, const struct service *service,
                         when now, struct change_fault *fault)
{
    struct tariff_change pending;
    int64_t given_back = 0;
    if (service->state != SERVICE_ACTIVE) {
        return refuse(fault, "service_not_active");
    }
    if (service->cancel_at_end) {
        return refuse(fault, "service_ends");
    }
    err e = change_store_pending(db, arena, service->id, &pending);
    if (e == ERR_OK) {
        return refuse(fault, "change_pending");
    }
    e = e == ERR_NOT_FOUND ? change_store_given_back(db, arena, service->id,
                                                     when_add(now, -GIVEN_BACK_WITHIN), &given_back)
                           : e;
    return e == ERR_OK && given_back >= GIVEN_BACK_MOST ? refuse(fault, "too_many_changes") : e;
}

static bool allows(const struct plan *plan, str addon)
{
    for (size_t i = 0; i < plan->addon_count; i++) {
        if (str_eq(plan->addons[i], addon)) {
            return true;
        }
    }
    return false;
}

/* Add-ons stay; so the new plan must have them, and the end they share must not move. */
static err check_addons(struct db *db, struct arena *arena, const struct service *service,
                        const struct plan *to, enum tariff_mode mode, struct change_fault *fault)
{
    struct service *addons = NULL;
    size_t count = 0;
    err e = service_addons_of(db, arena, service->id, &addons, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct plan plan;
        e = plan_at_version(db, arena, addons[i].plan, addons[i].plan_version, &plan);
        if (e == ERR_OK && !allows(to, plan.code)) {
            return refuse(fault, "addon_not_allowed");
        }
    }
    bool moves = mode == MODE_RESTART || mode == MODE_CONVERT_TIME;
    bool fixed = count > 0 || service->parent.text.len > 0;
    return e == ERR_OK && fixed && moves ? refuse(fault, "addons_stay") : e;
}

/* What is used must fit: the last answer of the driver tells. */
static err check_usage(struct arena *arena, const struct service *service, const struct plan *to,
                       str options, struct change_fault *fault)
{
    struct json_node answer;
    if (json_read(arena, service->answer, &answer) != ERR_OK) {
        return ERR_OK;
    }
    const struct json_node *usage = json_member(&answer, STR("usage"));
    for (size_t i = 0; i < to->limit_count && fault->overuse_count < OVERUSE_MAX; i++) {
        int64_t used = 0;
        int64_t allowed = plan_limit_with(arena, to, &to->limits[i], options);
        if (usage != NULL && json_get_i64(usage, to->limits[i].name, &used) && used > allowed) {
            size_t n = fault->overuse_count++;
            fault->overuse[n].name = to->limits[i].name;
            fault->overuse[n].used = used;
            fault->overuse[n].allowed = allowed;
        }
    }
    return fault->overuse_count > 0 ? refuse(fault, "usage_over_limit") : ERR_OK;
}

/* Both plans. Other parameters of the same plan are kept in the edition that was bought. */
static err find_plans(struct db *db, struct arena *arena, const struct service *service,
                      const struct change_request *asked, struct change_count *out,
                      struct change_fault *fault)
{
    err e = plan_at_version(db, arena, service->plan, service->plan_version, &out->from);
    if (e != ERR_OK) {
        return e;
    }
    if (asked->plan.len == 0) {
        out->to = out->from;
        bool fits = asked->mode == MODE_PAY_DIFFERENCE || asked->mode == MODE_AT_PERIOD_END;
        return fits ? ERR_OK : refuse(fault, "mode_not_offered");
    }
    e = plan_current(db, arena, asked->plan, &out->to);
    if (e == ERR_NOT_FOUND) {
        return refuse(fault, "unknown_plan");
    }
    if (e == ERR_OK && !plan_is_sold(&out->to)) {
        return refuse(fault, "not_sold");
    }
    unsigned modes = e == ERR_OK ? plan_change_modes(&out->from, &out->to) : 0;
    if (e == ERR_OK && modes == 0) {
        return refuse(fault, "change_not_offered");
    }
    return e == ERR_OK && (modes & bit_of(asked->mode)) == 0 ? refuse(fault, "mode_not_offered")
                                                             : e;
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

/* The price of the new tariff, with its options made complete: of a new period, which uses the
 * promo code while it counts; of days that are converted, for the length of the running period; of
 * days that stay, for each of their periods. */
static err find_price(struct db *db, struct arena *arena, const struct service *service,
                      const struct change_request *asked, struct change_count *out,
                      struct change_fault *fault)
{
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
    err e = service_price_of(db, arena, service, &tariff, &out->price);
    if (e == ERR_OK) {
        out->tariff.options = out->price.options;
        out->sold_months = tariff.months;
    }
    if (e == ERR_OK && asked->mode == MODE_PAY_DIFFERENCE) {
        e = find_prices(db, arena, service, out);
    }
    return e == ERR_INVALID ? refuse(fault, "bad_option") : e;
}

static str basis_of(struct arena *arena, const struct service *service,
                    const struct change_count *count)
{
    const struct change_sums *s = &count->sums;
    return str_printf(arena, "%d.%lld.%lld.%lld.%lld.%d.%d.%lld", (int)count->on.number,
                      (long long)count->tariff.version, (long long)count->price.total,
                      (long long)s->credit, (long long)s->charge, (int)s->until.number,
                      (int)service->until.number, (long long)count->tariff.months);
}

static err count_sums(struct arena *arena, const struct service *service,
                      const struct change_request *asked, struct change_count *out,
                      struct change_fault *fault)
{
    bool sells_anew = asked->mode == MODE_RESTART || asked->mode == MODE_CONVERT_TIME;
    out->mode = asked->mode;
    out->promo = sells_anew && out->price.promo;
    struct change_basis basis = {
        .paid = out->paid,
        .prices = out->prices,
        .paid_count = out->paid_count,
        .until = service->until,
        .anchor = service->anchor,
        .on = out->on,
        .price = out->price.total,
        .months = out->sold_months,
        .promo = out->promo,
    };
    err e = change_count(arena, &basis, asked->mode, &out->sums);
    out->basis = basis_of(arena, service, out);
    return e == ERR_INVALID ? refuse(fault, "nothing_left") : e;
}

err change_look(struct db *db, struct arena *arena, const struct service *service,
                const struct change_request *asked, struct change_count *out,
                struct change_fault *out_fault)
{
    *out_fault = (struct change_fault){0};
    *out = (struct change_count){0};
    err e = check_service(db, arena, service, asked->now, out_fault);
    if (e == ERR_OK) {
        e = find_plans(db, arena, service, asked, out, out_fault);
    }
    if (e == ERR_OK) {
        e = find_paid(db, arena, service, asked, out);
    }
    if (e == ERR_OK) {
        e = find_price(db, arena, service, asked, out, out_fault);
    }
    if (e == ERR_OK) {
        e = check_addons(db, arena, service, &out->to, asked->mode, out_fault);
    }
    if (e == ERR_OK) {
        e = check_usage(arena, service, &out->to, out->tariff.options, out_fault);
    }
    bool same = e == ERR_OK && str_eq(out->from.id.text, out->to.id.text) &&
                str_eq(out->tariff.options, service->options) &&
                out->tariff.months == service->months && out->tariff.quantity == service->quantity;
    if (same) {
        return refuse(out_fault, "nothing_changes");
    }
    return e == ERR_OK ? count_sums(arena, service, asked, out, out_fault) : e;
}
