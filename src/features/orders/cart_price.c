/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/cart.h"

/* The cart on its way to a quote: what the catalogue refuses is left out, one by one. */
struct pricing {
    struct db *db;
    struct arena *arena;
    const struct cart *cart;
    const struct buyer *buyer;
    struct cart_quote *out;
    struct quote_item *asked; /* those that are left */
    size_t *places;           /* where they stand in the cart */
};

static size_t place_of(const struct cart *cart, str item)
{
    size_t i = 0;
    while (i < cart->count && !str_eq(cart->items[i].id, item)) {
        i++;
    }
    return i;
}

static struct quote_item asked_of(struct arena *arena, const struct cart_item *item)
{
    struct quote_item asked = {
        .plan = item->plan,
        .months = item->months,
        .quantity = item->quantity,
        .parent_plan = STR(""),
    };
    requested_options_read(arena, item->options, &asked.options, &asked.option_count);
    return asked;
}

void cart_requested(struct arena *arena, const struct cart *cart, struct requested_item **out)
{
    struct requested_item *requested = ARENA_ARRAY(arena, struct requested_item, cart->count);
    for (size_t i = 0; i < cart->count; i++) {
        const struct cart_item *item = &cart->items[i];
        requested[i] = (struct requested_item){.item = asked_of(arena, item), .service = STR("")};
        if (item->parent_item.len > 0) {
            requested[i].item.parent = place_of(cart, item->parent_item) + 1;
        }
        if (item->parent_service.len > 0) {
            requested[i].service = item->parent_service;
        }
    }
    *out = requested;
}

/* Where the parent stands among those that are asked for, counted from 1; 0: nowhere. */
static size_t asked_parent(const struct pricing *p, const size_t *places, size_t count, str parent)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(p->cart->items[places[i]].id, parent)) {
            return i + 1;
        }
    }
    return 0;
}

/* Those without a fault so far. An add-on goes with its parent. */
static err choose(struct pricing *p, size_t *out_count)
{
    size_t count = 0;
    err e = ERR_OK;
    for (size_t i = 0; i < p->cart->count; i++) {
        if (p->out->lines[i].code == NULL) {
            p->places[count++] = i;
        }
    }
    for (size_t k = 0; e == ERR_OK && k < count; k++) {
        const struct cart_item *item = &p->cart->items[p->places[k]];
        p->asked[k] = asked_of(p->arena, item);
        if (item->parent_item.len > 0) {
            /* Without its parent the catalogue says so. */
            p->asked[k].parent = asked_parent(p, p->places, count, item->parent_item);
        }
        if (item->parent_service.len > 0) {
            e = buyer_addon(p->db, p->arena, p->buyer, item->parent_service, &p->asked[k]);
            if (e == ERR_NOT_FOUND) {
                p->out->lines[p->places[k]].code = "unknown_service";
                return choose(p, out_count);
            }
        }
    }
    *out_count = count;
    return e;
}

/* Asks until nothing is refused any more; each refusal leaves out one line, or the code. */
static err ask(struct pricing *p, struct quote_ask *ask, size_t *out_count)
{
    for (;;) {
        struct quote_fault fault = {.option = STR("")};
        err e = choose(p, out_count);
        if (e != ERR_OK || *out_count == 0) {
            return e;
        }
        ask->items = p->asked;
        ask->count = *out_count;
        e = catalogue_quote(p->db, p->arena, ask, &p->out->quote, &fault);
        if (e != ERR_INVALID) {
            return e;
        }
        if (fault.item > 0) {
            p->out->lines[p->places[fault.item - 1]].code = fault.code;
        } else if (ask->promo.len > 0) {
            p->out->promo_code = fault.code;
            ask->promo = STR("");
        } else {
            return ERR_INTERNAL;
        }
    }
}

static void tell_change(const struct cart_quote *out, struct cart_line *line)
{
    const struct cart_item *item = line->item;
    int64_t now = line->quoted->recurring + line->quoted->setup;
    bool same =
        item->seen_total == now && str_eq(item->seen_currency, str_from_z(out->quote.currency));
    line->changed = !same && money_of(item->seen_total, item->seen_currency, &line->before);
}

err cart_price(struct db *db, struct arena *arena, const struct site *site, const struct cart *cart,
               const struct buyer *buyer, struct cart_quote *out)
{
    *out = (struct cart_quote){.lines = ARENA_ARRAY(arena, struct cart_line, cart->count)};
    for (size_t i = 0; i < cart->count; i++) {
        out->lines[i].item = &cart->items[i];
    }
    struct pricing p = {
        .db = db,
        .arena = arena,
        .cart = cart,
        .buyer = buyer,
        .out = out,
        .asked = ARENA_ARRAY(arena, struct quote_item, cart->count),
        .places = ARENA_ARRAY(arena, size_t, cart->count),
    };
    struct quote_ask wanted = {.currency = cart->currency, .promo = cart->promo};
    size_t count = 0;
    err e = buyer_ask(db, arena, site, buyer, &wanted);
    if (e == ERR_OK) {
        e = ask(&p, &wanted, &count);
    }
    for (size_t k = 0; e == ERR_OK && k < count; k++) {
        struct cart_line *line = &out->lines[p.places[k]];
        line->quoted = &out->quote.lines[k];
        tell_change(out, line);
        out->changed = out->changed || line->changed;
    }
    out->ready = e == ERR_OK && count > 0 && count == cart->count && out->promo_code == NULL;
    return e;
}
