/* SPDX-License-Identifier: Apache-2.0 */
#include "features/provisioning/provisioning_json.h"

#include "json/copy.h"

bool operation_kind_by_word(str word, enum operation_kind *out)
{
    for (int kind = OPERATION_CREATE; kind <= OPERATION_TERMINATE; kind++) {
        if (str_eq(word, operation_kind_word((enum operation_kind)kind))) {
            *out = (enum operation_kind)kind;
            return true;
        }
    }
    return false;
}

static void put_when(struct json *json, struct arena *arena, const char *key, when at)
{
    json_key(json, key);
    if (when_is_none(at)) {
        json_nil(json);
    } else {
        json_str(json, when_rfc3339(arena, at));
    }
}

static void put_object(struct json *json, struct arena *arena, const char *key, str text)
{
    struct json_node node;
    json_key(json, key);
    if (text.len > 0 && json_read(arena, text, &node) == ERR_OK) {
        json_node_put(json, &node);
    } else {
        json_nil(json);
    }
}

void operation_json(struct json *json, struct arena *arena, const struct operation *operation)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, operation->id.text);
    json_key(json, "subject"), json_str(json, operation->subject);
    json_key(json, "account"), json_str(json, operation->account.text);
    json_key(json, "kind"), json_str(json, operation_kind_word(operation->kind));
    json_key(json, "state"), json_str(json, operation_state_word(operation->state));
    json_key(json, "driver"), json_str(json, operation->driver);
    put_object(json, arena, "config", operation->config);
    put_object(json, arena, "payload", operation->payload);
    put_object(json, arena, "answer", operation->answer);
    json_key(json, "progress"), json_i64(json, operation->progress);
    json_key(json, "step_uk"), json_str(json, operation->step_uk);
    json_key(json, "step_en"), json_str(json, operation->step_en);
    json_key(json, "attempts"), json_i64(json, operation->attempts);
    json_key(json, "last_error"), json_str(json, operation->last_error);
    put_when(json, arena, "created_at", operation->created_at);
    put_when(json, arena, "started_at", operation->started_at);
    put_when(json, arena, "ended_at", operation->ended_at);
    json_end(json);
}
