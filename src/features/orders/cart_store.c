/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/cart_store.h"

#include "base/check.h"
#include "features/orders/cart_sql.h"

static err fill(struct db *db, struct arena *arena, cart_id id, str currency, str promo,
                struct cart *out)
{
    struct cart_items_in in = {.cart = id};
    struct cart_items_row *rows = NULL;
    size_t count = 0;
    err e = cart_items_all(db, arena, &in, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct cart_item *items = ARENA_ARRAY(arena, struct cart_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct cart_item){
            .id = rows[i].id,
            .position = rows[i].position,
            .plan = rows[i].plan,
            .months = rows[i].months,
            .quantity = rows[i].quantity,
            .options = rows[i].options,
            .parent_item = rows[i].parent_item,
            .parent_service = rows[i].parent_service,
            .seen_total = rows[i].seen_total,
            .seen_currency = rows[i].seen_currency,
        };
    }
    *out = (struct cart){
        .id = id, .currency = currency, .promo = promo, .items = items, .count = count};
    return ERR_OK;
}

err cart_store_of_guest(struct db *db, struct arena *arena, cart_id id, struct cart *out)
{
    struct cart_of_guest_in in = {.id = id};
    struct cart_of_guest_row row;
    err e = cart_of_guest_one(db, arena, &in, &row);
    return e == ERR_OK ? fill(db, arena, row.id, row.currency, row.promo, out) : e;
}

err cart_store_of_account(struct db *db, struct arena *arena, account_id account, struct cart *out)
{
    struct cart_of_account_in in = {.account = account};
    struct cart_of_account_row row;
    err e = cart_of_account_one(db, arena, &in, &row);
    return e == ERR_OK ? fill(db, arena, row.id, row.currency, row.promo, out) : e;
}

err cart_store_insert(struct db *tx, cart_id id, account_id account, str currency, when now)
{
    struct cart_insert_in in = {id, account, currency, now};
    return cart_insert(tx, &in);
}

err cart_store_give(struct db *tx, cart_id id, account_id account, when now)
{
    return cart_give(tx, &(struct cart_give_in){.id = id, .account = account, .now = now});
}

err cart_store_set(struct db *tx, const struct cart *cart, when now)
{
    return cart_set(tx, &(struct cart_set_in){cart->id, cart->currency, cart->promo, now});
}

err cart_store_add(struct db *tx, cart_id cart, const struct cart_item *item, when now)
{
    struct cart_item_insert_in in = {
        .id = item->id,
        .cart = cart,
        .position = item->position,
        .plan = item->plan,
        .months = item->months,
        .quantity = item->quantity,
        .options = item->options,
        .parent_item = item->parent_item.len > 0 ? item->parent_item : (str){0},
        .parent_service = item->parent_service.len > 0 ? item->parent_service : (str){0},
        .seen_total = item->seen_total,
        .seen_currency = item->seen_currency,
        .now = now,
    };
    return cart_item_insert(tx, &in);
}

err cart_store_change(struct db *tx, cart_id cart, const struct cart_item *item, bool *out_known)
{
    int64_t changed = 0;
    struct cart_item_change_in in = {item->id, cart, item->months, item->quantity};
    err e = cart_item_change_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_known = changed == 1;
    }
    return e;
}

err cart_store_seen(struct db *tx, cart_id cart, const struct cart_item *item)
{
    struct cart_item_seen_in in = {item->id, cart, item->seen_total, item->seen_currency};
    return cart_item_seen(tx, &in);
}

err cart_store_remove(struct db *tx, cart_id cart, str item, bool *out_known)
{
    int64_t changed = 0;
    struct cart_item_delete_in in = {.id = item, .cart = cart};
    err e = cart_item_delete_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_known = changed > 0;
    }
    return e;
}

err cart_store_clear(struct db *tx, cart_id cart)
{
    err e = cart_items_delete(tx, &(struct cart_items_delete_in){.cart = cart});
    return e == ERR_OK ? cart_delete(tx, &(struct cart_delete_in){.id = cart}) : e;
}

err cart_store_move(struct db *tx, cart_id from, cart_id to, int64_t after)
{
    return cart_items_move(
        tx, &(struct cart_items_move_in){.from_cart = from, .to_cart = to, .after = after});
}

err cart_store_purge(struct db *tx, when before, int64_t limit, int64_t *out_gone)
{
    err e = cart_items_purge(tx, &(struct cart_items_purge_in){.before = before, .limit = limit});
    struct cart_purge_in in = {.before = before, .limit = limit};
    return e == ERR_OK ? cart_purge_count(tx, &in, out_gone) : e;
}
