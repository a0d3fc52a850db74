/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/sheet.h"

#include "json/reader.h"

/* The list under key, or an empty one. */
static const struct json_node *list(const struct json_node *object, str key)
{
    static const struct json_node none = {.kind = JSON_KIND_ARRAY};
    const struct json_node *node = json_member(object, key);
    return node == NULL || node->kind != JSON_KIND_ARRAY ? &none : node;
}

static str text(const struct json_node *object, str key)
{
    str value = STR("");
    (void)json_get_str(object, key, &value);
    return value;
}

static bool flag(const struct json_node *object, str key)
{
    bool value = false;
    (void)json_get_bool(object, key, &value);
    return value;
}

static str *texts(struct arena *arena, const struct json_node *nodes, size_t *out_count)
{
    str *out = ARENA_ARRAY(arena, str, nodes->count);
    for (size_t i = 0; i < nodes->count; i++) {
        bool is_text = nodes->items[i].kind == JSON_KIND_STRING;
        out[i] = is_text ? nodes->items[i].text : STR("");
    }
    *out_count = nodes->count;
    return out;
}

static void read_facts(struct arena *arena, const struct json_node *nodes, struct sheet *out)
{
    out->facts = ARENA_ARRAY(arena, struct sheet_fact, nodes->count);
    out->fact_count = nodes->count;
    for (size_t i = 0; i < nodes->count; i++) {
        struct sheet_fact *fact = &out->facts[i];
        fact->label = text(&nodes->items[i], STR("label"));
        fact->lines = texts(arena, list(&nodes->items[i], STR("lines")), &fact->line_count);
    }
}

static bool read_columns(const struct json_node *nodes, struct sheet *out)
{
    if (nodes->count > SHEET_COLUMNS_MAX) {
        return false;
    }
    out->column_count = nodes->count;
    for (size_t i = 0; i < nodes->count; i++) {
        struct sheet_column *column = &out->columns[i];
        column->title = text(&nodes->items[i], STR("title"));
        column->is_number = flag(&nodes->items[i], STR("number"));
        if (!json_get_i64(&nodes->items[i], STR("weight"), &column->weight) || column->weight < 1 ||
            column->weight > 100) {
            return false;
        }
    }
    return true;
}

static bool read_rows(struct arena *arena, const struct json_node *nodes, struct sheet *out)
{
    out->cells = ARENA_ARRAY(arena, str, nodes->count * out->column_count);
    out->row_count = nodes->count;
    for (size_t i = 0; i < nodes->count; i++) {
        const struct json_node *row = &nodes->items[i];
        if (row->kind != JSON_KIND_ARRAY || row->count != out->column_count) {
            return false;
        }
        for (size_t j = 0; j < row->count; j++) {
            if (row->items[j].kind != JSON_KIND_STRING) {
                return false;
            }
            out->cells[i * out->column_count + j] = row->items[j].text;
        }
    }
    return true;
}

static void read_ends(struct arena *arena, const struct json_node *root, struct sheet *out)
{
    const struct json_node *totals = list(root, STR("totals"));
    out->totals = ARENA_ARRAY(arena, struct sheet_total, totals->count);
    out->total_count = totals->count;
    for (size_t i = 0; i < totals->count; i++) {
        out->totals[i] = (struct sheet_total){
            .label = text(&totals->items[i], STR("label")),
            .value = text(&totals->items[i], STR("value")),
            .is_strong = flag(&totals->items[i], STR("strong")),
        };
    }
    out->notes = texts(arena, list(root, STR("notes")), &out->note_count);
    const struct json_node *signs = list(root, STR("signs"));
    out->signs = ARENA_ARRAY(arena, struct sheet_sign, signs->count);
    out->sign_count = signs->count;
    for (size_t i = 0; i < signs->count; i++) {
        out->signs[i] = (struct sheet_sign){text(&signs->items[i], STR("label")),
                                            text(&signs->items[i], STR("name"))};
    }
}

err sheet_read(struct arena *arena, str json, struct sheet *out)
{
    struct json_node root;
    struct sheet sheet = {.language = STR("")};
    err e = json_read(arena, json, &root);
    if (e != ERR_OK || root.kind != JSON_KIND_OBJECT) {
        return ERR_INVALID;
    }
    sheet.language = text(&root, STR("language"));
    sheet.title = text(&root, STR("title"));
    sheet.lead = text(&root, STR("lead"));
    sheet.author = text(&root, STR("author"));
    sheet.created = text(&root, STR("created"));
    sheet.foot = text(&root, STR("foot"));
    read_facts(arena, list(&root, STR("facts")), &sheet);
    if (sheet.title.len == 0 || sheet.created.len == 0 ||
        !read_columns(list(&root, STR("columns")), &sheet) ||
        !read_rows(arena, list(&root, STR("rows")), &sheet)) {
        return ERR_INVALID;
    }
    read_ends(arena, &root, &sheet);
    *out = sheet;
    return ERR_OK;
}
