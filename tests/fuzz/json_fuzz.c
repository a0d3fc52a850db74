/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text that is read, written and read again must not change. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "bound.h"
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
    struct arena arena = bounded_arena(size);
    struct arena texts;
    struct json_node first;
    struct json_node again;
    str text = {(const char *)data, size};
    arena_init(&texts, (size_t)256 << 20);
    if (json_read(&arena, text, &first) == ERR_OK) {
        str once = written(&texts, &first);
        if (json_read(&texts, once, &again) == ERR_OK) {
            CHECK(str_eq(written(&texts, &again), once));
        } else {
            /* Escapes made it longer; or it lost the white space that its values were counted by.
             */
            CHECK(once.len > JSON_READ_MAX || once.len < text.len);
        }
    }
    bounded_end(&arena);
    arena_done(&texts);
    return 0;
}
