/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/place.h"

#include "features/accounts/accounts.h"
#include "features/billing/billing.h"
#include "features/orders/cart_store.h"
#include "features/orders/issue.h"
#include "features/orders/order_rules.h"
#include "features/orders/orders_mail.h"
#include "features/orders/orders_store.h"
#include "system/random.h"

static err fail(struct quote_fault *fault, err e, const char *code, size_t item)
{
    *fault = (struct quote_fault){.code = code, .item = item, .option = STR("")};
    return e;
}

/* May this customer order at all? */
static err admit(struct db *tx, struct arena *arena, account_id id, struct quote_fault *fault)
{
    struct account account;
    int64_t open = 0;
    err e = account_by_id(tx, arena, id, &account);
    if (e != ERR_OK) {
        return e;
    }
    if (!str_eq(account.state, STR("active"))) {
        return fail(fault, ERR_INVALID, "account_restricted", 0);
    }
    if (when_is_none(account.email_verified_at)) {
        return fail(fault, ERR_INVALID, "email_unverified", 0);
    }
    e = order_store_open_count(tx, arena, id, &open);
    return e == ERR_OK && open >= ORDERS_OPEN_MAX ? fail(fault, ERR_INVALID, "too_many_orders", 0)
                                                  : e;
}

static err price(struct db *tx, struct arena *arena, const struct order_place *place,
                 struct quote *out, struct quote_fault *fault)
{
    struct quote_item *items = ARENA_ARRAY(arena, struct quote_item, place->count);
    struct quote_ask ask = {
        .currency = place->currency, .items = items, .count = place->count, .promo = place->promo};
    err e = buyer_ask(tx, arena, place->site, &place->buyer, &ask);
    if (e == ERR_NOT_FOUND) {
        return fail(fault, ERR_INVALID, "unknown_payer", 0);
    }
    for (size_t i = 0; e == ERR_OK && i < place->count; i++) {
        items[i] = place->requested[i].item;
        items[i].parent_plan = STR("");
        if (place->requested[i].service.len > 0) {
            e = buyer_addon(tx, arena, &place->buyer, place->requested[i].service, &items[i]);
            if (e == ERR_NOT_FOUND) {
                return fail(fault, ERR_INVALID, "unknown_service", i + 1);
            }
        }
    }
    if (e == ERR_OK) {
        e = catalogue_quote(tx, arena, &ask, out, fault);
    }
    bool differs = e == ERR_OK && place->expects && out->total != place->total;
    return differs ? fail(fault, ERR_CONFLICT, "price_changed", 0) : e;
}

/* The use of a promo code is kept apart from the stock: it lives as long as a line that got it,
 * whichever order that line goes to. */
static str promo_ref_of(struct arena *arena, order_id order)
{
    return str_printf(arena, "%" STR_FMT ":promo", STR_ARG(order.text));
}

static err reserve(struct db *tx, struct arena *arena, const struct order_place *place,
                   const struct quote *quote, order_id id, struct quote_fault *fault)
{
    struct quote stock = *quote;
    struct quote code = *quote;
    stock.promo = (promo_id){STR("")};
    code.count = 0;
    account_id account = place->buyer.account;
    when now = place->buyer.now;
    err e = catalogue_reserve(tx, arena, &stock, id.text, account, now, fault);
    return e == ERR_OK && quote->promo.text.len > 0
               ? catalogue_reserve(tx, arena, &code, promo_ref_of(arena, id), account, now, fault)
               : e;
}

static struct order_line line_of(const struct order_place *place, const struct quote *quote,
                                 size_t i, str promo_ref)
{
    const struct quote_line *q = &quote->lines[i];
    bool coded = quote->promo.text.len > 0 && q->promo_kind != PROMO_NONE;
    return (struct order_line){
        .position = (int64_t)i + 1,
        .parent_service = place->requested[i].service,
        .plan = q->plan,
        .plan_version = q->version,
        .plan_code = q->code,
        .name_uk = q->name.uk,
        .name_en = q->name.en,
        .text_uk = q->text.uk,
        .text_en = q->text.en,
        .months = q->months,
        .quantity = q->quantity,
        .options = q->options,
        .recurring_unit = q->recurring_unit,
        .setup_unit = q->setup_unit,
        .recurring = q->recurring,
        .setup = q->setup,
        .discount = q->discount,
        .amount = q->amount,
        .tax_bp = q->tax_bp,
        .tax_inclusive = q->tax_inclusive,
        .net = q->net,
        .tax = q->tax,
        .total = q->total,
        .promo = {coded ? quote->promo.text : STR("")},
        .promo_kind = (int64_t)q->promo_kind,
        .promo_value = q->promo_value,
        .promo_left = q->promo_left,
        .promo_plans = coded ? q->promo_plans : STR(""),
        .until = q->until,
        .promo_ref = coded ? promo_ref : STR(""),
        .returned_at = WHEN_NONE,
    };
}

