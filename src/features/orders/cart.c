/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/cart.h"

#include "features/orders/cart_store.h"
#include "system/random.h"

err cart_of(struct db *db, struct arena *arena, const struct cart_owner *owner, struct cart *out)
{
    err e = ERR_NOT_FOUND;
    if (owner->account.text.len > 0) {
        e = cart_store_of_account(db, arena, owner->account, out);
    } else if (owner->guest.text.len > 0) {
        e = cart_store_of_guest(db, arena, owner->guest, out);
    }
    if (e == ERR_NOT_FOUND) {
        *out = (struct cart){.currency = STR(""), .promo = STR("")};
        return ERR_OK;
    }
    return e;
}

static int64_t last_position(const struct cart *cart)
{
    return cart->count == 0 ? 0 : cart->items[cart->count - 1].position;
}

static err join_to(struct db *tx, struct cart *mine, const struct cart *guest, when now)
{
    err e = cart_store_move(tx, guest->id, mine->id, last_position(mine));
    if (e == ERR_OK && guest->count > 0) {
        /* What he chose last counts. */
        mine->currency = guest->currency;
        mine->promo = guest->promo.len > 0 ? guest->promo : mine->promo;
        e = cart_store_set(tx, mine, now);
    }
    return e == ERR_OK ? cart_store_clear(tx, guest->id) : e;
}

err cart_join(struct db *tx, struct arena *arena, const struct cart_owner *owner, when now)
{
    struct cart guest;
    struct cart mine;
    if (owner->account.text.len == 0 || owner->guest.text.len == 0) {
        return ERR_OK;
    }
    err e = cart_store_of_guest(tx, arena, owner->guest, &guest);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    e = cart_store_of_account(tx, arena, owner->account, &mine);
    if (e == ERR_NOT_FOUND) {
        return cart_store_give(tx, guest.id, owner->account, now);
    }
    return e == ERR_OK ? join_to(tx, &mine, &guest, now) : e;
}

static err refuse(const char *code, const char **out_code)
{
    *out_code = code;
    return ERR_CONFLICT;
}

static bool has_parent(const struct cart *cart, str parent)
{
    for (size_t i = 0; i < cart->count; i++) {
        if (str_eq(cart->items[i].id, parent)) {
            return true;
        }
    }
    return false;
}

/* The cart to add to, made when there is none. */
static err open_cart(struct db *tx, struct arena *arena, const struct cart_owner *owner,
                     str currency, when now, struct cart *out)
{
    err e = cart_of(tx, arena, owner, out);
    if (e != ERR_OK || out->id.text.len > 0) {
        return e;
    }
    cart_id id = {id_new(arena)};
    account_id none = {0};
    e = cart_store_insert(tx, id, owner->account.text.len > 0 ? owner->account : none, currency,
                          now);
    struct cart_owner made = {.account = owner->account, .guest = id};
    return e == ERR_OK ? cart_of(tx, arena, &made, out) : e;
}

err cart_add(struct db *tx, struct arena *arena, const struct cart_owner *owner, str currency,
             const struct cart_item *item, when now, cart_id *out_cart, const char **out_code)
{
    struct cart cart;
    *out_code = NULL;
    err e = open_cart(tx, arena, owner, currency, now, &cart);
    if (e != ERR_OK) {
        return e;
    }
    if (cart.count >= CART_ITEMS_MAX) {
        return refuse("too_many_items", out_code);
    }
    if (cart.count > 0 && !str_eq(cart.currency, currency)) {
        return refuse("other_currency", out_code);
    }
    if (item->parent_item.len > 0 && !has_parent(&cart, item->parent_item)) {
        return refuse("addon_alone", out_code);
    }
    struct cart_item added = *item;
    added.id = id_new(arena);
    added.position = last_position(&cart) + 1;
    cart.currency = currency;
    *out_cart = cart.id;
    e = cart_store_set(tx, &cart, now);
    return e == ERR_OK ? cart_store_add(tx, cart.id, &added, now) : e;
}
