/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/quote_line.h"

#include "base/check.h"
#include "features/catalogue/quote_option.h"
#include "json/writer.h"

/* Far below what the ledger takes in one line, so that sums of a whole order fit as well. */
#define LINE_AMOUNT_MAX INT64_C(1000000000000)
#define WHOLE_BP 10000

/* a × part / whole, half up; amounts here are bounded by LINE_AMOUNT_MAX, so that it fits. */
static int64_t share_of(int64_t amount, int64_t part, int64_t whole)
{
    money share = {.minor = amount};
    CHECK(money_share(share, part, whole, &share) == ERR_OK);
    return share.minor;
}

static bool fail(struct quote_fault *fault, const char *code, str option)
{
    fault->code = code;
    fault->option = option;
    return false;
}

static const struct quote_option *chosen_of(const struct quote_item *item, str code)
{
    for (size_t i = 0; i < item->option_count; i++) {
        if (str_eq(item->options[i].code, code)) {
            return &item->options[i];
        }
    }
    return NULL;
}

static bool options_known(const struct plan *plan, const struct quote_item *item,
                          struct quote_fault *fault)
{
    for (size_t i = 0; i < item->option_count; i++) {
        if (plan_option_of(plan, item->options[i].code) == NULL) {
            return fail(fault, "unknown_option", item->options[i].code);
        }
    }
    return true;
}

/* Adds months × the option's price to the line; false when it grows over the most. */
static bool add_monthly(struct quote_line *line, int64_t per_month)
{
    int64_t whole = 0;
    return !__builtin_mul_overflow(per_month, line->months, &whole) &&
           !__builtin_add_overflow(line->recurring_unit, whole, &line->recurring_unit) &&
           line->recurring_unit <= LINE_AMOUNT_MAX;
}

static void append_words(struct buf *uk, struct buf *en, const struct quote_chosen *chosen)
{
    str divider = uk->len == 0 ? STR("") : STR(", ");
    buf_printf(uk, "%" STR_FMT "%" STR_FMT ": %" STR_FMT, STR_ARG(divider),
               STR_ARG(chosen->name.uk), STR_ARG(chosen->value.uk));
    buf_printf(en, "%" STR_FMT "%" STR_FMT ": %" STR_FMT, STR_ARG(divider),
               STR_ARG(chosen->name.en), STR_ARG(chosen->value.en));
}

static bool take_options(struct arena *arena, const struct plan *plan,
                         const struct quote_item *item, str currency, struct quote_line *line,
                         struct quote_fault *fault)
{
    struct buf kept = buf_in(arena);
    struct json json = json_into(&kept);
    struct buf uk = buf_in(arena);
    struct buf en = buf_in(arena);
    line->chosen = ARENA_ARRAY(arena, struct quote_chosen, plan->option_count);
    line->chosen_count = plan->option_count;
    json_obj(&json);
    for (size_t i = 0; i < plan->option_count; i++) {
        const struct plan_option *option = &plan->options[i];
        const struct quote_option *asked = chosen_of(item, option->code);
        struct option_taken taken = option_preset(option);
        if (asked != NULL && !option_take(option, asked->value, &taken)) {
            return fail(fault, "bad_option", option->code);
        }
        struct quote_chosen *chosen = &line->chosen[i];
        chosen->code = option->code;
        chosen->name = option->name;
        chosen->value = option_words(arena, option, &taken);
        if (!option_price_of(option, &taken, currency, &chosen->price_per_month)) {
            return fail(fault, "no_price", option->code);
        }
        if (!add_monthly(line, chosen->price_per_month)) {
            return fail(fault, "too_much", option->code);
        }
        option_write(&json, option, &taken);
        append_words(&uk, &en, chosen);
    }
    json_end(&json);
    line->options = buf_str(&kept);
    line->text = plan->name;
    if (uk.len > 0) {
        line->text.uk = str_printf(arena, "%" STR_FMT " (%" STR_FMT ")", STR_ARG(plan->name.uk),
                                   STR_ARG(buf_str(&uk)));
        line->text.en = str_printf(arena, "%" STR_FMT " (%" STR_FMT ")", STR_ARG(plan->name.en),
                                   STR_ARG(buf_str(&en)));
    }
    return true;
}

