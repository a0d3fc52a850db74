/* SPDX-License-Identifier: Apache-2.0 */
/* Stock and promo codes that orders hold. Limits are held by one conditional update each, so that
 * whoever comes last in a race changes no row and is told so. */
#include "features/catalogue/catalogue.h"
#include "features/catalogue/catalogue_sql.h"
#include "features/catalogue/catalogue_store.h"

/* One order takes what it needs. */
struct taking {
    struct db *tx;
    struct arena *arena;
    str ref;
    account_id account;
    when now;
    struct quote_fault *fault;
};

static err ran_out(const struct taking *t, const char *code, size_t item)
{
    *t->fault = (struct quote_fault){.code = code, .item = item, .option = STR("")};
    return ERR_CONFLICT;
}

static err within_customer_limit(const struct taking *t, plan_id plan, int64_t quantity,
                                 int64_t most, size_t item)
{
    int64_t held = 0;
    if (most < 0) {
        return ERR_OK;
    }
    err e = stock_store_held(t->tx, t->arena, t->account, plan, &held);
    return e == ERR_OK && held + quantity > most ? ran_out(t, "customer_limit", item) : e;
}

static err take_stock(const struct taking *t, plan_id plan, int64_t quantity, size_t item)
{
    struct plan_stock_row stock;
    int64_t changed = 1;
    err e = plan_stock_one(t->tx, t->arena, &(struct plan_stock_in){.id = plan}, &stock);
    if (e == ERR_OK) {
        e = within_customer_limit(t, plan, quantity, stock.per_customer, item);
    }
    if (e != ERR_OK) {
        return e;
    }
    bool limited = stock.stock_left >= 0;
    if (limited) {
        struct plan_take_stock_in in = {.id = plan, .quantity = quantity};
        e = plan_take_stock_count(t->tx, &in, &changed);
    }
    if (e == ERR_OK && changed == 0) {
        return ran_out(t, "sold_out", item);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct plan_hold_insert_in hold = {
        .ref = t->ref,
        .plan = plan,
        .account = t->account,
        .quantity = quantity,
        .counted = limited,
        .now = t->now,
    };
    return plan_hold_insert(t->tx, &hold);
}

/* Pieces of the line's plan in the whole quote; 0 unless the line is the first of its plan. */
static int64_t pieces_from(const struct quote *quote, size_t i)
{
    int64_t pieces = 0;
    for (size_t k = 0; k < quote->count; k++) {
        if (str_eq(quote->lines[k].plan.text, quote->lines[i].plan.text)) {
            if (k < i) {
                return 0;
            }
            pieces += quote->lines[k].quantity;
        }
    }
    return pieces;
}

/* Does the order use a code already? */
static err promo_is_taken(const struct taking *t, bool *out)
{
    struct promo_use_of_row use;
    err e = promo_use_of_one(t->tx, t->arena, &(struct promo_use_of_in){.ref = t->ref}, &use);
    *out = e == ERR_OK;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err take_promo(const struct taking *t, promo_id promo)
{
    int64_t used = 0;
    int64_t changed = 0;
    bool taken = false;
    err e = promo.text.len == 0 ? ERR_OK : promo_is_taken(t, &taken);
    if (e != ERR_OK || promo.text.len == 0 || taken) {
        return e;
    }
    struct promo_limit_customer_row limit;
    e = promo_limit_customer_one(t->tx, t->arena, &(struct promo_limit_customer_in){.id = promo},
                                 &limit);
    if (e == ERR_OK) {
        e = promo_store_used_by(t->tx, t->arena, promo, t->account, &used);
    }
    if (e == ERR_OK && limit.limit_customer >= 0 && used >= limit.limit_customer) {
        return ran_out(t, "promo_used_up", 0);
    }
    if (e == ERR_OK) {
        e = promo_take_count(t->tx, &(struct promo_take_in){.id = promo}, &changed);
    }
    if (e == ERR_OK && changed == 0) {
        return ran_out(t, "promo_used_up", 0);
    }
    struct promo_use_insert_in in = {
        .ref = t->ref, .promo = promo, .account = t->account, .now = t->now};
    return e == ERR_OK ? promo_use_insert(t->tx, &in) : e;
}

static err holds_of(struct db *tx, struct arena *arena, str ref, struct plan_holds_of_row **out,
                    size_t *out_count)
{
    return plan_holds_of_all(tx, arena, &(struct plan_holds_of_in){.ref = ref}, out, out_count);
}

err catalogue_reserve(struct db *tx, struct arena *arena, const struct quote *quote, str ref,
                      account_id account, when now, struct quote_fault *out_fault)
{
    struct taking t = {
        .tx = tx, .arena = arena, .ref = ref, .account = account, .now = now, .fault = out_fault};
    struct plan_holds_of_row *held = NULL;
    size_t held_count = 0;
    *out_fault = (struct quote_fault){.option = STR("")};
    err e = holds_of(tx, arena, ref, &held, &held_count);
    for (size_t i = 0; e == ERR_OK && held_count == 0 && i < quote->count; i++) {
        int64_t pieces = pieces_from(quote, i);
        if (pieces > 0) {
            e = take_stock(&t, quote->lines[i].plan, pieces, i + 1);
        }
    }
    return e == ERR_OK ? take_promo(&t, quote->promo) : e;
}

static err give_back(struct db *tx, const struct plan_holds_of_row *hold, int64_t quantity)
{
    if (!hold->counted) {
        return ERR_OK;
    }
    struct plan_give_back_in in = {.id = hold->plan_id, .quantity = quantity};
    return plan_give_back(tx, &in);
}

static err drop_hold(struct db *tx, str ref, const struct plan_holds_of_row *hold, int64_t quantity)
{
    if (quantity >= hold->quantity) {
        struct plan_hold_delete_in in = {.ref = ref, .plan = hold->plan_id};
        return plan_hold_delete(tx, &in);
    }
    struct plan_hold_add_in in = {.ref = ref, .plan = hold->plan_id, .change = -quantity};
    return plan_hold_add(tx, &in);
}

static err release_promo(struct db *tx, struct arena *arena, str ref)
{
    struct promo_use_of_row use;
    err e = promo_use_of_one(tx, arena, &(struct promo_use_of_in){.ref = ref}, &use);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    e = promo_use_delete(tx, &(struct promo_use_delete_in){.ref = ref});
    return e == ERR_OK ? promo_give_back(tx, &(struct promo_give_back_in){.id = use.promo_id}) : e;
}

err catalogue_release(struct db *tx, struct arena *arena, str ref, when now)
{
    (void)now;
    struct plan_holds_of_row *held = NULL;
    size_t count = 0;
    err e = holds_of(tx, arena, ref, &held, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = give_back(tx, &held[i], held[i].quantity);
        if (e == ERR_OK) {
            e = drop_hold(tx, ref, &held[i], held[i].quantity);
        }
    }
    return e == ERR_OK ? release_promo(tx, arena, ref) : e;
}

/* What ref holds of the plan; *out is NULL when it holds nothing. */
static err hold_of(struct db *tx, struct arena *arena, str ref, plan_id plan,
                   struct plan_holds_of_row **out)
{
    struct plan_holds_of_row *held = NULL;
    size_t count = 0;
    *out = NULL;
    err e = holds_of(tx, arena, ref, &held, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        if (str_eq(held[i].plan_id.text, plan.text)) {
            *out = &held[i];
        }
    }
    return e;
}

err catalogue_release_some(struct db *tx, struct arena *arena, str ref, plan_id plan,
                           int64_t quantity, when now)
{
    (void)now;
    struct plan_holds_of_row *hold = NULL;
    err e = hold_of(tx, arena, ref, plan, &hold);
    if (e != ERR_OK || hold == NULL) {
        return e;
    }
    int64_t most = quantity < hold->quantity ? quantity : hold->quantity;
    e = give_back(tx, hold, most);
    return e == ERR_OK ? drop_hold(tx, ref, hold, most) : e;
}

err catalogue_move(struct db *tx, struct arena *arena, str from_ref, str to_ref, plan_id plan,
                   int64_t quantity, when now)
{
    struct plan_holds_of_row *hold = NULL;
    int64_t made = 0;
    err e = hold_of(tx, arena, from_ref, plan, &hold);
    if (e != ERR_OK || hold == NULL) {
        return e;
    }
    int64_t most = quantity < hold->quantity ? quantity : hold->quantity;
    struct plan_hold_insert_in in = {
        .ref = to_ref,
        .plan = plan,
        .account = hold->account_id,
        .quantity = most,
        .counted = hold->counted,
        .now = now,
    };
    e = plan_hold_insert_count(tx, &in, &made);
    if (e == ERR_OK && made == 0) {
        struct plan_hold_add_in add = {.ref = to_ref, .plan = plan, .change = most};
        e = plan_hold_add(tx, &add);
    }
    return e == ERR_OK ? drop_hold(tx, from_ref, hold, most) : e;
}
