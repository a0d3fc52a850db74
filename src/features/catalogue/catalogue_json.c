/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue_json.h"

#include "json/writer.h"

void json_amount(struct json *json, const char *currency, int64_t minor)
{
    json_obj(json);
    json_key(json, "amount"), json_i64(json, minor);
    json_key(json, "currency"), json_text(json, currency);
    json_end(json);
}

static void put_amount(struct json *json, const char *key, const char *currency, int64_t minor)
{
    json_key(json, key);
    json_amount(json, currency, minor);
}

static void put_words(struct json *json, const char *key, enum lang lang, const struct words *words)
{
    json_key(json, key);
    json_str(json, words_in(words, lang));
}

static void put_number(struct json *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_i64(json, number);
}

static void put_unit_prices(struct json *json, const struct option_price *prices, size_t count)
{
    json_key(json, "prices");
    json_arr(json);
    for (size_t i = 0; i < count; i++) {
        json_amount(json, prices[i].currency, prices[i].price);
    }
    json_end(json);
}

static void put_choices(struct json *json, enum lang lang, const struct plan_option *option)
{
    json_key(json, "choices");
    json_arr(json);
    for (size_t i = 0; i < option->choice_count; i++) {
        const struct option_choice *choice = &option->choices[i];
        json_obj(json);
        json_key(json, "value"), json_str(json, choice->code);
        put_words(json, "name", lang, &choice->name);
        put_unit_prices(json, choice->prices, choice->price_count);
        json_end(json);
    }
    json_end(json);
}

static void put_option(struct json *json, enum lang lang, const struct plan_option *option)
{
    static const char *const kinds[] = {"slider", "number", "list"};
    json_obj(json);
    json_key(json, "code"), json_str(json, option->code);
    json_key(json, "kind"), json_text(json, kinds[option->kind]);
    put_words(json, "name", lang, &option->name);
    if (option->kind == OPTION_LIST) {
        put_choices(json, lang, option);
    } else {
        put_words(json, "unit", lang, &option->unit);
        put_number(json, "min", option->min);
        put_number(json, "max", option->max);
        put_number(json, "step", option->step);
        put_number(json, "included", option->included);
        put_number(json, "preset", option->preset);
        put_unit_prices(json, option->prices, option->price_count);
    }
    json_end(json);
}

static void put_periods(struct json *json, const struct plan *plan)
{
    json_key(json, "periods");
    json_arr(json);
    for (size_t i = 0; i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        json_obj(json);
        put_number(json, "months", price->months);
        put_amount(json, "price", price->currency, price->price);
        put_amount(json, "setup", price->currency, price->setup);
        json_end(json);
    }
    json_end(json);
}

static void put_changes(struct json *json, const struct plan *plan)
{
    json_key(json, "change_to");
    json_arr(json);
    for (size_t i = 0; i < plan->change_count; i++) {
        json_obj(json);
        json_key(json, "plan"), json_str(json, plan->changes[i].plan);
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

void plan_json(struct json *json, enum lang lang, const struct plan *plan)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, plan->id.text);
    json_key(json, "code"), json_str(json, plan->code);
    json_key(json, "kind"), json_text(json, plan->is_addon ? "addon" : "service");
    put_words(json, "name", lang, &plan->name);
    put_words(json, "about", lang, &plan->about);
    put_number(json, "version", plan->version);
    json_key(json, "available");
    json_bool(json, str_eq(plan->state, STR("open")) && plan->stock_left != 0);
    json_key(json, "facts");
    json_arr(json);
    for (size_t i = 0; i < plan->fact_count; i++) {
        json_str(json, words_in(&plan->facts[i], lang));
    }
    json_end(json);
    put_periods(json, plan);
    json_key(json, "options");
    json_arr(json);
    for (size_t i = 0; i < plan->option_count; i++) {
        put_option(json, lang, &plan->options[i]);
    }
    json_end(json);
    json_key(json, "addons");
    json_arr(json);
    for (size_t i = 0; i < plan->addon_count; i++) {
        json_str(json, plan->addons[i]);
    }
    json_end(json);
    put_changes(json, plan);
    json_end(json);
}

static void put_line(struct json *json, enum lang lang, const struct quote *quote,
                     const struct quote_line *line)
{
    json_obj(json);
    json_key(json, "plan"), json_str(json, line->code);
    put_number(json, "version", line->version);
    put_words(json, "text", lang, &line->text);
    put_number(json, "months", line->months);
    put_number(json, "quantity", line->quantity);
    put_number(json, "parent", (int64_t)line->parent);
    put_amount(json, "recurring", quote->currency, line->recurring);
    put_amount(json, "setup", quote->currency, line->setup);
    put_amount(json, "discount", quote->currency, line->discount);
    put_amount(json, "net", quote->currency, line->net);
    put_number(json, "tax_bp", line->tax_bp);
    put_amount(json, "tax", quote->currency, line->tax);
    put_amount(json, "total", quote->currency, line->total);
    json_end(json);
}

void quote_json(struct json *json, enum lang lang, const struct quote *quote)
{
    json_obj(json);
    json_key(json, "lines");
    json_arr(json);
    for (size_t i = 0; i < quote->count; i++) {
        put_line(json, lang, quote, &quote->lines[i]);
    }
    json_end(json);
    json_key(json, "promo");
    if (quote->promo_code.len > 0) {
        json_str(json, quote->promo_code);
    } else {
        json_nil(json);
    }
    put_amount(json, "recurring", quote->currency, quote->recurring);
    put_amount(json, "setup", quote->currency, quote->setup);
    put_amount(json, "discount", quote->currency, quote->discount);
    put_amount(json, "net", quote->currency, quote->net);
    put_amount(json, "tax", quote->currency, quote->tax);
    put_amount(json, "total", quote->currency, quote->total);
    json_end(json);
}
