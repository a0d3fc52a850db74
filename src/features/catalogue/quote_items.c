/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked for, as pages and the API send it. */
#include "features/catalogue/catalogue.h"
#include "features/catalogue/quote_option.h"
#include "json/reader.h"

static const str addon_prefix = STR_INIT("addon.");

/* "backup.space" of "addon.backup.space"; false when the field is one of the plan. */
static bool addon_of(str name, str *code, str *option)
{
    if (!str_starts(name, addon_prefix)) {
        return false;
    }
    *code = str_cut(str_skip(name, addon_prefix.len), '.', option);
    return true;
}

/* The options of one of the items: of the plan itself (addon empty), or of an add-on. */
static size_t options_of(const struct quote_item *sent, str addon, struct quote_option *out)
{
    size_t count = 0;
    for (size_t i = 0; i < sent->option_count; i++) {
        str code = STR("");
        str name = sent->options[i].code;
        bool hangs = addon_of(sent->options[i].code, &code, &name);
        if (str_eq(code, addon) && hangs == (addon.len > 0) && name.len > 0) {
            out[count++] = (struct quote_option){.code = name, .value = sent->options[i].value};
        }
    }
    return count;
}

static bool is_ticked(const struct quote_option *sent, str *code)
{
    str option = STR("");
    return addon_of(sent->code, code, &option) && option.len == 0 && code->len > 0 &&
           str_eq(sent->value, STR("1"));
}

void catalogue_items_of_form(struct arena *arena, const struct quote_item *plan,
                             struct quote_item **out, size_t *out_count)
{
    struct quote_item *items = ARENA_ARRAY(arena, struct quote_item, plan->option_count + 1);
    struct quote_option *options = ARENA_ARRAY(arena, struct quote_option, plan->option_count);
    items[0] = *plan;
    items[0].option_count = options_of(plan, STR(""), options);
    items[0].options = options;
    size_t count = 1;
    for (size_t i = 0; i < plan->option_count; i++) {
        str code;
        if (!is_ticked(&plan->options[i], &code)) {
            continue;
        }
        struct quote_option *own = ARENA_ARRAY(arena, struct quote_option, plan->option_count);
        items[count] = (struct quote_item){
            .plan = code,
            .months = plan->months,
            .quantity = plan->quantity,
            .parent = 1,
            .options = own,
            .option_count = options_of(plan, code, own),
        };
        count++;
    }
    *out = items;
    *out_count = count;
}

static bool knows_members(const struct json_node *node)
{
    static const str known[] = {STR_INIT("plan"), STR_INIT("months"), STR_INIT("quantity"),
                                STR_INIT("options"), STR_INIT("parent")};
    for (size_t i = 0; i < node->count; i++) {
        bool found = false;
        for (size_t k = 0; k < ARRAY_LEN(known); k++) {
            found = found || str_eq(node->items[i].key, known[k]);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/* The number when it is there; false when it is of another kind. */
static bool number_if_given(const struct json_node *node, str key, int64_t *out)
{
    return json_member(node, key) == NULL || json_get_i64(node, key, out);
}

static bool read_item(struct arena *arena, const struct json_node *node, struct quote_item *out)
{
    int64_t parent = 0;
    *out = (struct quote_item){.quantity = 1, .plan = STR(""), .parent_plan = STR("")};
    if (node->kind != JSON_KIND_OBJECT || !knows_members(node) ||
        !json_get_str(node, STR("plan"), &out->plan) ||
        !json_get_i64(node, STR("months"), &out->months) ||
        !number_if_given(node, STR("quantity"), &out->quantity) ||
        !number_if_given(node, STR("parent"), &parent) || parent < 0 || parent > QUOTE_ITEMS_MAX) {
        return false;
    }
    out->parent = (size_t)parent;
    const struct json_node *options = json_member(node, STR("options"));
    struct quote_option *own = NULL;
    if (options != NULL && options_take(arena, options, &own, &out->option_count) != ERR_OK) {
        return false;
    }
    out->options = own;
    return true;
}

bool catalogue_items_of_json(struct arena *arena, const struct json_node *list,
                             struct quote_item **out, size_t *out_count)
{
    if (list == NULL || list->kind != JSON_KIND_ARRAY || list->count > QUOTE_ITEMS_MAX) {
        return false;
    }
    *out = ARENA_ARRAY(arena, struct quote_item, list->count);
    *out_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        if (!read_item(arena, &list->items[i], &(*out)[i])) {
            return false;
        }
    }
    return true;
}
