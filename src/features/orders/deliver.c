/* SPDX-License-Identifier: Apache-2.0 */
/* What the room hears: paid lines become services, each once; a cancelled invoice ends its order;
 * services tell how far the delivery is. And the job that ends what was not paid in time. */
#include "features/catalogue/catalogue.h"
#include "features/orders/cart_store.h"
#include "features/orders/issue.h"
#include "features/orders/orders_mail.h"
#include "features/orders/orders_store.h"
#include "features/payments/payments.h"
#include "features/services/services.h"

/* How long an order waits that ran out while a payment for it is under way. */
#define RETRY_AFTER WHEN_HOUR

static const struct order_line *line_by_id(const struct order_line *lines, size_t count,
                                           order_line_id id)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(lines[i].id.text, id.text)) {
            return &lines[i];
        }
    }
    return NULL;
}

static err deliver_line(struct db *tx, struct arena *arena, const struct order *order,
                        struct order_line *line, service_id parent, when now)
{
    struct service_draft draft = {
        .account = order->account,
        .origin = line->id.text,
        .parent = parent,
        .plan = line->plan,
        .plan_version = line->plan_version,
        .name_uk = line->name_uk,
        .name_en = line->name_en,
        .currency = str_from_z(order->currency),
        .months = line->months,
        .quantity = line->quantity,
        .options = line->options,
        .promo_kind = (enum promo_kind)line->promo_kind,
        .promo_value = line->promo_value,
        .promo_left = line->promo_left,
        .promo_plans = line->promo_plans,
        .until = line->until,
        .payer = order->payer,
        .label = STR(""),
        .invoice = order->invoice,
        .paid = order_line_period_total(line),
        .tax_bp = line->tax_bp,
        .setup = line->total - order_line_period_total(line),
        .actor = order->account.text,
    };
    err e = service_create(tx, arena, &draft, now, &line->service);
    return e == ERR_OK ? order_line_store_set_service(tx, line->id, line->service) : e;
}

/* What an add-on hangs on: the service of its parent's line, or the one it was bought for. */
static service_id parent_of(const struct order_line *line, const struct order_line *lines,
                            size_t count)
{
    const struct order_line *parent =
        line->parent.text.len == 0 ? NULL : line_by_id(lines, count, line->parent);
    return parent != NULL ? parent->service : (service_id){line->parent_service};
}

static err deliver(struct db *tx, struct arena *arena, const struct order *order, when now)
{
    struct order_line *lines = NULL;
    size_t count = 0;
    err e = order_line_store_all(tx, arena, order->id, &lines, &count);
    for (int addons = 0; addons < 2; addons++) {
        for (size_t i = 0; e == ERR_OK && i < count; i++) {
            bool is_addon = lines[i].parent.text.len > 0 || lines[i].parent_service.len > 0;
            if (is_addon == (addons == 1) && lines[i].service.text.len == 0) {
                service_id parent =
                    is_addon ? parent_of(&lines[i], lines, count) : (service_id){STR("")};
                e = deliver_line(tx, arena, order, &lines[i], parent, now);
            }
        }
    }
    return e;
}

static err invoice_paid(struct db *tx, struct arena *arena, str ref, when now)
{
    order_id id;
    struct order order;
    bool first = false;
    err e = order_store_by_invoice(tx, arena, (invoice_id){ref}, &id);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e; /* the invoice is for something else */
    }
    e = order_store_get(tx, arena, id, &order);
    if (e == ERR_OK) {
        e = order_store_set_paid(tx, id, now, &first);
    }
    return e == ERR_OK && first ? deliver(tx, arena, &order, now) : e;
}

static err invoice_cancelled(struct db *tx, struct arena *arena, str ref, when now)
{
    order_id id;
    struct order order;
    err e = order_store_by_invoice(tx, arena, (invoice_id){ref}, &id);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    e = order_store_get(tx, arena, id, &order);
    return e == ERR_OK && order.state == ORDER_OPEN
               ? order_end(tx, arena, &order, ORDER_CANCELLED, STR("system"), STR("invoice"), now)
               : e;
}

