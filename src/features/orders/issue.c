/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/issue.h"

#include "features/catalogue/catalogue.h"
#include "features/orders/orders_store.h"

static struct invoice_line invoice_line_of(const struct order_line *line)
{
    return (struct invoice_line){
        .text_uk = line->text_uk,
        .text_en = line->text_en,
        .quantity = line->quantity,
        .unit = line->recurring_unit + line->setup_unit,
        .discount = line->discount,
        .net = line->net,
        .tax_bp = line->tax_bp,
        .tax = line->tax,
        .total = line->total,
        .ref = line->id.text,
    };
}

err order_issue(struct db *tx, struct arena *arena, struct order *order,
                const struct order_line *lines, size_t count, when now)
{
    struct invoice_line *asked = ARENA_ARRAY(arena, struct invoice_line, count);
    for (size_t i = 0; i < count; i++) {
        asked[i] = invoice_line_of(&lines[i]);
    }
    struct invoice invoice;
    struct invoice_draft draft = {
        .account = order->account,
        .currency = str_from_z(order->currency),
        .cause = "order",
        .cause_ref = str_printf(arena, "%" STR_FMT ":%lld", STR_ARG(order->id.text),
                                (long long)order->invoiced + 1),
        .payer = order->payer,
        .due = order->expires_at,
        .now = now,
        .lines = asked,
        .count = count,
    };
    err e = invoice_issue(tx, arena, &draft, &invoice);
    if (e == ERR_OK) {
        order->invoice = invoice.id;
        order->invoiced++;
        e = order_store_set_invoice(tx, order->id, invoice.id, order->invoiced);
    }
    if (e == ERR_OK && invoice.total.minor == 0) {
        e = invoice_pay_from_balance(tx, arena, invoice.id, order->account.text, now, &invoice);
    }
    return e;
}

err order_recall(struct db *tx, struct arena *arena, struct order *order, when now)
{
    invoice_id old = order->invoice;
    /* First let go, so that whoever hears of the cancelling finds no order. */
    order->invoice = (invoice_id){0};
    err e = order_store_set_invoice(tx, order->id, order->invoice, order->invoiced);
    return e == ERR_OK && old.text.len > 0 ? invoice_cancel(tx, arena, old, now) : e;
}

err order_return(struct db *tx, struct arena *arena, order_id order, const struct order_line *lines,
                 size_t count, when now)
{
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        bool first = false;
        int64_t holders = 1;
        e = order_line_store_set_returned(tx, lines[i].id, now, &first);
        if (e == ERR_OK && first) {
            e = catalogue_release_some(tx, arena, order.text, lines[i].plan, lines[i].quantity,
                                       now);
        }
        if (e == ERR_OK && first && lines[i].promo_ref.len > 0) {
            e = order_store_promo_holders(tx, arena, lines[i].promo_ref, &holders);
        }
        if (e == ERR_OK && holders == 0) {
            e = catalogue_release(tx, arena, lines[i].promo_ref, now);
        }
    }
    return e;
}

static err take_back(struct db *tx, struct arena *arena, const struct order *order, str actor,
                     str reason, when now)
{
    struct invoice invoice;
    if (order->invoice.text.len == 0) {
        return ERR_OK;
    }
    err e = invoice_by_id(tx, arena, order->invoice, &invoice);
    if (e != ERR_OK || !invoice_is_open(&invoice)) {
        return e;
    }
    return invoice.paid.minor > 0 ? invoice_release(tx, arena, invoice.id, actor, reason, now)
                                  : invoice_cancel(tx, arena, invoice.id, now);
}

err order_end(struct db *tx, struct arena *arena, const struct order *order, enum order_state state,
              str actor, str reason, when now)
{
    struct order_line *lines = NULL;
    size_t count = 0;
    /* First the state: the announcement of the cancelled invoice is handled in here. */
    err e = order_store_set_ended(tx, order->id, state, now, reason);
    if (e == ERR_OK) {
        e = order_line_store_all(tx, arena, order->id, &lines, &count);
    }
    if (e == ERR_OK) {
        e = order_return(tx, arena, order->id, lines, count, now);
    }
    return e == ERR_OK ? take_back(tx, arena, order, actor, reason, now) : e;
}
