/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/cart_change.h"

#include "features/orders/cart_store.h"
#include "json/writer.h"
#include "system/random.h"
#include "web/rate.h"

static err refuse(const char *code, const char **out_code)
{
    *out_code = code;
    return ERR_CONFLICT;
}

static str options_text(struct arena *arena, const struct quote_item *item)
{
    struct form_more *more = ARENA_ARRAY(arena, struct form_more, item->option_count);
    for (size_t i = 0; i < item->option_count; i++) {
        more[i] = (struct form_more){item->options[i].code, item->options[i].value};
    }
    return requested_options_text(arena, more, item->option_count);
}

static const struct cart_item *item_of(const struct cart *cart, str id)
{
    for (size_t i = 0; i < cart->count; i++) {
        if (str_eq(cart->items[i].id, id)) {
            return &cart->items[i];
        }
    }
    return NULL;
}

static void fill_items(struct arena *arena, const struct cart_addition *addition,
                       struct cart_item *out)
{
    for (size_t i = 0; i < addition->count; i++) {
        const struct quote_item *item = &addition->items[i];
        out[i] = (struct cart_item){
            .id = id_new(arena),
            .position = (int64_t)i + 1,
            .plan = item->plan,
            .months = item->months,
            .quantity = item->quantity,
            .options = options_text(arena, item),
            .parent_item = i > 0 ? out[0].id : addition->parent_item,
            .parent_service = i > 0 ? STR("") : addition->parent_service,
            .seen_currency = addition->currency,
        };
    }
}

/* What is added alone, with the line it hangs on: what it costs, and whether it can be had. */
static err validate(struct db *tx, struct arena *arena, const struct cart_act *act,
                    const struct cart_addition *addition, const struct cart_item *parent,
                    struct cart_item *items, const char **out_code)
{
    struct cart trial = {.currency = addition->currency, .promo = STR("")};
    struct cart_quote quote;
    trial.items = ARENA_ARRAY(arena, struct cart_item, addition->count + 1);
    if (parent != NULL) {
        trial.items[trial.count++] = *parent;
    }
    for (size_t i = 0; i < addition->count; i++) {
        trial.items[trial.count++] = items[i];
    }
    err e = cart_price(tx, arena, act->site, &trial, &act->buyer, &quote);
    for (size_t i = 0; e == ERR_OK && i < addition->count; i++) {
        const struct cart_line *line = &quote.lines[i + (parent != NULL ? 1 : 0)];
        if (line->quoted == NULL) {
            return refuse(line->code, out_code);
        }
        items[i].seen_total = line->quoted->recurring + line->quoted->setup;
        /* An add-on for a service takes over its period. */
        items[i].months = line->quoted->months;
    }
    return e;
}

/* A guest's cart costs rows that stay for a month, so a network begins so many an hour. */
static err take_room(struct db *tx, struct arena *arena, const struct cart_act *act,
                     const char **out_code)
{
    struct rate_budget budget = {
        .key = str_printf(arena, "carts:%" STR_FMT, STR_ARG(act->buyer.network)),
        .limit = CARTS_OF_NETWORK,
        .window_us = WHEN_HOUR,
    };
    err e = rate_take(tx, arena, &budget, act->buyer.now, NULL);
    return e == ERR_LIMITED ? refuse("too_many_carts", out_code) : e;
}

/* The cart to add to, made when there is none. */
static err open_cart(struct db *tx, struct arena *arena, const struct cart_act *act, str currency,
                     struct cart *out, const char **out_code)
{
    err e = cart_of(tx, arena, &act->owner, out);
    if (e != ERR_OK || out->id.text.len > 0) {
        return e;
    }
    cart_id id = {id_new(arena)};
    bool is_guest = act->owner.account.text.len == 0;
    if (is_guest) {
        e = take_room(tx, arena, act, out_code);
    }
    if (e != ERR_OK) {
        return e;
    }
    account_id account = is_guest ? (account_id){0} : act->owner.account;
    e = cart_store_insert(tx, id, account, currency, act->buyer.now);
    struct cart_owner made = {.account = act->owner.account, .guest = id};
    return e == ERR_OK ? cart_of(tx, arena, &made, out) : e;
}

static err put_items(struct db *tx, struct cart *cart, struct cart_item *items, size_t count,
                     when now)
{
    int64_t last = cart->count == 0 ? 0 : cart->items[cart->count - 1].position;
    err e = cart_store_set(tx, cart, now);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        items[i].position += last;
        e = cart_store_add(tx, cart->id, &items[i], now);
    }
    return e;
}