static bool sold_in(const struct plan *plan, str currency)
{
    for (size_t i = 0; i < plan->price_count; i++) {
        if (str_eq(str_from_z(plan->prices[i].currency), currency)) {
            return true;
        }
    }
    return false;
}

/* An add-on bought later pays for the days until the end of its service, which may be far. */
static bool share_days(const struct quote_item *item, struct quote_line *line)
{
    int64_t whole = 0;
    if (item->period_days == 0) {
        return true;
    }
    bool fits = !__builtin_mul_overflow(line->recurring, item->more_periods, &whole);
    line->recurring = share_of(line->recurring, item->days_left, item->period_days);
    return fits && !__builtin_add_overflow(line->recurring, whole, &line->recurring) &&
           line->recurring <= LINE_AMOUNT_MAX;
}

bool quote_line_price(struct arena *arena, const struct plan *plan, const struct quote_item *item,
                      str currency, struct quote_line *out, struct quote_fault *out_fault)
{
    const struct plan_price *price = plan_price_of(plan, currency, item->months);
    if (price == NULL) {
        return fail(out_fault, sold_in(plan, currency) ? "bad_months" : "no_price", STR(""));
    }
    if (item->quantity < 1 || item->quantity > QUOTE_QUANTITY_MAX) {
        return fail(out_fault, "bad_quantity", STR(""));
    }
    if (item->period_days > 0 && (item->days_left < 0 || item->days_left > item->period_days)) {
        return fail(out_fault, "bad_months", STR(""));
    }
    *out = (struct quote_line){
        .plan = plan->id,
        .version = plan->version,
        .code = plan->code,
        .is_addon = plan->is_addon,
        .parent = item->parent,
        .name = plan->name,
        .months = item->months,
        .quantity = item->quantity,
        .recurring_unit = price->price,
        .setup_unit = price->setup,
        .promo_plans = STR(""),
        .until = item->until,
    };
    if (!options_known(plan, item, out_fault) ||
        !take_options(arena, plan, item, currency, out, out_fault)) {
        return false;
    }
    if (__builtin_mul_overflow(out->recurring_unit, out->quantity, &out->recurring) ||
        __builtin_mul_overflow(out->setup_unit, out->quantity, &out->setup) ||
        out->recurring > LINE_AMOUNT_MAX || out->setup > LINE_AMOUNT_MAX) {
        return fail(out_fault, "too_much", STR(""));
    }
    return share_days(item, out) || fail(out_fault, "too_much", STR(""));
}

/* codes are divided by blanks. */
static bool names_plan(str codes, str code)
{
    str rest = codes;
    while (rest.len > 0) {
        if (str_eq(str_cut(rest, ' ', &rest), code)) {
            return true;
        }
    }
    return false;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool quote_line_discount(const struct promo *promo, struct quote_line *line, int64_t *fixed_left)
{
    if (promo->plans.len > 0 && !names_plan(promo->plans, line->code)) {
        return false;
    }
    line->promo_kind = promo->kind;
    line->promo_plans = promo->plans;
    line->promo_left = promo->periods < 0 ? -1 : promo->periods - 1;
    switch (promo->kind) {
    case PROMO_PERCENT:
        line->discount = share_of(line->recurring, promo->value, WHOLE_BP);
        line->promo_value = promo->value;
        break;
    case PROMO_FIXED:
        line->discount = smaller(*fixed_left, line->recurring);
        line->promo_value = line->discount;
        *fixed_left -= line->discount;
        break;
    case PROMO_FREE_SETUP:
        line->discount = line->setup;
        line->promo_left = 0;
        break;
    case PROMO_NONE:
        break;
    }
    return true;
}

void tax_split(int64_t amount, int64_t rate_bp, bool inclusive, bool exempt, struct quote_line *out)
{
    int64_t tax = share_of(amount, rate_bp, inclusive ? WHOLE_BP + rate_bp : WHOLE_BP);
    out->amount = amount;
    out->net = inclusive ? amount - tax : amount;
    out->tax = exempt ? 0 : tax;
    out->total = out->net + out->tax;
    out->tax_bp = exempt ? 0 : rate_bp;
    out->tax_inclusive = inclusive;
}

void quote_line_total(const struct tax_rule *tax, bool exempt, struct quote_line *line)
{
    tax_split(line->recurring + line->setup - line->discount, tax->rate_bp, tax->inclusive, exempt,
              line);
}
