/* SPDX-License-Identifier: Apache-2.0 */
#include "json/reader.h"

#include <jansson.h>

#include "base/attr.h"

static void json_free(json_t **tree)
{
    json_decref(*tree);
    *tree = NULL;
}

struct extent {
    int depth; /* of the deepest bracket */
    size_t
        values; /* the root, what follows a comma, and the first of a bracket that is not empty */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Counted outside strings, before the parser recurses into anything or allocates for it. */
static struct extent extent_of(str text)
{
    struct extent extent = {.values = 1};
    int depth = 0;
    bool in_string = false;
    bool has_opened = false; /* nothing but blanks since the bracket */
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
            continue;
        }
        bool closes = c == '}' || c == ']';
        if (has_opened && !is_blank(c)) {
            extent.values += !closes;
            has_opened = false;
        }
        in_string = c == '"';
        has_opened = has_opened || c == '{' || c == '[';
        depth += (c == '{' || c == '[') - closes;
        extent.depth = depth > extent.depth ? depth : extent.depth;
        extent.values += c == ',';
    }
    return extent;
}

bool json_has_at_most(str text, size_t values)
{
    return extent_of(text).values <= values;
}

static void convert(struct arena *arena, json_t *from, struct json_node *to);

static void convert_array(struct arena *arena, json_t *from, struct json_node *to)
{
    to->kind = JSON_KIND_ARRAY;
    to->count = json_array_size(from);
    to->items = ARENA_ARRAY(arena, struct json_node, to->count);
    for (size_t i = 0; i < to->count && !arena_is_exhausted(arena); i++) {
        convert(arena, json_array_get(from, i), &to->items[i]);
    }
}

static void convert_object(struct arena *arena, json_t *from, struct json_node *to)
{
    size_t i = 0;
    to->kind = JSON_KIND_OBJECT;
    to->count = json_object_size(from);
    to->items = ARENA_ARRAY(arena, struct json_node, to->count);
    for (void *at = json_object_iter(from); at != NULL && !arena_is_exhausted(arena);
         at = json_object_iter_next(from, at)) {
        convert(arena, json_object_iter_value(at), &to->items[i]);
        to->items[i].key = str_dup(arena, str_from_z(json_object_iter_key(at)));
        i++;
    }
}

static void convert(struct arena *arena, json_t *from, struct json_node *to)
{
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        convert_object(arena, from, to);
        break;
    case JSON_ARRAY:
        convert_array(arena, from, to);
        break;
    case JSON_STRING:
        to->kind = JSON_KIND_STRING;
        to->text = str_dup(arena, (str){json_string_value(from), json_string_length(from)});
        break;
    case JSON_INTEGER:
        to->kind = JSON_KIND_INTEGER;
        to->number = json_integer_value(from);
        break;
    case JSON_REAL:
        to->kind = JSON_KIND_REAL;
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = JSON_KIND_BOOL;
        to->flag = json_is_true(from);
        break;
    case JSON_NULL:
        to->kind = JSON_KIND_NULL;
        break;
    }
}

err json_read(struct arena *arena, str text, struct json_node *out)
{
    if (text.len > JSON_READ_MAX) {
        return ERR_INVALID;
    }
    struct extent extent = extent_of(text);
    if (extent.depth > JSON_READ_DEPTH || extent.values > JSON_READ_VALUES(text.len)) {
        return ERR_INVALID;
    }
    json_error_t error;
    CLEANUP(json_free)
    json_t *tree = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (tree == NULL) {
        return ERR_INVALID;
    }
    struct json_node root = {0};
    convert(arena, tree, &root);
    if (arena_is_exhausted(arena)) {
        return ERR_INVALID;
    }
    *out = root;
    return ERR_OK;
}

const struct json_node *json_member(const struct json_node *node, str key)
{
    if (node == NULL || node->kind != JSON_KIND_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (str_eq(node->items[i].key, key)) {
            return &node->items[i];
        }
    }
    return NULL;
}

bool json_get_str(const struct json_node *object, str key, str *out)
{
    const struct json_node *node = json_member(object, key);
    if (node == NULL || node->kind != JSON_KIND_STRING) {
        return false;
    }
    *out = node->text;
    return true;
}

bool json_get_i64(const struct json_node *object, str key, int64_t *out)
{
    const struct json_node *node = json_member(object, key);
    if (node == NULL || node->kind != JSON_KIND_INTEGER) {
        return false;
    }
    *out = node->number;
    return true;
}

bool json_get_bool(const struct json_node *object, str key, bool *out)
{
    const struct json_node *node = json_member(object, key);
    if (node == NULL || node->kind != JSON_KIND_BOOL) {
        return false;
    }
    *out = node->flag;
    return true;
}
