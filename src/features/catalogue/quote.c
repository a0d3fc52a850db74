/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue.h"
#include "features/catalogue/catalogue_store.h"
#include "features/catalogue/quote_line.h"
#include "features/catalogue/quote_option.h"
#include "web/recent.h"

/* What a quote is made of while it is made. */
struct quoting {
    struct db *db;
    struct arena *arena;
    const struct quote_ask *ask;
    struct plan *plans; /* of each item */
    struct quote *quote;
    struct quote_fault *fault;
};

static err fail(struct quoting *q, const char *code, size_t item)
{
    q->fault->code = code;
    q->fault->item = item;
    return ERR_INVALID;
}

static err load_plan(struct quoting *q, size_t i)
{
    const struct quote_item *item = &q->ask->items[i];
    struct plan *plan = &q->plans[i];
    for (size_t k = 0; k < i; k++) {
        if (q->ask->items[k].preview == item->preview &&
            str_eq(q->ask->items[k].plan, item->plan)) {
            *plan = q->plans[k]; /* read once, however often it is asked for */
            return ERR_OK;
        }
    }
    if (item->preview > 0) {
        return plan_at_version(q->db, q->arena, (plan_id){item->plan}, item->preview, plan);
    }
    err e = plan_current(q->db, q->arena, item->plan, plan);
    if (e == ERR_NOT_FOUND || (e == ERR_OK && str_eq(plan->state, STR("hidden")))) {
        return fail(q, "unknown_plan", i + 1);
    }
    if (e == ERR_OK && !str_eq(plan->state, STR("open"))) {
        return fail(q, "not_sold", i + 1);
    }
    return e;
}

static bool takes_addon(const struct plan *parent, str addon)
{
    for (size_t i = 0; i < parent->addon_count; i++) {
        if (str_eq(parent->addons[i], addon)) {
            return true;
        }
    }
    return false;
}

/* The plan an add-on hangs on: of the same ask, or of a service. *out is NULL when it is alone. */
static err parent_of(struct quoting *q, size_t i, struct plan **out)
{
    const struct quote_item *item = &q->ask->items[i];
    *out = NULL;
    if (item->parent > 0) {
        bool fits = item->parent <= q->ask->count && item->parent != i + 1;
        *out = fits ? &q->plans[item->parent - 1] : NULL;
        return ERR_OK;
    }
    if (item->parent_plan.len == 0) {
        return ERR_OK;
    }
    *out = ARENA_NEW(q->arena, struct plan);
    err e = plan_current(q->db, q->arena, item->parent_plan, *out);
    return e == ERR_NOT_FOUND ? fail(q, "addon_alone", i + 1) : e;
}

static err check_addon(struct quoting *q, size_t i)
{
    const struct quote_item *item = &q->ask->items[i];
    const struct plan *plan = &q->plans[i];
    if (!plan->is_addon) {
        bool hangs = item->parent > 0 || item->parent_plan.len > 0;
        return hangs ? fail(q, "addon_not_allowed", i + 1) : ERR_OK;
    }
    struct plan *parent = NULL;
    err e = parent_of(q, i, &parent);
    if (e != ERR_OK) {
        return e;
    }
    if (parent == NULL || parent->is_addon) {
        return fail(q, "addon_alone", i + 1);
    }
    if (!takes_addon(parent, plan->code)) {
        return fail(q, "addon_not_allowed", i + 1);
    }
    bool same = item->parent == 0 || q->ask->items[item->parent - 1].months == item->months;
    return same ? ERR_OK : fail(q, "bad_months", i + 1);
}

/* Pieces of the plan of item i in the whole ask. */
static int64_t pieces_asked(const struct quoting *q, size_t i)
{
    int64_t pieces = 0;
    for (size_t k = 0; k < q->ask->count; k++) {
        if (str_eq(q->plans[k].id.text, q->plans[i].id.text)) {
            pieces += q->ask->items[k].quantity;
        }
    }
    return pieces;
}

