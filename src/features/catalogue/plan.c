/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue.h"
#include "json/reader.h"
#include "json/writer.h"

#include "features/catalogue/quote_option.h"

static const struct {
    unsigned mode;
    const char *word;
} change_modes[] = {
    {CHANGE_PAY_DIFFERENCE, "pay_difference"},
    {CHANGE_RESTART, "restart"},
    {CHANGE_CONVERT_TIME, "convert_time"},
    {CHANGE_AT_PERIOD_END, "at_period_end"},
};

unsigned change_mode_of(str word)
{
    for (size_t i = 0; i < ARRAY_LEN(change_modes); i++) {
        if (str_eq(word, str_from_z(change_modes[i].word))) {
            return change_modes[i].mode;
        }
    }
    return 0;
}

str change_mode_word(unsigned mode)
{
    for (size_t i = 0; i < ARRAY_LEN(change_modes); i++) {
        if (mode == change_modes[i].mode) {
            return str_from_z(change_modes[i].word);
        }
    }
    return STR("");
}

str words_in(const struct words *words, enum lang lang)
{
    return lang == LANG_UK ? words->uk : words->en;
}

const struct plan_price *plan_price_of(const struct plan *plan, str currency, int64_t months)
{
    for (size_t i = 0; i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        if (price->months == months && str_eq(str_from_z(price->currency), currency)) {
            return price;
        }
    }
    return NULL;
}

const struct plan_option *plan_option_of(const struct plan *plan, str code)
{
    for (size_t i = 0; i < plan->option_count; i++) {
        if (str_eq(plan->options[i].code, code)) {
            return &plan->options[i];
        }
    }
    return NULL;
}

bool plan_is_sold(const struct plan *plan)
{
    return str_eq(plan->state, STR("open")) && plan->stock_left != 0;
}

unsigned plan_change_modes(const struct plan *from, const struct plan *to)
{
    for (size_t i = 0; i < from->change_count; i++) {
        if (str_eq(from->changes[i].plan, to->code) || str_eq(from->changes[i].plan, to->id.text)) {
            return from->changes[i].modes;
        }
    }
    return 0;
}

int64_t plan_limit_with(struct arena *arena, const struct plan *plan,
                        const struct plan_limit *limit, str options)
{
    const struct plan_option *option = plan_option_of(plan, limit->option);
    if (option == NULL) {
        return limit->amount;
    }
    int64_t chosen = option->preset;
    struct json_node root;
    if (json_read(arena, options, &root) == ERR_OK) {
        (void)json_get_i64(&root, limit->option, &chosen);
    }
    return limit->amount + chosen;
}

str plan_options_carried(struct arena *arena, const struct plan *to, str options)
{
    struct quote_option *given = NULL;
    size_t count = 0;
    if (options_read(arena, options, &given, &count) != ERR_OK) {
        return STR("{}");
    }
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    for (size_t i = 0; i < count; i++) {
        const struct plan_option *option = plan_option_of(to, given[i].code);
        struct option_taken taken;
        if (option != NULL && option_take(option, given[i].value, &taken)) {
            option_write(&json, option, &taken);
        }
    }
    json_end(&json);
    return buf_str(&text);
}
