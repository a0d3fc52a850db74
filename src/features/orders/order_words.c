/* SPDX-License-Identifier: Apache-2.0 */
/* Words of orders and carts for people. */
#include "features/accounts/accounts.h"
#include "features/orders/cart_view.h"
#include "features/orders/order_web.h"

str months_text(const struct request *req, int64_t months)
{
    return tr_fill(req->arena, tr_n(req->lang, months, "{n} month", "{n} months"), "n",
                   fmt_int(req->arena, req->lang, months), NULL);
}

str cart_months(struct page *p, int64_t months)
{
    return tr_fill(p->out->arena, tr_n(p->lang, months, "{n} month", "{n} months"), "n",
                   fmt_int(p->out->arena, p->lang, months), NULL);
}

money cart_money(const struct cart_quote *quote, int64_t minor)
{
    money sum = {.minor = minor};
    memcpy(sum.currency, quote->quote.currency, sizeof sum.currency);
    return sum;
}

money order_money(const struct order *order, int64_t minor)
{
    money sum = {.minor = minor};
    memcpy(sum.currency, order->currency, sizeof sum.currency);
    return sum;
}

str order_title(enum lang lang, struct arena *arena, const struct order *order)
{
    if (order->name.len > 0) {
        return order->name;
    }
    str number = str_printf(arena, "%lld", (long long)order->number);
    return tr_fill(arena, tr(lang, "Order {number}"), "number", number, NULL);
}

str order_state_name(enum lang lang, const struct order *order)
{
    switch (order->state) {
    case ORDER_OPEN:
        return order->locked ? tr(lang, "Payment under way") : tr(lang, "Waits for payment");
    case ORDER_PAID:
        return tr(lang, "Being prepared");
    case ORDER_DONE:
        return tr(lang, "Done");
    case ORDER_CANCELLED:
        return tr(lang, "Cancelled");
    case ORDER_EXPIRED:
        return tr(lang, "Expired");
    }
    return STR("");
}

enum tone order_state_tone(const struct order *order)
{
    switch (order->state) {
    case ORDER_OPEN:
        return TONE_WARN;
    case ORDER_PAID:
        return TONE_INFO;
    case ORDER_DONE:
        return TONE_GOOD;
    case ORDER_CANCELLED:
    case ORDER_EXPIRED:
        break;
    }
    return TONE_PLAIN;
}

str order_end_name(enum lang lang, struct arena *arena, const struct order *order)
{
    str merged;
    str word = str_cut(order->end_reason, ':', &merged);
    if (order->state != ORDER_CANCELLED && order->state != ORDER_EXPIRED) {
        return STR("");
    }
    if (str_eq(word, STR("customer"))) {
        return tr(lang, "Deleted by the customer.");
    }
    if (str_eq(word, STR("unpaid"))) {
        return tr(lang, "It was not paid in time.");
    }
    if (str_eq(word, STR("invoice"))) {
        return tr(lang, "Its invoice was cancelled.");
    }
    if (str_eq(word, STR("merged"))) {
        return tr_fill(arena, tr(lang, "Merged into order {number}."), "number", merged, NULL);
    }
    return order->end_reason;
}

void order_summary_of(struct request *req, const struct order *order, struct order_summary *out)
{
    bool console = req->route->who == WHO_STAFF;
    *out = (struct order_summary){
        .order = order,
        .title = order_title(req->lang, req->arena, order),
        .state = order_state_name(req->lang, order),
        .tone = order_state_tone(order),
        .total = order_money(order, order->total),
        .url = console ? url_fill(req->arena, "/staff/orders/{}", order->id.text)
                       : url_fill(req->arena, "/orders/{}", order->id.text),
        .owner = console ? account_label(req->db, req->arena, order->account) : STR(""),
    };
}