static err check_stock(struct quoting *q, size_t i)
{
    const struct plan *plan = &q->plans[i];
    int64_t pieces = pieces_asked(q, i);
    int64_t held = 0;
    if (plan->stock_left >= 0 && pieces > plan->stock_left) {
        return fail(q, "sold_out", i + 1);
    }
    if (plan->per_customer < 0) {
        return ERR_OK;
    }
    err e = q->ask->account.text.len == 0
                ? ERR_OK
                : stock_store_held(q->db, q->arena, q->ask->account, plan->id, &held);
    if (e == ERR_OK && held + pieces > plan->per_customer) {
        return fail(q, "customer_limit", i + 1);
    }
    return e;
}

static err price_items(struct quoting *q)
{
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < q->ask->count; i++) {
        e = load_plan(q, i);
    }
    for (size_t i = 0; e == ERR_OK && i < q->ask->count; i++) {
        if (!quote_line_price(q->arena, &q->plans[i], &q->ask->items[i], q->ask->currency,
                              &q->quote->lines[i], q->fault)) {
            return fail(q, q->fault->code, i + 1);
        }
        e = check_addon(q, i);
    }
    /* Only now is every quantity known to be one. */
    for (size_t i = 0; e == ERR_OK && i < q->ask->count; i++) {
        e = check_stock(q, i);
    }
    return e;
}

