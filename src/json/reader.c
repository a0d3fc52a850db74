/* SPDX-License-Identifier: Apache-2.0 */
#include "json/reader.h"

#include <jansson.h>

#include "base/attr.h"

static void json_free(json_t **tree)
{
    json_decref(*tree);
    *tree = NULL;
}

/* Brackets outside strings, counted before the parser recurses into them. */
static bool is_shallow(str text)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
        if (depth > JSON_READ_DEPTH) {
            return false;
        }
    }
    return true;
}

static void convert(struct arena *arena, json_t *from, struct json_node *to);

static void convert_array(struct arena *arena, json_t *from, struct json_node *to)
{
    to->kind = JSON_KIND_ARRAY;
    to->count = json_array_size(from);
    to->items = ARENA_ARRAY(arena, struct json_node, to->count);
    for (size_t i = 0; i < to->count; i++) {
        convert(arena, json_array_get(from, i), &to->items[i]);
    }
}

static void convert_object(struct arena *arena, json_t *from, struct json_node *to)
{
    size_t i = 0;
    to->kind = JSON_KIND_OBJECT;
    to->count = json_object_size(from);
    to->items = ARENA_ARRAY(arena, struct json_node, to->count);
    for (void *at = json_object_iter(from); at != NULL; at = json_object_iter_next(from, at)) {
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
    if (text.len > JSON_READ_MAX || !is_shallow(text)) {
        return ERR_INVALID;
    }
    json_error_t error;
    CLEANUP(json_free)
    json_t *tree = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (tree == NULL) {
        return ERR_INVALID;
    }
    *out = (struct json_node){0};
    convert(arena, tree, out);
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
