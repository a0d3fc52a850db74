/* SPDX-License-Identifier: Apache-2.0 */
/* The controls of options, and what stands beside them. */
#include <inttypes.h>

#include "features/catalogue/configure.h"
#include "features/catalogue/quote_option.h"
#include "i18n/format.h"

money configure_money(const struct making *m, int64_t minor)
{
    money amount = {0};
    (void)money_of(minor, m->view->currency.current, &amount);
    return amount;
}

str configure_value(const struct configure_ask *ask, str name)
{
    for (size_t i = 0; i < ask->option_count; i++) {
        if (str_eq(ask->options[i].code, name)) {
            return ask->options[i].value;
        }
    }
    return STR("");
}

str configure_money_words(const struct making *m, int64_t minor)
{
    return fmt_money(m->req->arena, m->req->lang, configure_money(m, minor));
}

/* The price of one in a currency; 0 when it costs nothing or is not sold. */
static int64_t unit_price(const struct making *m, const struct option_price *prices, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(str_from_z(prices[i].currency), m->view->currency.current)) {
            return prices[i].price;
        }
    }
    return 0;
}

static str number_note(const struct making *m, const struct plan_option *option)
{
    struct arena *arena = m->req->arena;
    int64_t price = unit_price(m, option->prices, option->price_count);
    struct option_taken included = {.number = option->included};
    struct words amount = option_words(arena, option, &included);
    if (price == 0) {
        return STR("");
    }
    return tr_fill(arena,
                   option->included > 0
                       ? tr(m->req->lang, "{amount} included; each further one {price} a month")
                       : tr(m->req->lang, "Each one {price} a month"),
                   "amount", words_in(&amount, m->req->lang), "price",
                   configure_money_words(m, price), NULL);
}

static void list_choices(const struct making *m, const struct plan_option *option,
                         struct field *field)
{
    struct option *choices = ARENA_ARRAY(m->req->arena, struct option, option->choice_count);
    for (size_t i = 0; i < option->choice_count; i++) {
        const struct option_choice *choice = &option->choices[i];
        int64_t price = unit_price(m, choice->prices, choice->price_count);
        choices[i] =
            (struct option){.value = choice->code, .label = words_in(&choice->name, m->req->lang)};
        if (price > 0) {
            choices[i].label =
                tr_fill(m->req->arena, tr(m->req->lang, "{name}, {price} a month"), "name",
                        choices[i].label, "price", configure_money_words(m, price), NULL);
        }
    }
    field->options = choices;
    field->option_count = option->choice_count;
}

static struct option_line line_of(const struct making *m, const struct plan_option *option,
                                  str name)
{
    str value = configure_value(m->ask, name);
    struct option_taken preset = option_preset(option);
    struct option_line line = {.option = option, .is_number = option->kind != OPTION_LIST};
    line.field.name = str_printf(m->req->arena, "option.%" STR_FMT, STR_ARG(name));
    line.field.label = words_in(&option->name, m->req->lang);
    line.field.value = value;
    if (line.is_number) {
        str unit = words_in(&option->unit, m->req->lang);
        line.field.inputmode = STR("numeric");
        line.field.help = number_note(m, option);
        if (unit.len > 0) {
            line.field.label = str_printf(m->req->arena, "%" STR_FMT ", %" STR_FMT,
                                          STR_ARG(line.field.label), STR_ARG(unit));
        }
        if (value.len == 0) {
            line.field.value = str_printf(m->req->arena, "%" PRId64, preset.number);
        }
    } else {
        list_choices(m, option, &line.field);
        line.field.value = value.len == 0 ? preset.choice->code : value;
    }
    return line;
}

struct option_line *configure_lines(const struct making *m, const struct plan *plan, str prefix)
{
    struct option_line *lines = ARENA_ARRAY(m->req->arena, struct option_line, plan->option_count);
    for (size_t i = 0; i < plan->option_count; i++) {
        str name = str_printf(m->req->arena, "%" STR_FMT "%" STR_FMT, STR_ARG(prefix),
                              STR_ARG(plan->options[i].code));
        lines[i] = line_of(m, &plan->options[i], name);
    }
    return lines;
}
