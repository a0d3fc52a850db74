/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/plan_spec.h"

#include "json/writer.h"

static void put_text(struct json *json, const char *key, str text)
{
    json_key(json, key);
    json_str(json, text);
}

static void put_number(struct json *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_i64(json, number);
}

static void put_words(struct json *json, const struct words *words)
{
    json_obj(json);
    put_text(json, "uk", words->uk);
    put_text(json, "en", words->en);
    json_end(json);
}

static void put_named_words(struct json *json, const char *key, const struct words *words)
{
    json_key(json, key);
    put_words(json, words);
}

static void put_prices(struct json *json, const struct plan *plan)
{
    json_key(json, "prices");
    json_arr(json);
    for (size_t i = 0; i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        json_obj(json);
        put_text(json, "currency", str_from_z(price->currency));
        put_number(json, "months", price->months);
        put_number(json, "price", price->price);
        put_number(json, "setup", price->setup);
        json_end(json);
    }
    json_end(json);
}

static void put_option_prices(struct json *json, const struct option_price *prices, size_t count)
{
    json_key(json, "prices");
    json_arr(json);
    for (size_t i = 0; i < count; i++) {
        json_obj(json);
        put_text(json, "currency", str_from_z(prices[i].currency));
        put_number(json, "price", prices[i].price);
        json_end(json);
    }
    json_end(json);
}

static void put_choices(struct json *json, const struct plan_option *option)
{
    json_key(json, "choices");
    json_arr(json);
    for (size_t i = 0; i < option->choice_count; i++) {
        const struct option_choice *choice = &option->choices[i];
        json_obj(json);
        put_text(json, "code", choice->code);
        put_named_words(json, "name", &choice->name);
        put_option_prices(json, choice->prices, choice->price_count);
        json_end(json);
    }
    json_end(json);
}

static void put_options(struct json *json, const struct plan *plan)
{
    static const char *const kinds[] = {"slider", "number", "list"};
    json_key(json, "options");
    json_arr(json);
    for (size_t i = 0; i < plan->option_count; i++) {
        const struct plan_option *option = &plan->options[i];
        json_obj(json);
        put_text(json, "code", option->code);
        put_text(json, "kind", str_from_z(kinds[option->kind]));
        put_named_words(json, "name", &option->name);
        put_named_words(json, "unit", &option->unit);
        put_number(json, "min", option->min);
        put_number(json, "max", option->max);
        put_number(json, "step", option->step);
        put_number(json, "included", option->included);
        put_number(json, "preset", option->preset);
        put_option_prices(json, option->prices, option->price_count);
        put_choices(json, option);
        json_end(json);
    }
    json_end(json);
}

static void put_changes(struct json *json, const struct plan *plan)
{
    json_key(json, "changes");
    json_arr(json);
    for (size_t i = 0; i < plan->change_count; i++) {
        json_obj(json);
        put_text(json, "plan", plan->changes[i].plan);
        json_key(json, "modes");
        json_arr(json);
        for (unsigned mode = 1; mode <= CHANGE_AT_PERIOD_END; mode *= 2) {
            if ((plan->changes[i].modes & mode) != 0) {
                json_str(json, change_mode_word(mode));
            }
        }
        json_end(json);
        json_end(json);
    }
    json_end(json);
}

static void put_neighbours(struct json *json, const struct plan *plan)
{
    json_key(json, "facts");
    json_arr(json);
    for (size_t i = 0; i < plan->fact_count; i++) {
        put_words(json, &plan->facts[i]);
    }
    json_end(json);
    json_key(json, "addons");
    json_arr(json);
    for (size_t i = 0; i < plan->addon_count; i++) {
        json_str(json, plan->addons[i]);
    }
    json_end(json);
    put_changes(json, plan);
    json_key(json, "limits");
    json_arr(json);
    for (size_t i = 0; i < plan->limit_count; i++) {
        json_obj(json);
        put_text(json, "name", plan->limits[i].name);
        put_number(json, "amount", plan->limits[i].amount);
        put_text(json, "option", plan->limits[i].option);
        json_end(json);
    }
    json_end(json);
}

static void put_days(struct json *json, const char *key, const int64_t *days, size_t count)
{
    json_key(json, key);
    json_arr(json);
    for (size_t i = 0; i < count; i++) {
        json_i64(json, days[i]);
    }
    json_end(json);
}

static void put_timeline(struct json *json, const struct plan_timeline *timeline)
{
    json_key(json, "timeline");
    json_obj(json);
    put_number(json, "invoice_before", timeline->invoice_before);
    put_days(json, "reminders", timeline->reminders, timeline->reminder_count);
    put_number(json, "balance_before", timeline->balance_before);
    put_days(json, "retries", timeline->retries, timeline->retry_count);
    put_number(json, "suspend_after", timeline->suspend_after);
    put_number(json, "warn_after", timeline->warn_after);
    put_number(json, "terminate_after", timeline->terminate_after);
    json_end(json);
}

void plan_spec_put(struct json *json, const struct plan *plan)
{
    json_obj(json);
    put_named_words(json, "name", &plan->name);
    put_named_words(json, "about", &plan->about);
    put_prices(json, plan);
    put_options(json, plan);
    put_neighbours(json, plan);
    put_timeline(json, &plan->timeline);
    put_text(json, "tax", plan->tax);
    put_text(json, "driver", plan->driver);
    put_text(json, "config", plan->config);
    json_end(json);
}

str plan_spec_write(struct arena *arena, const struct plan *plan)
{
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    plan_spec_put(&json, plan);
    return buf_str(&text);
}
