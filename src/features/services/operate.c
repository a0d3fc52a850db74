/* SPDX-License-Identifier: Apache-2.0 */
/* Operations: what is handed to the driver of a plan, and what comes back. */
#include "features/accounts/accounts.h"
#include "features/services/lifecycle.h"
#include "json/copy.h"
#include "system/random.h"

str answer_merged(struct arena *arena, str old, str new)
{
    struct json_node before = {.kind = JSON_KIND_OBJECT};
    struct json_node after = {.kind = JSON_KIND_OBJECT};
    if (json_read(arena, new, &after) != ERR_OK || after.kind != JSON_KIND_OBJECT) {
        return old;
    }
    if (json_read(arena, old, &before) != ERR_OK || before.kind != JSON_KIND_OBJECT) {
        return new;
    }
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    for (size_t i = 0; i < before.count; i++) {
        if (json_member(&after, before.items[i].key) == NULL) {
            json_key_str(&json, before.items[i].key);
            json_node_put(&json, &before.items[i]);
        }
    }
    for (size_t i = 0; i < after.count; i++) {
        json_key_str(&json, after.items[i].key);
        json_node_put(&json, &after.items[i]);
    }
    json_end(&json);
    return buf_str(&text);
}

static str date_text(struct arena *arena, day d)
{
    struct civil date = day_civil(d);
    return str_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

/* What a driver needs to know, and no secret. */
static str payload_of(struct arena *arena, const struct service *service,
                      const struct account *owner, const struct plan *plan)
{
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "service"), json_obj(&json);
    json_key(&json, "id"), json_str(&json, service->id.text);
    json_key(&json, "number"), json_i64(&json, service->number);
    json_key(&json, "label"), json_str(&json, service->label);
    json_key(&json, "parent"), json_str(&json, service->parent.text);
    json_end(&json);
    json_key(&json, "account"), json_obj(&json);
    json_key(&json, "id"), json_str(&json, owner->id.text);
    json_key(&json, "number"), json_i64(&json, owner->number);
    json_key(&json, "login"), json_str(&json, owner->login);
    json_key(&json, "language"), json_str(&json, owner->language);
    json_end(&json);
    json_key(&json, "plan"), json_str(&json, plan->code);
    json_key(&json, "version"), json_i64(&json, service->plan_version);
    json_key(&json, "quantity"), json_i64(&json, service->quantity);
    json_key(&json, "options"), json_value(&json, arena, service->options);
    json_key(&json, "paid_until"), json_str(&json, date_text(arena, service->until));
    json_key(&json, "answer"), json_value(&json, arena, service->answer);
    json_end(&json);
    return buf_str(&text);
}

err operation_ask_for(struct db *tx, struct arena *arena, const struct service *service,
                      enum operation_kind kind, when now, operation_id *out)
{
    struct plan plan;
    struct account owner;
    err e = plan_at_version(tx, arena, service->plan, service->plan_version, &plan);
    if (e == ERR_OK) {
        e = account_by_id(tx, arena, service->account, &owner);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct operation_ask ask = {
        .subject = service->id.text,
        .account = service->account,
        .kind = kind,
        .driver = plan.driver,
        .config = plan.config,
        .payload = payload_of(arena, service, &owner, &plan),
        /* An outcome belongs to one occasion, even to one of two in the same moment. */
        .unique_key = out != NULL
                          ? id_new(arena)
                          : str_printf(arena, "%.*s:%.*s:%lld", STR_ARG(service->id.text),
                                       STR_ARG(operation_kind_word(kind)), (long long)now.us),
        .now = now,
    };
    operation_id id = {STR("")};
    e = operation_start(tx, arena, &ask, &id);
    if (e == ERR_INVALID) {
        /* A driver that is not there must not undo the payment: staff does it by hand. */
        ask.driver = STR("manual");
        ask.config = STR("");
        e = operation_start(tx, arena, &ask, &id);
    }
    if (e == ERR_OK && out != NULL) {
        *out = id;
    }
    return e;
}
