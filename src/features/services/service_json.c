/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/service_json.h"

#include "features/services/lifecycle.h"
#include "json/reader.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"

void json_day(struct json *json, struct arena *arena, const char *key, day d)
{
    struct civil date = day_civil(d);
    json_key(json, key);
    json_str(json, str_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day));
}

static void put_when(struct json *json, struct arena *arena, const char *key, when t)
{
    json_key(json, key);
    if (when_is_none(t)) {
        json_nil(json);
    } else {
        json_str(json, when_rfc3339(arena, t));
    }
}

static void put_str_or_null(struct json *json, const char *key, str text)
{
    json_key(json, key);
    if (text.len > 0) {
        json_str(json, text);
    } else {
        json_nil(json);
    }
}

err service_json_members(struct json *json, struct request *req, const struct service *service)
{
    struct arena *arena = req->arena;
    struct plan plan;
    err e = plan_at_version(req->db, arena, service->plan, service->plan_version, &plan);
    if (e != ERR_OK) {
        return e;
    }
    json_key(json, "id"), json_str(json, service->id.text);
    json_key(json, "number"), json_i64(json, service->number);
    json_key(json, "name"), json_str(json, service_name(service, req->lang));
    json_key(json, "label"), json_str(json, service->label);
    json_key(json, "plan"), json_str(json, plan.code);
    json_key(json, "plan_version"), json_i64(json, service->plan_version);
    put_str_or_null(json, "parent", service->parent.text);
    json_key(json, "state"), json_str(json, service_state_word(service->state));
    put_str_or_null(json, "suspended_for", service->suspended_for);
    json_key(json, "currency"), json_str(json, service->currency);
    json_key(json, "months"), json_i64(json, service->months);
    json_key(json, "quantity"), json_i64(json, service->quantity);
    json_key(json, "options"), json_value(json, arena, service->options);
    json_day(json, arena, "period_from", service->from);
    json_day(json, arena, "paid_until", service->until);
    json_key(json, "auto_renew"), json_bool(json, service->auto_renew);
    json_key(json, "cancel_at_end"), json_bool(json, service->cancel_at_end);
    put_when(json, arena, "created_at", service->created_at);
    put_when(json, arena, "activated_at", service->activated_at);
    put_when(json, arena, "ended_at", service->ended_at);
    return ERR_OK;
}

static void put_operation(struct json *json, struct request *req, const struct operation *operation)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, operation->id.text);
    json_key(json, "kind"), json_str(json, operation_kind_word(operation->kind));
    json_key(json, "state"), json_str(json, operation_state_word(operation->state));
    json_key(json, "progress"), json_i64(json, operation->progress);
    json_key(json, "step"), json_str(json, operation_step(operation, req->lang));
    put_when(json, req->arena, "created_at", operation->created_at);
    put_when(json, req->arena, "ended_at", operation->ended_at);
    json_end(json);
}

static err put_operations(struct json *json, struct request *req, const struct service *service)
{
    struct operation *operations = NULL;
    size_t count = 0;
    err e = operations_of_subject(req->db, req->arena, service->id.text, 20, &operations, &count);
    json_key(json, "operations"), json_arr(json);
    for (size_t i = 0; i < count; i++) {
        put_operation(json, req, &operations[i]);
    }
    json_end(json);
    return e;
}

/* What the next period costs, and the invoice that asks for it. */
static err put_money(struct json *json, struct request *req, struct service *service)
{
    struct asked open;
    int64_t price = 0;
    money sum = {0};
    bool over = service->state == SERVICE_TERMINATED || service->state == SERVICE_TERMINATING;
    err e = over ? ERR_OK : renewal_price(req->db, req->arena, service, 0, &price);
    json_key(json, "renewal_price");
    if (e == ERR_OK && !over && money_of(price, service->currency, &sum)) {
        json_money(json, sum);
    } else {
        json_nil(json);
    }
    e = asked_store_open(req->db, req->arena, service->id, &open);
    put_str_or_null(json, "open_invoice", e == ERR_OK ? open.invoice.text : STR(""));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err put_addons(struct json *json, struct request *req, const struct service *service)
{
    struct service *addons = NULL;
    size_t count = 0;
    err e = service_store_addons(req->db, req->arena, service->id, &addons, &count);
    json_key(json, "addons"), json_arr(json);
    for (size_t i = 0; i < count; i++) {
        json_str(json, addons[i].id.text);
    }
    json_end(json);
    return e;
}

err service_reply(struct request *req, const struct service *service)
{
    struct service present;
    err e = service_store_find(req->db, req->arena, service->id, &present);
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    if (e == ERR_OK) {
        e = service_json_members(&json, req, &present);
    }
    if (e == ERR_OK) {
        json_key(&json, "answer"), json_value(&json, req->arena, present.answer);
        e = put_money(&json, req, &present);
    }
    if (e == ERR_OK) {
        e = put_addons(&json, req, &present);
    }
    if (e == ERR_OK) {
        e = put_operations(&json, req, &present);
    }
    if (e != ERR_OK) {
        return e;
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

static void put_next(struct json *json, struct arena *arena, const struct service *last)
{
    json_key(json, "next");
    if (last != NULL) {
        struct cursor place = {.at = last->created_at, .id = last->id.text};
        json_str(json, cursor_text(arena, place));
    } else {
        json_nil(json);
    }
}

err services_reply(struct request *req, const struct service *services, size_t count, size_t limit)
{
    bool more = count > limit;
    size_t shown = more ? limit : count;
    err e = ERR_OK;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < shown && e == ERR_OK; i++) {
        json_obj(&json);
        e = service_json_members(&json, req, &services[i]);
        json_end(&json);
    }
    if (e != ERR_OK) {
        return e;
    }
    json_end(&json);
    put_next(&json, req->arena, more ? &services[shown - 1] : NULL);
    json_end(&json);
    return reply_json(req, 200, &text);
}