err cart_take(struct db *tx, struct arena *arena, const struct cart_act *act,
              const struct cart_addition *addition, cart_id *out_cart, const char **out_code)
{
    struct cart cart;
    *out_code = NULL;
    err e = open_cart(tx, arena, act, addition->currency, &cart, out_code);
    if (e != ERR_OK) {
        return e;
    }
    const struct cart_item *parent =
        addition->parent_item.len > 0 ? item_of(&cart, addition->parent_item) : NULL;
    if (cart.count + addition->count > CART_ITEMS_MAX) {
        return refuse("too_many_items", out_code);
    }
    if (cart.count > 0 && !str_eq(cart.currency, addition->currency)) {
        return refuse("other_currency", out_code);
    }
    if (addition->parent_item.len > 0 && parent == NULL) {
        return refuse("addon_alone", out_code);
    }
    struct cart_item *items = ARENA_ARRAY(arena, struct cart_item, addition->count);
    fill_items(arena, addition, items);
    e = validate(tx, arena, act, addition, parent, items, out_code);
    if (e != ERR_OK) {
        return e;
    }
    cart.currency = addition->currency;
    cart.promo = addition->promo.len > 0 ? addition->promo : cart.promo;
    *out_cart = cart.id;
    return put_items(tx, &cart, items, addition->count, act->buyer.now);
}

/* Writes down the prices of now; of one line and its add-ons, or of all when item is empty. A line
 * that cannot be had as it is now is told by *out_code. */
static err see(struct db *tx, struct arena *arena, const struct cart_act *act, str item,
               const char **out_code)
{
    struct cart cart;
    struct cart_quote quote;
    err e = cart_of(tx, arena, &act->owner, &cart);
    if (e == ERR_OK) {
        e = cart_price(tx, arena, act->site, &cart, &act->buyer, &quote);
    }
    for (size_t i = 0; e == ERR_OK && i < cart.count; i++) {
        struct cart_item *of = &cart.items[i];
        bool meant = item.len == 0 || str_eq(of->id, item) || str_eq(of->parent_item, item);
        if (meant && quote.lines[i].quoted == NULL) {
            *out_code = quote.lines[i].code;
        } else if (meant) {
            of->seen_total = quote.lines[i].quoted->recurring + quote.lines[i].quoted->setup;
            of->seen_currency = cart.currency;
            e = cart_store_seen(tx, cart.id, of);
        }
    }
    return e;
}

err cart_see(struct db *tx, struct arena *arena, const struct cart_act *act)
{
    const char *ignored = NULL;
    return see(tx, arena, act, STR(""), &ignored);
}

err cart_change(struct db *tx, struct arena *arena, const struct cart_act *act, str item,
                int64_t months, int64_t quantity, const char **out_code)
{
    struct cart cart;
    *out_code = NULL;
    err e = cart_of(tx, arena, &act->owner, &cart);
    const struct cart_item *meant = e == ERR_OK ? item_of(&cart, item) : NULL;
    if (meant == NULL) {
        return e == ERR_OK ? ERR_NOT_FOUND : e;
    }
    for (size_t i = 0; e == ERR_OK && i < cart.count; i++) {
        struct cart_item changed = cart.items[i];
        bool known = false;
        if (str_eq(changed.id, item)) {
            changed.months = months;
            changed.quantity = quantity;
        } else if (str_eq(changed.parent_item, item)) {
            changed.months = months;
        } else {
            continue;
        }
        e = cart_store_change(tx, cart.id, &changed, &known);
    }
    if (e == ERR_OK) {
        e = cart_store_set(tx, &cart, act->buyer.now);
    }
    if (e == ERR_OK) {
        e = see(tx, arena, act, item, out_code);
    }
    return e == ERR_OK && *out_code != NULL ? ERR_CONFLICT : e;
}

err cart_remove(struct db *tx, struct arena *arena, const struct cart_act *act, str item)
{
    struct cart cart;
    bool known = false;
    err e = cart_of(tx, arena, &act->owner, &cart);
    if (e == ERR_OK && cart.id.text.len > 0) {
        e = cart_store_remove(tx, cart.id, item, &known);
    }
    return e == ERR_OK && !known ? ERR_NOT_FOUND : e;
}

err cart_set_promo(struct db *tx, struct arena *arena, const struct cart_act *act, str promo,
                   const char **out_code)
{
    struct cart cart;
    struct cart_quote quote;
    *out_code = NULL;
    err e = cart_of(tx, arena, &act->owner, &cart);
    if (e != ERR_OK || cart.id.text.len == 0) {
        return e;
    }
    cart.promo = promo;
    e = cart_price(tx, arena, act->site, &cart, &act->buyer, &quote);
    if (e == ERR_OK && quote.promo_code != NULL) {
        return refuse(quote.promo_code, out_code);
    }
    return e == ERR_OK ? cart_store_set(tx, &cart, act->buyer.now) : e;
}

err cart_set_currency(struct db *tx, struct arena *arena, const struct cart_act *act, str currency)
{
    struct cart cart;
    err e = cart_of(tx, arena, &act->owner, &cart);
    if (e != ERR_OK || cart.id.text.len == 0) {
        return e;
    }
    cart.currency = currency;
    e = cart_store_set(tx, &cart, act->buyer.now);
    return e == ERR_OK ? cart_see(tx, arena, act) : e;
}
