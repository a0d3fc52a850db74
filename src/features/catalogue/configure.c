/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/configure.h"

#include <inttypes.h>

#include "features/catalogue/quote_option.h"
#include "i18n/format.h"

/* What the page is made of. */
struct making {
    struct request *req;
    struct configure_ask *ask;
    struct configure_view *view;
    const struct quote_item *items;
    struct quote_fault fault;
};

money quote_money(const struct quote *quote, int64_t minor)
{
    money m = {.minor = minor};
    memcpy(m.currency, quote->currency, sizeof(m.currency));
    return m;
}

static money in_currency(const struct making *m, int64_t minor)
{
    money amount = {0};
    (void)money_of(minor, m->view->currency.current, &amount);
    return amount;
}

err currency_chosen(struct request *req, str wanted, struct currency_choice *out)
{
    err e = catalogue_currencies(req->db, req->arena, &out->all, &out->count);
    out->current = e == ERR_OK && out->count > 0 ? out->all[0] : STR("UAH");
    for (size_t i = 0; e == ERR_OK && i < out->count; i++) {
        if (str_eq(out->all[i], wanted)) {
            out->current = wanted;
        }
    }
    return e;
}

static str wish_for(const struct configure_ask *ask, str name)
{
    for (size_t i = 0; i < ask->option_count; i++) {
        if (str_eq(ask->options[i].code, name)) {
            return ask->options[i].value;
        }
    }
    return STR("");
}

static str money_words(const struct making *m, int64_t minor)
{
    return fmt_money(m->req->arena, m->req->lang, in_currency(m, minor));
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
                   "amount", words_in(&amount, m->req->lang), "price", money_words(m, price), NULL);
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
                        choices[i].label, "price", money_words(m, price), NULL);
        }
    }
    field->options = choices;
    field->option_count = option->choice_count;
}

static struct option_line line_of(const struct making *m, const struct plan_option *option,
                                  str name)
{
    str wish = wish_for(m->ask, name);
    struct option_taken preset = option_preset(option);
    struct option_line line = {.option = option, .is_number = option->kind != OPTION_LIST};
    line.field.name = str_printf(m->req->arena, "option.%" STR_FMT, STR_ARG(name));
    line.field.label = words_in(&option->name, m->req->lang);
    line.field.value = wish;
    if (line.is_number) {
        str unit = words_in(&option->unit, m->req->lang);
        line.field.inputmode = STR("numeric");
        line.field.help = number_note(m, option);
        if (unit.len > 0) {
            line.field.label = str_printf(m->req->arena, "%" STR_FMT ", %" STR_FMT,
                                          STR_ARG(line.field.label), STR_ARG(unit));
        }
        if (wish.len == 0) {
            line.field.value = str_printf(m->req->arena, "%" PRId64, preset.number);
        }
    } else {
        list_choices(m, option, &line.field);
        line.field.value = wish.len == 0 ? preset.choice->code : wish;
    }
    return line;
}

/* prefix is "" for options of the plan, "addon.CODE." for those of an add-on. */
static struct option_line *lines_of(const struct making *m, const struct plan *plan, str prefix)
{
    struct option_line *lines = ARENA_ARRAY(m->req->arena, struct option_line, plan->option_count);
    for (size_t i = 0; i < plan->option_count; i++) {
        str name = str_printf(m->req->arena, "%" STR_FMT "%" STR_FMT, STR_ARG(prefix),
                              STR_ARG(plan->options[i].code));
        lines[i] = line_of(m, &plan->options[i], name);
    }
    return lines;
}

static const struct plan_price *shortest(const struct making *m, const struct plan *plan)
{
    const struct plan_price *best = NULL;
    for (size_t i = 0; i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        if (str_eq(str_from_z(price->currency), m->view->currency.current) &&
            (best == NULL || price->months < best->months)) {
            best = price;
        }
    }
    return best;
}

/* Whole percent that a month of the longer period is cheaper. */
static int64_t saved_percent(const struct plan_price *base, const struct plan_price *longer)
{
    int64_t full = 0;
    if (__builtin_mul_overflow(base->price, longer->months, &full) || full <= 0 ||
        longer->price * base->months >= full) {
        return 0;
    }
    return (full - longer->price * base->months) * 100 / full;
}

static void add_periods(struct making *m)
{
    const struct plan *plan = m->ask->plan;
    const struct plan_price *base = shortest(m, plan);
    if (base != NULL && m->ask->months == 0) {
        m->ask->months = base->months;
    }
    m->view->periods = ARENA_ARRAY(m->req->arena, struct period_line, plan->price_count);
    for (size_t i = 0; base != NULL && i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        if (!str_eq(str_from_z(price->currency), m->view->currency.current)) {
            continue;
        }
        m->view->periods[m->view->period_count++] = (struct period_line){
            .months = price->months,
            .price = in_currency(m, price->price),
            .setup = in_currency(m, price->setup),
            .monthly = in_currency(m, price->price / price->months),
            .saved = saved_percent(base, price),
            .chosen = price->months == m->ask->months,
        };
    }
}

