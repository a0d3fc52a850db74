/* SPDX-License-Identifier: Apache-2.0 */
/* A plan being chosen: periods, add-ons, and the sum. */
#include "features/catalogue/configure.h"

#include <inttypes.h>

money quote_money(const struct quote *quote, int64_t minor)
{
    money m = {.minor = minor};
    memcpy(m.currency, quote->currency, sizeof(m.currency));
    return m;
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
            .price = configure_money(m, price->price),
            .setup = configure_money(m, price->setup),
            .monthly = configure_money(m, price->price / price->months),
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
        .price = configure_money(m, price->price),
        .tick =
            {
                .name = str_printf(m->req->arena, "option.%" STR_FMT, STR_ARG(name)),
                .label = tr_fill(m->req->arena, STR("{name}: {price}"), "name",
                                 words_in(&plan->name, m->req->lang), "price",
                                 configure_money_words(m, price->price), NULL),
                .help = words_in(&plan->about, m->req->lang),
                .checked = str_eq(configure_value(m->ask, name), STR("1")),
            },
        .options = configure_lines(
            m, plan, str_printf(m->req->arena, "addon.%" STR_FMT ".", STR_ARG(plan->code))),
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
        .network = m->req->network,
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
    out->options = configure_lines(&m, plan, STR(""));
    out->option_count = plan->option_count;
    e = add_addons(&m);
    if (e == ERR_OK) {
        e = tax_store_added(req->db, req->arena, plan->tax, &out->tax_added);
    }
    return e == ERR_OK && !out->alone ? add_sum(&m) : e;
}
