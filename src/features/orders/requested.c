/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/requested.h"

#include "json/writer.h"

#define CODE_CHARS_MAX 60

static const char *take_option(struct arena *arena, const struct json_node *node,
                               struct quote_option *out)
{
    out->code = node->key;
    if (node->kind == JSON_KIND_INTEGER) {
        out->value = str_printf(arena, "%lld", (long long)node->number);
        return NULL;
    }
    if (node->kind != JSON_KIND_STRING) {
        return "wrong_type";
    }
    out->value = node->text;
    return node->text.len > CODE_CHARS_MAX ? "too_long" : NULL;
}

const char *requested_options(struct arena *arena, const struct json_node *node,
                              const struct quote_option **out, size_t *out_count, str *out_where)
{
    *out = NULL;
    *out_count = 0;
    *out_where = STR("");
    if (node == NULL || node->kind == JSON_KIND_NULL) {
        return NULL;
    }
    if (node->kind != JSON_KIND_OBJECT) {
        return "wrong_type";
    }
    if (node->count > REQUESTED_OPTIONS_MAX) {
        return "too_many";
    }
    struct quote_option *options = ARENA_ARRAY(arena, struct quote_option, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const char *fault = take_option(arena, &node->items[i], &options[i]);
        if (fault != NULL) {
            *out_where = node->items[i].key;
            return fault;
        }
    }
    *out = options;
    *out_count = node->count;
    return NULL;
}

void requested_options_read(struct arena *arena, str text, const struct quote_option **out,
                            size_t *out_count)
{
    struct json_node node;
    str where;
    *out = NULL;
    *out_count = 0;
    if (json_read(arena, text, &node) == ERR_OK) {
        (void)requested_options(arena, &node, out, out_count, &where);
    }
}

str requested_options_text(struct arena *arena, const struct form_more *more, size_t count)
{
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    for (size_t i = 0; i < count; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again = again || str_eq(more[k].name, more[i].name);
        }
        if (!again) {
            json_key_str(&json, more[i].name);
            json_str(&json, more[i].value);
        }
    }
    json_end(&json);
    return buf_str(&text);
}

static const char *take_text(const struct json_node *node, str *out)
{
    if (node->kind == JSON_KIND_NULL) {
        return NULL;
    }
    if (node->kind != JSON_KIND_STRING) {
        return "wrong_type";
    }
    *out = node->text;
    return node->text.len > CODE_CHARS_MAX ? "too_long" : NULL;
}

static const char *take_number(const struct json_node *node, int64_t *out)
{
    if (node->kind == JSON_KIND_NULL) {
        return NULL;
    }
    if (node->kind != JSON_KIND_INTEGER) {
        return "wrong_type";
    }
    *out = node->number;
    return NULL;
}

static const char *take_parent(const struct json_node *node, struct requested_item *out)
{
    int64_t parent = 0;
    const char *fault = take_number(node, &parent);
    if (fault == NULL && (parent < 0 || parent > QUOTE_ITEMS_MAX)) {
        return "addon_alone";
    }
    out->item.parent = (size_t)parent;
    return fault;
}

static const char *take_member(struct arena *arena, const struct json_node *node,
                               struct requested_item *out, str *out_where)
{
    *out_where = STR("");
    if (str_eq(node->key, STR("plan"))) {
        return take_text(node, &out->item.plan);
    }
    if (str_eq(node->key, STR("months"))) {
        return take_number(node, &out->item.months);
    }
    if (str_eq(node->key, STR("quantity"))) {
        return take_number(node, &out->item.quantity);
    }
    if (str_eq(node->key, STR("options"))) {
        return requested_options(arena, node, &out->item.options, &out->item.option_count,
                                 out_where);
    }
    if (str_eq(node->key, STR("parent"))) {
        return take_parent(node, out);
    }
    return str_eq(node->key, STR("service")) ? take_text(node, &out->service) : "unknown_field";
}

static const char *take_item(struct arena *arena, const struct json_node *node,
                             struct requested_item *out, struct buf *where)
{
    *out = (struct requested_item){.item = {.quantity = 1, .plan = STR(""), .parent_plan = STR("")},
                                   .service = STR("")};
    if (node->kind != JSON_KIND_OBJECT) {
        return "wrong_type";
    }
    for (size_t i = 0; i < node->count; i++) {
        str deeper;
        const char *fault = take_member(arena, &node->items[i], out, &deeper);
        if (fault != NULL) {
            buf_printf(where, ".%" STR_FMT "%s%" STR_FMT, STR_ARG(node->items[i].key),
                       deeper.len > 0 ? "." : "", STR_ARG(deeper));
            return fault;
        }
    }
    if (out->item.plan.len == 0) {
        buf_put(where, STR(".plan"));
        return "required";
    }
    if (json_member(node, STR("months")) == NULL) {
        buf_put(where, STR(".months"));
        return "required";
    }
    return NULL;
}

const char *requested_items(struct arena *arena, const struct json_node *list,
                            struct requested_item **out, str *out_where)
{
    struct requested_item *requested = ARENA_ARRAY(arena, struct requested_item, list->count);
    for (size_t i = 0; i < list->count; i++) {
        struct buf where = buf_in(arena);
        buf_printf(&where, "items.%zu", i + 1);
        const char *fault = take_item(arena, &list->items[i], &requested[i], &where);
        if (fault != NULL) {
            *out_where = buf_str(&where);
            return fault;
        }
    }
    *out = requested;
    return NULL;
}
