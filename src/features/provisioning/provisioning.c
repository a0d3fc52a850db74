/* SPDX-License-Identifier: Apache-2.0 */
#include "features/provisioning/operation.h"

#include "features/provisioning/driver.h"
#include "features/provisioning/provisioning_store.h"
#include "i18n/tr.h"
#include "web/announce.h"

#define CONFIG_MAX 8192
#define PAYLOAD_MAX 65536

bool operation_is_over(const struct operation *operation)
{
    return operation->state == OPERATION_DONE || operation->state == OPERATION_CANCELLED;
}

str operation_step(const struct operation *operation, enum lang lang)
{
    return lang == LANG_UK ? operation->step_uk : operation->step_en;
}

static bool is_object(struct arena *arena, str json, size_t most)
{
    struct json_node node;
    return json.len <= most && json_read(arena, json, &node) == ERR_OK &&
           node.kind == JSON_KIND_OBJECT;
}

/* What may name a hook or a web address: it becomes part of a path and of a setting. */
static bool is_name(str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!good) {
            return false;
        }
    }
    return name.len > 0 && name.len <= 60;
}

const char *operation_driver_fault(struct arena *arena, str driver, str config)
{
    const struct driver *known = driver_by_name(driver);
    struct json_node node;
    str name = {0};
    if (known == NULL) {
        return N_("There is no such way of provisioning");
    }
    if (known->key == NULL && config.len == 0) {
        return NULL;
    }
    if (!is_object(arena, config, CONFIG_MAX) || json_read(arena, config, &node) != ERR_OK) {
        return N_("The configuration must be a JSON object");
    }
    if (known->key != NULL &&
        (!json_get_str(&node, str_from_z(known->key), &name) || !is_name(name))) {
        return N_(
            "The configuration must name the hook or web address: small letters, digits, - and _");
    }
    return NULL;
}

err operation_next(struct db *tx, struct arena *arena, str subject, when now)
{
    struct operation first;
    err e = operation_store_first(tx, arena, subject, &first);
    if (e != ERR_OK || first.state != OPERATION_WAITING) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    const struct driver *driver = driver_by_name(first.driver);
    if (driver != NULL && driver->attempt != NULL) {
        return job_put_errand(tx, now, STR(OPERATION_ERRAND), first.id.text, now, first.id.text);
    }
    struct operation_change change = {
        .id = first.id,
        .from = OPERATION_WAITING,
        .to = OPERATION_MANUAL,
        .now = now,
    };
    e = operation_store_set(tx, &change);
    return e == ERR_OK ? operation_announce(tx, arena, first.id, now) : e;
}

err operation_announce(struct db *tx, struct arena *arena, operation_id id, when now)
{
    return announce(tx, arena, "operation.changed", id.text, now);
}

err operation_start(struct db *tx, struct arena *arena, const struct operation_ask *ask,
                    operation_id *out)
{
    struct operation_ask whole = *ask;
    whole.config = ask->config.len == 0 ? STR("{}") : ask->config;
    whole.payload = ask->payload.len == 0 ? STR("{}") : ask->payload;
    if (operation_driver_fault(arena, ask->driver, ask->config) != NULL ||
        !is_object(arena, whole.payload, PAYLOAD_MAX)) {
        return ERR_INVALID;
    }
    bool is_new = false;
    err e = operation_store(tx, arena, &whole, out, &is_new);
    return e == ERR_OK && is_new ? operation_next(tx, arena, ask->subject, ask->now) : e;
}

/* An end of any kind lets the subject's next operation have its turn. */
err operation_end_as(struct db *tx, struct arena *arena, const struct operation *operation,
                     const struct operation_change *change)
{
    err e = operation_store_end(tx, change);
    if (e == ERR_OK) {
        e = operation_announce(tx, arena, operation->id, change->now);
    }
    return e == ERR_OK ? operation_next(tx, arena, operation->subject, change->now) : e;
}

err operation_cancel(struct db *tx, struct arena *arena, operation_id id, str reason, when now)
{
    struct operation operation;
    err e = operation_of(tx, arena, id, &operation);
    if (e != ERR_OK) {
        return e;
    }
    if (operation_is_over(&operation) || operation.state == OPERATION_RUNNING) {
        return ERR_CONFLICT;
    }
    struct operation_change change = {
        .id = id,
        .from = operation.state,
        .to = OPERATION_CANCELLED,
        .progress = operation.progress,
        .error = reason,
        .now = now,
    };
    return operation_end_as(tx, arena, &operation, &change);
}

/* Nobody is at it just now: it waits, for its turn, a person, or word from the other side. */
static bool may_be_finished(const struct operation *operation)
{
    return !operation_is_over(operation) &&
           (operation->state != OPERATION_RUNNING || operation->remote);
}

err operation_finish(struct db *tx, struct arena *arena, operation_id id, str answer, when now)
{
    struct operation operation;
    err e = operation_of(tx, arena, id, &operation);
    if (e != ERR_OK) {
        return e;
    }
    if (!is_object(arena, answer, PAYLOAD_MAX)) {
        return ERR_INVALID;
    }
    if (!may_be_finished(&operation)) {
        return ERR_CONFLICT;
    }
    struct operation_change change = {
        .id = id,
        .from = operation.state,
        .to = OPERATION_DONE,
        .progress = 100,
        .answer = answer,
        .now = now,
    };
    return operation_end_as(tx, arena, &operation, &change);
}

err operation_retry(struct db *tx, struct arena *arena, operation_id id, when now)
{
    struct operation operation;
    err e = operation_of(tx, arena, id, &operation);
    if (e == ERR_OK) {
        e = operation_store_retry(tx, id, now);
    }
    if (e == ERR_OK) {
        e = operation_announce(tx, arena, id, now);
    }
    return e == ERR_OK ? operation_next(tx, arena, operation.subject, now) : e;
}
