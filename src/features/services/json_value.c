/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that was kept as text, written into another. */
#include "features/services/lifecycle.h"
#include "json/copy.h"

void json_value(struct json *json, struct arena *arena, str text)
{
    struct json_node node = {.kind = JSON_KIND_OBJECT};
    if (json_read(arena, text, &node) != ERR_OK) {
        node = (struct json_node){.kind = JSON_KIND_OBJECT};
    }
    json_node_put(json, &node);
}
