/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that was kept as text, written into another. */
#include "features/services/lifecycle.h"
#include "json/reader.h"
#include "json/writer.h"

void json_node_put(struct json *json, const struct json_node *node)
{
    switch (node->kind) {
    case JSON_KIND_NULL:
    case JSON_KIND_REAL:
        json_nil(json);
        break;
    case JSON_KIND_BOOL:
        json_bool(json, node->flag);
        break;
    case JSON_KIND_INTEGER:
        json_i64(json, node->number);
        break;
    case JSON_KIND_STRING:
        json_str(json, node->text);
        break;
    case JSON_KIND_ARRAY:
    case JSON_KIND_OBJECT:
        if (node->kind == JSON_KIND_OBJECT) {
            json_obj(json);
        } else {
            json_arr(json);
        }
        for (size_t i = 0; i < node->count; i++) {
            if (node->kind == JSON_KIND_OBJECT) {
                json_key_str(json, node->items[i].key);
            }
            json_node_put(json, &node->items[i]);
        }
        json_end(json);
        break;
    }
}

void json_value(struct json *json, struct arena *arena, str text)
{
    struct json_node node = {.kind = JSON_KIND_OBJECT};
    if (json_read(arena, text, &node) != ERR_OK) {
        node = (struct json_node){.kind = JSON_KIND_OBJECT};
    }
    json_node_put(json, &node);
}
