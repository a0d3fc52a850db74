/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/change.h"

#include "features/billing/billing.h"
#include "features/catalogue/catalogue.h"
#include "features/orders/issue.h"
#include "features/orders/order_rules.h"
#include "features/orders/orders_mail.h"
#include "features/orders/orders_store.h"
#include "system/random.h"

static err refuse(const char *code, const char **out_code)
{
    *out_code = code;
    return ERR_CONFLICT;
}

/* The order when it is the account's and allows the act. */
static err load(struct db *tx, struct arena *arena, account_id account, str id, enum order_act act,
                struct order *out, const char **out_code)
{
    *out_code = NULL;
    err e = order_of_account(tx, arena, account, id, out);
    const char *refused = e == ERR_OK ? order_refuses(out, act) : NULL;
    return refused != NULL ? refuse(refused, out_code) : e;
}

err order_rename(struct db *tx, struct arena *arena, account_id account, str id, str name,
                 const char **out_code)
{
    struct order order;
    err e = load(tx, arena, account, id, ORDER_RENAME, &order, out_code);
    return e == ERR_OK ? order_store_rename(tx, order.id, name) : e;
}

err order_cancel(struct db *tx, struct arena *arena, account_id account, str id, when now,
                 const char **out_code)
{
    struct order order;
    err e = load(tx, arena, account, id, ORDER_CANCEL, &order, out_code);
    return e == ERR_OK
               ? order_end(tx, arena, &order, ORDER_CANCELLED, account.text, STR("customer"), now)
               : e;
}

err order_cancel_by_staff(struct db *tx, struct arena *arena, order_id id, str actor, str reason,
                          when now)
{
    struct order order;
    err e = order_by_id(tx, arena, id, &order);
    if (e == ERR_OK && (order.state != ORDER_OPEN || order.locked)) {
        return ERR_CONFLICT;
    }
    if (e == ERR_OK) {
        e = order_end(tx, arena, &order, ORDER_CANCELLED, actor, reason, now);
    }
    return e == ERR_OK ? order_letter_put(tx, arena, id, ORDER_LETTER_CANCELLED, now) : e;
}

/* Moves a line and what it holds of the stock. */
static err move_line(struct db *tx, struct arena *arena, const struct order_line *line,
                     order_id from, order_id to, int64_t position, when now)
{
    err e = order_line_store_move(tx, line->id, to, position);
    return e == ERR_OK
               ? catalogue_move(tx, arena, from.text, to.text, line->plan, line->quantity, now)
               : e;
}

/* Sums and invoice of an order whose lines came or went. */
static err settle_anew(struct db *tx, struct arena *arena, struct order *order, when now)
{
    struct order_line *lines = NULL;
    size_t count = 0;
    err e = order_line_store_all(tx, arena, order->id, &lines, &count);
    if (e == ERR_OK && !order_sums(lines, count, order)) {
        e = ERR_CONFLICT;
    }
    if (e == ERR_OK) {
        e = order_store_set_sums(tx, order);
    }
    return e == ERR_OK ? order_issue(tx, arena, order, lines, count, now) : e;
}

static err begin_split(struct db *tx, struct arena *arena, const struct order *from, when now,
                       struct order *out)
{
    struct order_draft draft = {
        .id = {id_new(arena)},
        .account = from->account,
        .promo = from->promo,
        .payer = from->payer,
        .terms = STR(""),
        .network = STR(""),
        .now = now,
        .expires_at = from->expires_at,
    };
    bool first = false;
    memcpy(draft.currency, from->currency, sizeof draft.currency);
    draft.token = draft.id.text;
    err e = document_number_take(tx, arena, STR("order"), &draft.number);
    if (e == ERR_OK) {
        e = order_store_insert(tx, &draft, &first);
    }
    if (e == ERR_OK) {
        e = job_put(tx, now, STR("order.expire"), draft.id.text, draft.expires_at, draft.id.text);
    }
    return e == ERR_OK ? order_store_get(tx, arena, draft.id, out) : e;
}

err order_split(struct db *tx, struct arena *arena, account_id account, str id, const str *ids,
                size_t count, when now, order_id *out, const char **out_code)
{
    struct order from;
    struct order to;
    struct order_line *lines = NULL;
    size_t line_count = 0;
    err e = load(tx, arena, account, id, ORDER_SPLIT, &from, out_code);
    if (e == ERR_OK) {
        e = order_line_store_all(tx, arena, from.id, &lines, &line_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    bool *goes = ARENA_ARRAY(arena, bool, line_count);
    const char *fault = order_split_choose(lines, line_count, ids, count, goes);
    if (fault != NULL) {
        return refuse(fault, out_code);
    }
    e = order_recall(tx, arena, &from, now);
    if (e == ERR_OK) {
        e = begin_split(tx, arena, &from, now, &to);
    }
    for (size_t i = 0; e == ERR_OK && i < line_count; i++) {
        if (goes[i]) {
            e = move_line(tx, arena, &lines[i], from.id, to.id, lines[i].position, now);
        }
    }
    if (e == ERR_OK) {
        e = settle_anew(tx, arena, &from, now);
    }
    if (e == ERR_OK) {
        *out = to.id;
        e = settle_anew(tx, arena, &to, now);
    }
    return e;
}

static err move_all(struct db *tx, struct arena *arena, const struct order *from,
                    const struct order *into, const struct order_line *lines, size_t count,
                    int64_t after, when now)
{
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = move_line(tx, arena, &lines[i], from->id, into->id, after + lines[i].position, now);
    }
    if (e == ERR_OK) {
        str reason = str_printf(arena, "merged:%lld", (long long)into->number);
        e = order_store_set_ended(tx, from->id, ORDER_CANCELLED, now, reason);
    }
    return e;
}

err order_merge(struct db *tx, struct arena *arena, account_id account, str id, str other, when now,
                const char **out_code)
{
    struct order into;
    struct order from;
    struct order_line *kept = NULL;
    struct order_line *moved = NULL;
    size_t kept_count = 0;
    size_t moved_count = 0;
    err e = load(tx, arena, account, id, ORDER_MERGE, &into, out_code);
    if (e == ERR_OK) {
        e = order_of_account(tx, arena, account, other, &from);
    }
    if (e == ERR_OK) {
        e = order_line_store_all(tx, arena, into.id, &kept, &kept_count);
    }
    if (e == ERR_OK) {
        e = order_line_store_all(tx, arena, from.id, &moved, &moved_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    const char *fault = order_merge_fault(&into, &from, kept_count + moved_count);
    if (fault != NULL) {
        return refuse(fault, out_code);
    }
    e = order_recall(tx, arena, &into, now);
    if (e == ERR_OK) {
        e = order_recall(tx, arena, &from, now);
    }
    if (e == ERR_OK) {
        int64_t after = kept_count > 0 ? kept[kept_count - 1].position : 0;
        e = move_all(tx, arena, &from, &into, moved, moved_count, after, now);
    }
    /* Nobody holds stock longer by merging. */
    if (e == ERR_OK && when_before(from.expires_at, into.expires_at)) {
        into.expires_at = from.expires_at;
        e = order_store_set_expiry(tx, into.id, into.expires_at);
    }
    return e == ERR_OK ? settle_anew(tx, arena, &into, now) : e;
}
