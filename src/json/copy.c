/* SPDX-License-Identifier: Apache-2.0 */
#include "json/copy.h"

static void put_items(struct json *json, const struct json_node *node)
{
    bool is_object = node->kind == JSON_KIND_OBJECT;
    is_object ? json_obj(json) : json_arr(json);
    for (size_t i = 0; i < node->count; i++) {
        if (is_object) {
            json_key_str(json, node->items[i].key);
        }
        json_node_put(json, &node->items[i]);
    }
    json_end(json);
}

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
        put_items(json, node);
        break;
    }
}