/* All services work, or are over: nothing is left to bring up. */
static err all_delivered(struct db *tx, struct arena *arena, order_id id, bool *out)
{
    struct order_line *lines = NULL;
    size_t count = 0;
    err e = order_line_store_all(tx, arena, id, &lines, &count);
    *out = true;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        struct service service = {.state = SERVICE_PREPARING};
        if (lines[i].service.text.len > 0) {
            e = service_by_id(tx, arena, lines[i].service, &service);
        }
        if (e == ERR_OK) {
            *out = *out && service.state != SERVICE_PREPARING;
        }
    }
    return e;
}

/* A service that is over gives its pieces back to the stock, once. */
static err give_back(struct db *tx, struct arena *arena, order_id order, order_line_id id, when now)
{
    struct order_line *lines = NULL;
    size_t count = 0;
    bool first = false;
    err e = order_line_store_all(tx, arena, order, &lines, &count);
    const struct order_line *line = e == ERR_OK ? line_by_id(lines, count, id) : NULL;
    if (line == NULL) {
        return e;
    }
    e = order_line_store_set_returned(tx, id, now, &first);
    return e == ERR_OK && first
               ? catalogue_release_some(tx, arena, order.text, line->plan, line->quantity, now)
               : e;
}

static err service_changed(struct db *tx, struct arena *arena, str ref, when now)
{
    order_id id;
    order_line_id line;
    struct order order;
    struct service service;
    bool delivered = false;
    err e = order_line_store_of_service(tx, arena, (service_id){ref}, &line, &id);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e; /* still being made, or older than orders */
    }
    e = order_store_get(tx, arena, id, &order);
    if (e == ERR_OK) {
        e = service_by_id(tx, arena, (service_id){ref}, &service);
    }
    if (e == ERR_OK && service.state == SERVICE_TERMINATED) {
        e = give_back(tx, arena, id, line, now);
    }
    if (e == ERR_OK && order.state == ORDER_PAID) {
        e = all_delivered(tx, arena, id, &delivered);
    }
    return e == ERR_OK && delivered
               ? order_store_set_ended(tx, id, ORDER_DONE, now, STR("delivered"))
               : e;
}

const struct listener orders_listeners[] = {
    {"invoice.paid", invoice_paid},
    {"invoice.cancelled", invoice_cancelled},
    {"service.changed", service_changed},
    LISTENERS_END,
};

static err expire(struct db *tx, const struct job_run *run)
{
    struct order order;
    err e = order_by_id(tx, run->arena, (order_id){run->ref}, &order);
    if (e != ERR_OK || order.state != ORDER_OPEN) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    if (when_before(run->now, order.expires_at)) {
        return job_put(tx, run->now, STR("order.expire"), run->ref, order.expires_at, STR(""));
    }
    if (order.locked) {
        return job_put(tx, run->now, STR("order.expire"), run->ref, when_add(run->now, RETRY_AFTER),
                       STR(""));
    }
    e = order_end(tx, run->arena, &order, ORDER_EXPIRED, STR("system"), STR("unpaid"), run->now);
    return e == ERR_OK ? order_letter_put(tx, run->arena, order.id, ORDER_LETTER_EXPIRED, run->now)
                       : e;
}

/* A batch a transaction, so that others write in between, and the next at once until none is left.
 */
#define CARTS_AT_ONCE 2000

static err purge_carts(struct db *tx, const struct job_run *run)
{
    int64_t gone = 0;
    err e = cart_store_purge(tx, when_add(run->now, -CART_KEPT), CARTS_AT_ONCE, &gone);
    return e == ERR_OK && gone == CARTS_AT_ONCE
               ? job_put(tx, run->now, STR("cart.purge_on"), STR(""), run->now, STR(""))
               : e;
}

const struct job_kind orders_jobs[] = {
    {.name = "order.expire", .run = expire},
    {.name = "order.letter", .run = order_letter_write, .on_any_clock = true},
    {.name = "cart.purge", .run = purge_carts, .period_us = WHEN_HOUR},
    {.name = "cart.purge_on", .run = purge_carts},
    JOB_KINDS_END,
};
