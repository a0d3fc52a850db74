/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/service_json.h"

#include "features/services/lifecycle.h"
#include "json/reader.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"

#define OPERATIONS_TOLD 20

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

/* What stands in lists, and in front of everything else of one service. */
static void put_members(struct json *json, struct arena *arena, enum lang lang,
                        const struct service *service, str plan)
{
    json_key(json, "id"), json_str(json, service->id.text);
    json_key(json, "number"), json_i64(json, service->number);
    json_key(json, "name"), json_str(json, service_name(service, lang));
    json_key(json, "label"), json_str(json, service->label);
    json_key(json, "plan"), json_str(json, plan);
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

/* All that is told of one service, loaded before the first word is written. */
struct told {
    struct service service;
    str plan;
    bool has_price; /* not when it is over */
    money price;    /* of the next period */
    str open_invoice;
    struct service *addons;
    size_t addon_count;
    struct operation *operations;
    size_t operation_count;
};

static err plan_code(struct request *req, const struct service *service, str *out)
{
    struct plan plan;
    err e = plan_at_version(req->db, req->arena, service->plan, service->plan_version, &plan);
    if (e == ERR_OK) {
        *out = plan.code;
    }
    return e;
}

static err load_price(struct request *req, struct told *told)
{
    int64_t price = 0;
    struct service *service = &told->service;
    if (service->state == SERVICE_TERMINATED || service->state == SERVICE_TERMINATING) {
        return ERR_OK;
    }
    err e = renewal_price(req->db, req->arena, service, 0, &price);
    told->has_price = e == ERR_OK && money_of(price, service->currency, &told->price);
    return e;
}

/* The invoice that asks for the next period. */
static err load_open_invoice(struct request *req, struct told *told)
{
    struct asked open;
    err e = asked_store_open(req->db, req->arena, told->service.id, &open);
    told->open_invoice = e == ERR_OK ? open.invoice.text : STR("");
    return err_absent_is_fine(e);
}

static err load(struct request *req, service_id id, struct told *told)
{
    err e = service_store_find(req->db, req->arena, id, &told->service);
    if (e == ERR_OK) {
        e = plan_code(req, &told->service, &told->plan);
    }
    if (e == ERR_OK) {
        e = load_price(req, told);
    }
    if (e == ERR_OK) {
        e = load_open_invoice(req, told);
    }
    if (e == ERR_OK) {
        e = service_store_addons(req->db, req->arena, id, &told->addons, &told->addon_count);
    }
    if (e == ERR_OK) {
        e = operations_of_subject(req->db, req->arena, id.text, OPERATIONS_TOLD, &told->operations,
                                  &told->operation_count);
    }
    return e;
}

static void put_addons(struct json *json, const struct told *told)
{
    json_key(json, "addons"), json_arr(json);
    for (size_t i = 0; i < told->addon_count; i++) {
        json_str(json, told->addons[i].id.text);
    }
    json_end(json);
}

static void put_operations(struct json *json, struct request *req, const struct told *told)
{
    json_key(json, "operations"), json_arr(json);
    for (size_t i = 0; i < told->operation_count; i++) {
        put_operation(json, req, &told->operations[i]);
    }
    json_end(json);
}

err service_reply(struct request *req, const struct service *service)
{
    struct told told = {0};
    err e = load(req, service->id, &told);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    put_members(&json, req->arena, req->lang, &told.service, told.plan);
    json_key(&json, "answer"), json_value(&json, req->arena, told.service.answer);
    json_key(&json, "renewal_price");
    if (told.has_price) {
        json_money(&json, told.price);
    } else {
        json_nil(&json);
    }
    put_str_or_null(&json, "open_invoice", told.open_invoice);
    put_addons(&json, &told);
    put_operations(&json, req, &told);
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
    str *plans = ARENA_ARRAY(req->arena, str, shown);
    for (size_t i = 0; i < shown && e == ERR_OK; i++) {
        e = plan_code(req, &services[i], &plans[i]);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < shown; i++) {
        json_obj(&json);
        put_members(&json, req->arena, req->lang, &services[i], plans[i]);
        json_end(&json);
    }
    json_end(&json);
    put_next(&json, req->arena, more ? &services[shown - 1] : NULL);
    json_end(&json);
    return reply_json(req, 200, &text);
}