/* Capitals, without blanks around it: how codes are kept. */
static str promo_code_of(struct arena *arena, str typed)
{
    str trimmed = str_trim(typed);
    struct buf code = buf_in(arena);
    for (size_t i = 0; i < trimmed.len; i++) {
        char c = trimmed.ptr[i];
        buf_put_char(&code, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    return buf_str(&code);
}

/* NULL, or why the code cannot be used. */
static const char *promo_fault(const struct quoting *q, const struct promo *promo, int64_t used)
{
    if (!promo->enabled) {
        return "promo_unknown";
    }
    if (!when_is_none(promo->starts_at) && when_before(q->ask->now, promo->starts_at)) {
        return "promo_unknown";
    }
    if (!when_is_none(promo->ends_at) && !when_before(q->ask->now, promo->ends_at)) {
        return "promo_expired";
    }
    if (promo->limit_total >= 0 && promo->uses >= promo->limit_total) {
        return "promo_used_up";
    }
    if (promo->limit_customer >= 0 && used >= promo->limit_customer) {
        return "promo_used_up";
    }
    bool other = promo->currency.len > 0 && !str_eq(promo->currency, q->ask->currency);
    return other ? "promo_elsewhere" : NULL;
}

/* Whichever door it came to, it was a guess of its network. */
static err guessed_wrong(struct quoting *q, str code, const char *why)
{
    if (q->ask->network.len > 0) {
        recent_add(RECENT_PROMO_WRONG, q->ask->network, code, q->ask->now);
    }
    return fail(q, why, 0);
}

static err take_promo(struct quoting *q)
{
    struct promo promo;
    int64_t used = 0;
    str code = promo_code_of(q->arena, q->ask->promo);
    if (code.len == 0) {
        return ERR_OK;
    }
    if (q->ask->network.len > 0 &&
        recent_count(RECENT_PROMO_WRONG, q->ask->network, q->ask->now) >= PROMO_WRONG_AN_HOUR) {
        return fail(q, "promo_limited", 0);
    }
    err e = promo_store_find(q->db, q->arena, code, &promo);
    if (e == ERR_NOT_FOUND) {
        return guessed_wrong(q, code, "promo_unknown");
    }
    if (e == ERR_OK && q->ask->account.text.len > 0) {
        e = promo_store_used_by(q->db, q->arena, promo.id, q->ask->account, &used);
    }
    if (e != ERR_OK) {
        return e;
    }
    const char *wrong = promo_fault(q, &promo, used);
    if (wrong != NULL) {
        return guessed_wrong(q, code, wrong);
    }
    bool holds = false;
    int64_t fixed_left = promo.value;
    for (size_t i = 0; i < q->ask->count; i++) {
        holds = quote_line_discount(&promo, &q->quote->lines[i], &fixed_left) || holds;
    }
    q->quote->promo = promo.id;
    q->quote->promo_code = promo.code;
    return holds ? ERR_OK : fail(q, "promo_elsewhere", 0);
}

static void add_to_sums(struct quote *quote, const struct quote_line *line)
{
    quote->recurring += line->recurring;
    quote->setup += line->setup;
    quote->discount += line->discount;
    quote->net += line->net;
    quote->tax += line->tax;
    quote->total += line->total;
}

/* A tax that nobody entered is the provider's mistake, not the customer's. */
static err tax_for(struct db *db, struct arena *arena, str tax, str country, struct tax_rule *out)
{
    err e = tax_store_find(db, arena, tax, country, out);
    return e == ERR_NOT_FOUND ? ERR_INTERNAL : e;
}

static err add_taxes(struct quoting *q)
{
    bool exempt = false;
    err e = tax_store_exempt(q->db, q->arena, q->ask->account, &exempt);
    for (size_t i = 0; e == ERR_OK && i < q->ask->count; i++) {
        struct tax_rule tax;
        e = tax_for(q->db, q->arena, q->plans[i].tax, q->ask->country, &tax);
        if (e == ERR_OK) {
            quote_line_total(&tax, exempt || q->ask->tax_exempt, &q->quote->lines[i]);
            add_to_sums(q->quote, &q->quote->lines[i]);
        }
    }
    return e;
}

err catalogue_quote(struct db *db, struct arena *arena, const struct quote_ask *ask,
                    struct quote *out, struct quote_fault *out_fault)
{
    money currency = {0};
    *out_fault = (struct quote_fault){.option = STR("")};
    *out = (struct quote){.count = ask->count};
    struct quoting q = {.db = db, .arena = arena, .ask = ask, .quote = out, .fault = out_fault};
    if (ask->count == 0) {
        return fail(&q, "nothing_asked", 0);
    }
    if (ask->count > QUOTE_ITEMS_MAX) {
        return fail(&q, "too_many_items", 0);
    }
    if (!money_of(0, ask->currency, &currency)) {
        return fail(&q, "no_price", 0);
    }
    memcpy(out->currency, currency.currency, sizeof(out->currency));
    q.plans = ARENA_ARRAY(arena, struct plan, ask->count);
    out->lines = ARENA_ARRAY(arena, struct quote_line, ask->count);
    err e = price_items(&q);
    if (e == ERR_OK) {
        e = take_promo(&q);
    }
    return e == ERR_OK ? add_taxes(&q) : e;
}

err catalogue_recurring(struct db *db, struct arena *arena, const struct recurring_ask *ask,
                        struct quote_line *out)
{
    struct plan plan;
    struct tax_rule tax;
    struct quote_fault fault;
    bool exempt = false;
    struct quote_option *options = NULL;
    struct quote_item item = {.months = ask->months, .quantity = ask->quantity};
    err e = plan_at_version(db, arena, ask->plan, ask->version, &plan);
    if (e == ERR_OK) {
        e = options_read(arena, ask->options, &options, &item.option_count);
    }
    item.options = options;
    if (e == ERR_OK && !quote_line_price(arena, &plan, &item, ask->currency, out, &fault)) {
        e = ERR_INVALID;
    }
    if (e == ERR_OK) {
        e = tax_store_exempt(db, arena, ask->account, &exempt);
    }
    if (e == ERR_OK) {
        e = tax_for(db, arena, plan.tax, ask->country, &tax);
    }
    if (e != ERR_OK) {
        return e;
    }
    out->setup = out->setup_unit = 0;
    if (ask->promo_left != 0 && ask->promo_kind != PROMO_NONE) {
        struct promo promo = {.kind = ask->promo_kind,
                              .value = ask->promo_value,
                              .plans = ask->promo_plans,
                              .periods = ask->promo_left};
        int64_t fixed_left = ask->promo_value;
        (void)quote_line_discount(&promo, out, &fixed_left);
    }
    quote_line_total(&tax, exempt || ask->tax_exempt, out);
    return ERR_OK;
}
