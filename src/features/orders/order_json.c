/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/order_json.h"

#include "features/invoices/invoices.h"
#include "features/orders/order_view.h"
#include "features/orders/orders_store.h"
#include "web/reply.h"

static void put_moment(struct json *json, struct arena *arena, const char *key, when at)
{
    json_key(json, key);
    if (when_is_none(at)) {
        json_nil(json);
    } else {
        json_str(json, when_rfc3339(arena, at));
    }
}

static void put_text(struct json *json, const char *key, str text)
{
    json_key(json, key);
    if (text.len > 0) {
        json_str(json, text);
    } else {
        json_nil(json);
    }
}

/* What stands in lists as well. */
static void put_members(struct json *json, struct arena *arena, const struct order *order)
{
    bool locked = order->state == ORDER_OPEN && order->locked;
    json_key(json, "id"), json_str(json, order->id.text);
    json_key(json, "number"), json_i64(json, order->number);
    json_key(json, "name"), json_str(json, order->name);
    json_key(json, "state");
    json_str(json, locked ? STR("in_progress") : order_state_word(order->state));
    json_key(json, "discount"), json_money(json, order_money(order, order->discount));
    json_key(json, "net"), json_money(json, order_money(order, order->net));
    json_key(json, "tax"), json_money(json, order_money(order, order->tax));
    json_key(json, "total"), json_money(json, order_money(order, order->total));
    put_text(json, "promo", order->promo);
    put_text(json, "payer", order->payer.text);
    put_moment(json, arena, "created_at", order->created_at);
    put_moment(json, arena, "expires_at", order->expires_at);
    put_moment(json, arena, "paid_at", order->paid_at);
    put_moment(json, arena, "ended_at", order->ended_at);
    put_text(json, "end_reason", order->end_reason);
}

void order_json_brief(struct json *json, struct arena *arena, const struct order *order)
{
    json_obj(json);
    put_members(json, arena, order);
    put_text(json, "invoice", order->invoice.text);
    json_end(json);
}

static void put_options(struct json *json, struct arena *arena, str text)
{
    struct json_node node;
    json_key(json, "options");
    json_obj(json);
    bool whole = json_read(arena, text, &node) == ERR_OK && node.kind == JSON_KIND_OBJECT;
    for (size_t i = 0; whole && i < node.count; i++) {
        json_key_str(json, node.items[i].key);
        if (node.items[i].kind == JSON_KIND_INTEGER) {
            json_i64(json, node.items[i].number);
        } else {
            json_str(json, node.items[i].text);
        }
    }
    json_end(json);
}

static void put_line(struct json *json, struct arena *arena, const struct order *order,
                     const struct order_line *line)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, line->id.text);
    put_text(json, "parent", line->parent.text);
    json_key(json, "plan"), json_str(json, line->plan_code);
    json_key(json, "name");
    json_obj(json);
    json_key(json, "uk"), json_str(json, line->name_uk);
    json_key(json, "en"), json_str(json, line->name_en);
    json_end(json);
    json_key(json, "months"), json_i64(json, line->months);
    json_key(json, "quantity"), json_i64(json, line->quantity);
    put_options(json, arena, line->options);
    json_key(json, "recurring"), json_money(json, order_money(order, line->recurring));
    json_key(json, "setup"), json_money(json, order_money(order, line->setup));
    json_key(json, "discount"), json_money(json, order_money(order, line->discount));
    json_key(json, "net"), json_money(json, order_money(order, line->net));
    json_key(json, "tax_bp"), json_i64(json, line->tax_bp);
    json_key(json, "tax"), json_money(json, order_money(order, line->tax));
    json_key(json, "total"), json_money(json, order_money(order, line->total));
    put_text(json, "service", line->service.text);
    json_end(json);
}

static void put_invoice(struct json *json, const struct invoice *invoice)
{
    json_key(json, "invoice");
    if (invoice == NULL) {
        json_nil(json);
        return;
    }
    json_obj(json);
    json_key(json, "id"), json_str(json, invoice->id.text);
    json_key(json, "number"), json_str(json, invoice->number);
    json_key(json, "state"), json_str(json, invoice_state_word(invoice->state));
    json_key(json, "total"), json_money(json, invoice->total);
    json_key(json, "due"), json_money(json, invoice_due(invoice));
    json_end(json);
}

err order_reply(struct request *req, int status, const struct order *order)
{
    struct order_line *lines = NULL;
    size_t count = 0;
    struct invoice invoice;
    bool has_invoice = order->invoice.text.len > 0;
    err e = order_line_store_all(req->db, req->arena, order->id, &lines, &count);
    if (e == ERR_OK && has_invoice) {
        e = invoice_by_id(req->db, req->arena, order->invoice, &invoice);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    put_members(&json, req->arena, order);
    json_key(&json, "lines"), json_arr(&json);
    for (size_t i = 0; i < count; i++) {
        put_line(&json, req->arena, order, &lines[i]);
    }
    json_end(&json);
    put_invoice(&json, has_invoice ? &invoice : NULL);
    json_end(&json);
    return reply_json(req, status, &text);
}
