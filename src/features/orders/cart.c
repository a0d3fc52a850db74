/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/cart.h"

#include "features/orders/cart_store.h"

static err find(struct db *db, struct arena *arena, const struct cart_owner *owner,
                struct cart *out)
{
    if (owner->account.text.len > 0) {
        return cart_store_of_account(db, arena, owner->account, out);
    }
    return owner->guest.text.len > 0 ? cart_store_of_guest(db, arena, owner->guest, out)
                                     : ERR_NOT_FOUND;
}

err cart_of(struct db *db, struct arena *arena, const struct cart_owner *owner, struct cart *out)
{
    err e = find(db, arena, owner, out);
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
