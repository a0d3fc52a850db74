/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the cart show: its lines, their prices of now, and what is wrong with them. */
#include "features/orders/cart_web.h"
#include "features/orders/order_web.h"
#include "web/reply.h"

str cart_problem(const struct request *req, const char *code)
{
    return code == NULL ? STR("") : field_error_text(req->lang, code);
}

static void offer_months(struct request *req, const struct plan *plan, str currency,
                         struct cart_row *row)
{
    struct option *options = ARENA_ARRAY(req->arena, struct option, plan->price_count);
    size_t count = 0;
    for (size_t i = 0; i < plan->price_count; i++) {
        if (str_eq(str_from_z(plan->prices[i].currency), currency)) {
            int64_t months = plan->prices[i].months;
            options[count++] = (struct option){str_printf(req->arena, "%lld", (long long)months),
                                               months_text(req, months)};
        }
    }
    row->months = (struct field){
        .name = STR("months"),
        .scope = str_printf(req->arena, "-%lld", (long long)row->line->item->position),
        .label = tr(req->lang, "Period"),
        .value = str_printf(req->arena, "%lld", (long long)row->line->item->months),
        .options = options,
        .option_count = count,
    };
}

static err fill_row(struct request *req, const struct cart_view *view, size_t i,
                    struct cart_row *row)
{
    const struct cart_item *item = &view->cart->items[i];
    struct plan plan = {0};
    row->line = &view->quote->lines[i];
    row->name = item->plan;
    row->problem = cart_problem(req, row->line->code);
    row->change = url_fill(req->arena, "/cart/items/{}", item->id);
    row->remove = url_fill(req->arena, "/cart/items/{}/remove", item->id);
    row->quantity = (struct field){
        .name = STR("quantity"),
        .scope = str_printf(req->arena, "-%lld", (long long)item->position),
        .label = tr(req->lang, "Quantity"),
        .value = str_printf(req->arena, "%lld", (long long)item->quantity),
        .type = STR("number"),
        .inputmode = STR("numeric"),
    };
    err e = plan_current(req->db, req->arena, item->plan, &plan);
    if (e == ERR_OK) {
        row->name = words_in(&plan.name, req->lang);
    } else if (e != ERR_NOT_FOUND) {
        return e;
    }
    offer_months(req, &plan, view->cart->currency, row);
    if (row->line->quoted != NULL) {
        const struct quote_line *quoted = row->line->quoted;
        (void)money_of(quoted->recurring, view->cart->currency, &row->price);
        (void)money_of(quoted->setup, view->cart->currency, &row->setup);
    }
    return ERR_OK;
}

static err fill_currencies(struct request *req, struct cart_view *view)
{
    str *currencies = NULL;
    size_t count = 0;
    err e = catalogue_currencies(req->db, req->arena, &currencies, &count);
    if (e == ERR_OK) {
        view->currencies = currencies;
        view->currency_count = count;
    }
    return e;
}

err cart_view_of(struct request *req, const struct cart_act *act, struct cart_view *out)
{
    struct cart *cart = ARENA_NEW(req->arena, struct cart);
    struct cart_quote *quote = ARENA_NEW(req->arena, struct cart_quote);
    err e = cart_of(req->db, req->arena, &act->owner, cart);
    if (e == ERR_OK) {
        e = cart_price(req->db, req->arena, req->site, cart, &act->buyer, quote);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct cart_view view = {
        .cart = cart,
        .quote = quote,
        .problem = STR(""),
        .count = cart->count,
        .rows = ARENA_ARRAY(req->arena, struct cart_row, cart->count),
        .promo = {.name = STR("promo"),
                  .label = tr(req->lang, "Promo code"),
                  .value = cart->promo,
                  .max = 40,
                  .error = cart_problem(req, quote->promo_code)},
    };
    for (size_t i = 0; e == ERR_OK && i < view.count; i++) {
        e = fill_row(req, &view, i, &view.rows[i]);
    }
    if (e == ERR_OK) {
        e = fill_currencies(req, &view);
    }
    if (e == ERR_OK) {
        *out = view;
    }
    return e;
}