static err add_addon(struct making *m, str code)
{
    struct plan *plan = ARENA_NEW(m->req->arena, struct plan);
    err e = plan_current(m->req->db, m->req->arena, code, plan);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    const struct plan_price *price = plan_price_of(plan, m->view->currency.current, m->ask->months);
    if (price == NULL || !str_eq(plan->state, STR("open"))) {
        return ERR_OK;
    }
    str name = str_printf(m->req->arena, "addon.%" STR_FMT, STR_ARG(plan->code));
    m->view->addons[m->view->addon_count++] = (struct addon_line){
        .plan = plan,
        .price = in_currency(m, price->price),
        .tick =
            {
                .name = str_printf(m->req->arena, "option.%" STR_FMT, STR_ARG(name)),
                .label = tr_fill(m->req->arena, STR("{name}: {price}"), "name",
                                 words_in(&plan->name, m->req->lang), "price",
                                 money_words(m, price->price), NULL),
                .help = words_in(&plan->about, m->req->lang),
                .checked = str_eq(wish_for(m->ask, name), STR("1")),
            },
        .options = lines_of(m, plan,
                            str_printf(m->req->arena, "addon.%" STR_FMT ".", STR_ARG(plan->code))),
        .option_count = plan->option_count,
    };
    return ERR_OK;
}

static err add_addons(struct making *m)
{
    const struct plan *plan = m->ask->plan;
    m->view->addons = ARENA_ARRAY(m->req->arena, struct addon_line, plan->addon_count);
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < plan->addon_count; i++) {
        e = add_addon(m, plan->addons[i]);
    }
    return e;
}

static void add_fields(struct making *m)
{
    struct arena *arena = m->req->arena;
    m->view->quantity = (struct field){
        .name = STR("quantity"),
        .label = tr(m->req->lang, "Quantity"),
        .value = str_printf(arena, "%" PRId64, m->ask->quantity),
        .inputmode = STR("numeric"),
        .max = 4,
    };
    m->view->promo = (struct field){
        .name = STR("promo"),
        .label = tr(m->req->lang, "Promo code"),
        .value = m->ask->promo,
        .optional = true,
        .max = 40,
    };
}

/* The option of one list of controls, or NULL. */
static struct field *option_field(struct option_line *lines, size_t count, str code)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(lines[i].option->code, code)) {
            return &lines[i].field;
        }
    }
    return NULL;
}

static struct field *addon_field(struct making *m)
{
    str code = m->items[m->fault.item - 1].plan;
    for (size_t i = 0; i < m->view->addon_count; i++) {
        struct addon_line *addon = &m->view->addons[i];
        if (str_eq(addon->plan->code, code)) {
            struct field *field =
                option_field(addon->options, addon->option_count, m->fault.option);
            return field == NULL ? &addon->tick : field;
        }
    }
    return NULL;
}

static struct field *field_at_fault(struct making *m)
{
    str code = str_from_z(m->fault.code);
    if (str_starts(code, STR("promo_"))) {
        return &m->view->promo;
    }
    if (str_eq(code, STR("bad_quantity"))) {
        return &m->view->quantity;
    }
    if (m->fault.item > 1) {
        return addon_field(m);
    }
    return option_field(m->view->options, m->view->option_count, m->fault.option);
}

static void show_fault(struct making *m)
{
    str sentence = field_error_text(m->req->lang, m->fault.code);
    struct field *field = field_at_fault(m);
    m->view->problem = sentence;
    if (field != NULL) {
        field->error = sentence;
    }
}

static err add_sum(struct making *m)
{
    struct configure_ask *ask = m->ask;
    struct quote_item item = {
        .plan = ask->plan->id.text,
        .months = ask->months,
        .quantity = ask->quantity,
        .options = ask->options,
        .option_count = ask->option_count,
        .preview = ask->preview,
        .parent_plan = ask->parent_plan,
    };
    struct quote_item *items = NULL;
    size_t count = 0;
    catalogue_items_of_form(m->req->arena, &item, &items, &count);
    m->items = items;
    struct quote_ask quote = {
        .account = m->req->session.account,
        .currency = m->view->currency.current,
        .items = items,
        .count = count,
        .promo = ask->promo,
        .now = m->req->now,
    };
    err e = catalogue_quote(m->req->db, m->req->arena, &quote, &m->view->quote, &m->fault);
    if (e == ERR_INVALID) {
        show_fault(m);
    }
    if (e == ERR_INVALID && field_at_fault(m) == &m->view->promo) {
        quote.promo = STR(""); /* the sum without it is still of use */
        e = catalogue_quote(m->req->db, m->req->arena, &quote, &m->view->quote, &m->fault);
    }
    m->view->quoted = e == ERR_OK;
    return e == ERR_INVALID ? ERR_OK : e;
}

err configure_view_of(struct request *req, struct configure_ask *ask, struct configure_view *out)
{
    const struct plan *plan = ask->plan;
    struct making m = {.req = req, .ask = ask, .view = out};
    *out = (struct configure_view){
        .plan = plan,
        .preview = ask->preview > 0,
        .sold = str_eq(plan->state, STR("open")),
        .sold_out = plan->stock_left == 0,
        .parent = ask->parent,
        .service = ask->service,
        .parent_plan = ask->parent_plan,
        .alone = plan->is_addon && ask->parent_plan.len == 0,
    };
    err e = currency_chosen(req, ask->currency, &out->currency);
    if (e != ERR_OK) {
        return e;
    }
    add_periods(&m);
    add_fields(&m);
    out->options = lines_of(&m, plan, STR(""));
    out->option_count = plan->option_count;
    e = add_addons(&m);
    if (e == ERR_OK) {
        e = tax_store_added(req->db, req->arena, plan->tax, &out->tax_added);
    }
    return e == ERR_OK && !out->alone ? add_sum(&m) : e;
}
