/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text that is read, written and read again must not change. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "json/reader.h"
#include "json/writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_node(struct json *json, const struct json_node *node)
{
    switch (node->kind) {
    case JSON_KIND_NULL:
    case JSON_KIND_REAL: /* has no value here */
        json_nil(json);
        return;
    case JSON_KIND_BOOL:
        json_bool(json, node->flag);
        return;
    case JSON_KIND_INTEGER:
        json_i64(json, node->number);
        return;
    case JSON_KIND_STRING:
        json_str(json, node->text);
        return;
    case JSON_KIND_ARRAY:
        json_arr(json);
        break;
    case JSON_KIND_OBJECT:
        json_obj(json);
        break;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == JSON_KIND_OBJECT) {
            json_key_str(json, node->items[i].key);
        }
        write_node(json, &node->items[i]);
    }
    json_end(json);
}

static str written(struct arena *arena, const struct json_node *node)
{
    struct buf buf = buf_in(arena);
    struct json json = json_into(&buf);
    write_node(&json, node);
    CHECK(json.depth == 0);
    return buf_str(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct json_node first;
    struct json_node again;
    str text = {(const char *)data, size};
    arena_init(&arena, (size_t)256 << 20);
    if (json_read(&arena, text, &first) == ERR_OK) {
        str once = written(&arena, &first);
        if (json_read(&arena, once, &again) == ERR_OK) {
            CHECK(str_eq(written(&arena, &again), once));
        } else {
            CHECK(once.len > JSON_READ_MAX); /* escapes made it longer */
        }
    }
    arena_done(&arena);
    return 0;
}