static err insert_lines(struct db *tx, struct arena *arena, const struct order_place *place,
                        const struct quote *quote, order_id order, struct order_line **out)
{
    struct order_line *lines = ARENA_ARRAY(arena, struct order_line, quote->count);
    for (size_t i = 0; i < quote->count; i++) {
        lines[i] = line_of(place, quote, i, promo_ref_of(arena, order));
        lines[i].id = (order_line_id){id_new(arena)};
    }
    err e = ERR_OK;
    /* Add-ons last: their parents must stand in the table. */
    for (int addons = 0; addons < 2; addons++) {
        for (size_t i = 0; e == ERR_OK && i < quote->count; i++) {
            size_t parent = quote->lines[i].parent;
            if ((parent > 0) == (addons == 1)) {
                lines[i].parent = parent > 0 ? lines[parent - 1].id : (order_line_id){0};
                e = order_line_store_insert(tx, order, &lines[i]);
            }
        }
    }
    *out = lines;
    return e;
}

static err insert(struct db *tx, struct arena *arena, const struct order_place *place,
                  const struct quote *quote, order_id *out)
{
    int64_t number = 0;
    err e = document_number_take(tx, arena, STR("order"), &number);
    if (e != ERR_OK) {
        return e;
    }
    const struct buyer *buyer = &place->buyer;
    struct order_draft draft = {
        .id = {id_new(arena)},
        .number = number,
        .account = buyer->account,
        .discount = quote->discount,
        .net = quote->net,
        .tax = quote->tax,
        .total = quote->total,
        .promo = quote->promo_code,
        .payer = buyer->payer,
        .token = place->token,
        .terms = place->site->settings->terms_version,
        .network = place->network,
        .now = buyer->now,
        .expires_at = when_add(buyer->now, place->site->settings->order_unpaid),
    };
    memcpy(draft.currency, quote->currency, sizeof draft.currency);
    bool first = false;
    e = order_store_insert(tx, &draft, &first);
    *out = draft.id;
    return e == ERR_OK && !first ? ERR_CONFLICT : e;
}

static err freeze(struct db *tx, struct arena *arena, const struct order_place *place,
                  const struct quote *quote, order_id id, struct quote_fault *fault)
{
    struct order order;
    struct order_line *lines = NULL;
    when now = place->buyer.now;
    err e = insert_lines(tx, arena, place, quote, id, &lines);
    if (e == ERR_OK) {
        e = reserve(tx, arena, place, quote, id, fault);
    }
    if (e == ERR_OK) {
        e = order_store_get(tx, arena, id, &order);
    }
    if (e == ERR_OK) {
        e = job_put(tx, now, STR("order.expire"), id.text, order.expires_at, id.text);
    }
    if (e == ERR_OK && order.total > 0) {
        e = order_letter_put(tx, arena, id, ORDER_LETTER_PLACED, now);
    }
    if (e == ERR_OK && place->emptied.text.len > 0) {
        e = cart_store_clear(tx, place->emptied);
    }
    /* Last: an order over nothing is paid in here, and becomes its services. */
    return e == ERR_OK ? order_issue(tx, arena, &order, lines, quote->count, now) : e;
}

err order_place(struct db *tx, struct arena *arena, const struct order_place *place, order_id *out,
                struct quote_fault *out_fault)
{
    struct quote quote;
    *out_fault = (struct quote_fault){.option = STR("")};
    err e = order_store_by_token(tx, arena, place->buyer.account, place->token, out);
    if (e != ERR_NOT_FOUND) {
        return e;
    }
    e = admit(tx, arena, place->buyer.account, out_fault);
    if (e == ERR_OK) {
        e = price(tx, arena, place, &quote, out_fault);
    }
    if (e == ERR_OK) {
        e = insert(tx, arena, place, &quote, out);
    }
    return e == ERR_OK ? freeze(tx, arena, place, &quote, *out, out_fault) : e;
}
