/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "features/catalogue/plan_text.h"

static str amount_text(struct arena *arena, const char *currency, int64_t minor)
{
    money m = {0};
    (void)money_of(minor, str_from_z(currency), &m);
    return money_plain(arena, m);
}

str facts_text(struct arena *arena, const struct plan *plan)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < plan->fact_count; i++) {
        buf_printf(&text, "%" STR_FMT " | %" STR_FMT "\n", STR_ARG(plan->facts[i].uk),
                   STR_ARG(plan->facts[i].en));
    }
    return buf_str(&text);
}

str prices_text(struct arena *arena, const struct plan *plan)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        buf_printf(&text, "%s %" PRId64 " %" STR_FMT " %" STR_FMT "\n", price->currency,
                   price->months, STR_ARG(amount_text(arena, price->currency, price->price)),
                   STR_ARG(amount_text(arena, price->currency, price->setup)));
    }
    return buf_str(&text);
}

static void put_unit_prices(struct buf *text, const struct option_price *prices, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_printf(text, "%s%s %" STR_FMT, i > 0 ? ", " : "", prices[i].currency,
                   STR_ARG(amount_text(text->arena, prices[i].currency, prices[i].price)));
    }
    buf_put_char(text, '\n');
}

static void put_list(struct buf *text, const struct plan_option *option)
{
    buf_printf(text, "list %" STR_FMT " | %" STR_FMT " | %" STR_FMT "\n", STR_ARG(option->code),
               STR_ARG(option->name.uk), STR_ARG(option->name.en));
    for (size_t i = 0; i < option->choice_count; i++) {
        const struct option_choice *choice = &option->choices[i];
        buf_printf(text, "- %" STR_FMT " | %" STR_FMT " | %" STR_FMT " | ", STR_ARG(choice->code),
                   STR_ARG(choice->name.uk), STR_ARG(choice->name.en));
        put_unit_prices(text, choice->prices, choice->price_count);
    }
}

static void put_number(struct buf *text, const struct plan_option *option)
{
    buf_printf(text,
               "%s %" STR_FMT " | %" STR_FMT " | %" STR_FMT " | %" STR_FMT " | %" STR_FMT
               " | %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " | ",
               option->kind == OPTION_SLIDER ? "slider" : "number", STR_ARG(option->code),
               STR_ARG(option->name.uk), STR_ARG(option->name.en), STR_ARG(option->unit.uk),
               STR_ARG(option->unit.en), option->min, option->max, option->step, option->included,
               option->preset);
    put_unit_prices(text, option->prices, option->price_count);
}

str options_text(struct arena *arena, const struct plan *plan)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < plan->option_count; i++) {
        if (plan->options[i].kind == OPTION_LIST) {
            put_list(&text, &plan->options[i]);
        } else {
            put_number(&text, &plan->options[i]);
        }
    }
    return buf_str(&text);
}

str changes_text(struct arena *arena, const struct plan *plan)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < plan->change_count; i++) {
        buf_put(&text, plan->changes[i].plan);
        for (unsigned mode = 1; mode <= CHANGE_AT_PERIOD_END; mode *= 2) {
            if ((plan->changes[i].modes & mode) != 0) {
                buf_printf(&text, " %" STR_FMT, STR_ARG(change_mode_word(mode)));
            }
        }
        buf_put_char(&text, '\n');
    }
    return buf_str(&text);
}

str limits_text(struct arena *arena, const struct plan *plan)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < plan->limit_count; i++) {
        const struct plan_limit *limit = &plan->limits[i];
        if (limit->option.len > 0) {
            buf_printf(&text, "%" STR_FMT " option %" STR_FMT "\n", STR_ARG(limit->name),
                       STR_ARG(limit->option));
        } else {
            buf_printf(&text, "%" STR_FMT " %" PRId64 "\n", STR_ARG(limit->name), limit->amount);
        }
    }
    return buf_str(&text);
}

str codes_text(struct arena *arena, const str *codes, size_t count)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < count; i++) {
        buf_printf(&text, "%s%" STR_FMT, i > 0 ? " " : "", STR_ARG(codes[i]));
    }
    return buf_str(&text);
}

str days_text(struct arena *arena, const int64_t *days, size_t count)
{
    struct buf text = buf_in(arena);
    for (size_t i = 0; i < count; i++) {
        buf_printf(&text, "%s%" PRId64, i > 0 ? " " : "", days[i]);
    }
    return buf_str(&text);
}
