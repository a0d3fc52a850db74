/* SPDX-License-Identifier: Apache-2.0 */
/* May a plan be sold as it is written? */
#include "features/catalogue/edit.h"
#include "features/catalogue/plan_text.h"
#include "json/reader.h"

static bool fail(struct plan_fault *fault, const char *field, const char *code)
{
    *fault = (struct plan_fault){.field = field, .code = code};
    return false;
}

static bool named(const struct plan *plan, struct plan_fault *fault)
{
    if (plan->name.uk.len == 0) {
        return fail(fault, "name_uk", "required");
    }
    return plan->name.en.len > 0 || fail(fault, "name_en", "required");
}

static bool number_sound(const struct plan_option *o)
{
    return o->min >= 0 && o->step > 0 && o->max >= o->min && o->max <= 1000000000 &&
           o->included >= 0 && o->preset >= o->min && o->preset <= o->max &&
           (o->preset - o->min) % o->step == 0;
}

static bool amounts_sound(const struct option_price *prices, size_t count)
{
    bool sound = true;
    for (size_t i = 0; i < count; i++) {
        sound = sound && prices[i].price >= 0 && prices[i].price <= PLAN_AMOUNT_MAX;
    }
    return sound;
}

static bool option_sound(const struct plan_option *option)
{
    bool sound = code_is_wellformed(option->code) && option->name.uk.len > 0 &&
                 option->name.en.len > 0 && amounts_sound(option->prices, option->price_count) &&
                 (option->kind == OPTION_LIST || number_sound(option));
    for (size_t i = 0; i < option->choice_count; i++) {
        const struct option_choice *choice = &option->choices[i];
        sound = sound && code_is_wellformed(choice->code) && choice->name.uk.len > 0 &&
                choice->name.en.len > 0 && amounts_sound(choice->prices, choice->price_count);
    }
    return sound;
}

/* Nothing negative, nothing twice: what comes by the API was read by no form. */
static bool sound(const struct plan *plan, struct plan_fault *fault)
{
    for (size_t i = 0; i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        bool first = plan_price_of(plan, str_from_z(price->currency), price->months) == price;
        if (price->months < 1 || price->months > 120 || price->price < 0 || price->setup < 0 ||
            price->price > PLAN_AMOUNT_MAX || price->setup > PLAN_AMOUNT_MAX || !first) {
            return fail(fault, "prices", first ? "bad_amount" : "line_twice");
        }
    }
    for (size_t i = 0; i < plan->option_count; i++) {
        const struct plan_option *option = &plan->options[i];
        bool first = plan_option_of(plan, option->code) == option;
        if (!first || !option_sound(option)) {
            return fail(fault, "options", first ? "bad_line" : "line_twice");
        }
    }
    return true;
}

static bool priced_in(const struct option_price *prices, size_t count, const char *currency)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(str_from_z(prices[i].currency), str_from_z(currency))) {
            return true;
        }
    }
    return false;
}

static bool option_priced_in(const struct plan_option *option, const char *currency)
{
    if (option->kind != OPTION_LIST) {
        bool free = option->included >= option->max;
        return free || priced_in(option->prices, option->price_count, currency);
    }
    bool all = option->choice_count > 0;
    for (size_t i = 0; i < option->choice_count; i++) {
        all = all && priced_in(option->choices[i].prices, option->choices[i].price_count, currency);
    }
    return all;
}

/* An option without a price in a currency of the plan would make the plan unsellable there. */
static bool options_priced(const struct plan *plan, struct plan_fault *fault)
{
    for (size_t i = 0; i < plan->price_count; i++) {
        for (size_t k = 0; k < plan->option_count; k++) {
            if (!option_priced_in(&plan->options[k], plan->prices[i].currency)) {
                return fail(fault, "options", "option_price_missing");
            }
        }
    }
    return true;
}

static bool in_order(const struct plan_timeline *t, struct plan_fault *fault)
{
    if (t->suspend_after < 0 || t->suspend_after > 366) {
        return fail(fault, "suspend_after", "out_of_range");
    }
    if (t->warn_after < t->suspend_after || t->warn_after > 366) {
        return fail(fault, "warn_after", "out_of_order");
    }
    if (t->terminate_after <= t->warn_after || t->terminate_after > 3660) {
        return fail(fault, "terminate_after", "out_of_order");
    }
    return true;
}

static bool driven(struct arena *arena, const struct plan *plan, struct plan_fault *fault)
{
    struct json_node config;
    bool known = str_eq(plan->driver, STR("manual")) || str_eq(plan->driver, STR("webhook")) ||
                 str_eq(plan->driver, STR("exec"));
    if (!known) {
        return fail(fault, "driver", "bad_choice");
    }
    bool object =
        json_read(arena, plan->config, &config) == ERR_OK && config.kind == JSON_KIND_OBJECT;
    if (!object) {
        return fail(fault, "config", "bad_json");
    }
    bool webhook = str_eq(plan->driver, STR("webhook"));
    str name = STR("");
    (void)json_get_str(&config, webhook ? STR("webhook") : STR("hook"), &name);
    bool needless = str_eq(plan->driver, STR("manual"));
    return needless || name.len > 0 || fail(fault, "config", "driver_name_missing");
}

/* Codes that stand for other plans must be theirs. */
static err validate_neighbours(struct db *db, struct arena *arena, const struct plan *plan,
                               struct plan_fault *out)
{
    struct plan *plans = NULL;
    size_t count = 0;
    err e = edit_plans(db, arena, &plans, &count);
    for (size_t i = 0; e == ERR_OK && i < plan->addon_count + plan->change_count; i++) {
        bool addon = i < plan->addon_count;
        str code = addon ? plan->addons[i] : plan->changes[i - plan->addon_count].plan;
        bool found = false;
        for (size_t k = 0; k < count; k++) {
            found = found || (str_eq(plans[k].code, code) && plans[k].is_addon == addon);
        }
        if (!found && out->code == NULL) {
            (void)fail(out, addon ? "addons" : "changes", "unknown_plan");
        }
    }
    return e;
}

err plan_validate(struct db *db, struct arena *arena, const struct plan *plan,
                  struct plan_fault *out)
{
    *out = (struct plan_fault){0};
    if (plan->price_count == 0) {
        (void)fail(out, "prices", "required");
        return ERR_OK;
    }
    if (!named(plan, out) || !sound(plan, out) || !options_priced(plan, out) ||
        !in_order(&plan->timeline, out) || !driven(arena, plan, out)) {
        return ERR_OK;
    }
    struct tax_rule tax;
    err e = tax_store_find(db, arena, plan->tax, STR(""), &tax);
    if (e == ERR_NOT_FOUND) {
        (void)fail(out, "tax", "bad_choice");
        return ERR_OK;
    }
    return e == ERR_OK ? validate_neighbours(db, arena, plan, out) : e;
}
