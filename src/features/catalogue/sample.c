/* SPDX-License-Identifier: Apache-2.0 */
/* The sample catalogue, as sample.json tells it. */
#include "features/catalogue/catalogue.h"
#include "features/catalogue/catalogue_store.h"
#include "features/catalogue/plan_spec.h"
#include "json/reader.h"
#include "system/random.h"

extern const char catalogue_sample[];

struct filling {
    struct db *tx;
    struct arena *arena;
    when now;
    struct plan_group *groups;
    size_t group_count;
};

static str text_in(const struct json_node *node, str key)
{
    str text = STR("");
    (void)json_get_str(node, key, &text);
    return text;
}

static int64_t number_in(const struct json_node *node, str key)
{
    int64_t number = 0;
    (void)json_get_i64(node, key, &number);
    return number;
}

static struct words words_in_node(const struct json_node *node, str key)
{
    const struct json_node *words = json_member(node, key);
    return (struct words){text_in(words, STR("uk")), text_in(words, STR("en"))};
}

static err put_group(struct filling *f, const struct json_node *node)
{
    struct plan_group *group = &f->groups[f->group_count];
    *group = (struct plan_group){
        .id = {id_new(f->arena)},
        .code = text_in(node, STR("code")),
        .name = words_in_node(node, STR("name")),
        .about = words_in_node(node, STR("about")),
        .position = (int64_t)++f->group_count,
    };
    return catalogue_store_group_new(f->tx, group);
}

static err put_tax(struct filling *f, const struct json_node *node)
{
    struct tax_rule rule = {
        .code = text_in(node, STR("code")),
        .country = text_in(node, STR("country")),
        .name = words_in_node(node, STR("name")),
        .rate_bp = number_in(node, STR("rate_bp")),
    };
    (void)json_get_bool(node, STR("inclusive"), &rule.inclusive);
    return tax_store_put(f->tx, &rule);
}

static plan_group_id group_called(const struct filling *f, str code)
{
    for (size_t i = 0; i < f->group_count; i++) {
        if (str_eq(f->groups[i].code, code)) {
            return f->groups[i].id;
        }
    }
    return (plan_group_id){STR("")};
}

static err put_plan(struct filling *f, const struct json_node *node)
{
    struct plan plan = {0};
    err e = plan_spec_take(f->arena, json_member(node, STR("spec")), &plan);
    plan.id = (plan_id){id_new(f->arena)};
    plan.code = text_in(node, STR("code"));
    plan.group = group_called(f, text_in(node, STR("group")));
    plan.is_addon = str_eq(text_in(node, STR("kind")), STR("addon"));
    plan.state = text_in(node, STR("state"));
    plan.stock_left = number_in(node, STR("stock"));
    plan.per_customer = number_in(node, STR("per_customer"));
    plan.position = number_in(node, STR("position"));
    plan.version = 1;
    if (e == ERR_OK) {
        e = catalogue_store_plan_new(f->tx, &plan);
    }
    if (e == ERR_OK) {
        e = catalogue_store_version(f->tx, f->arena, &plan, STR("system"), f->now);
    }
    return e == ERR_OK ? catalogue_store_advance(f->tx, plan.id, 1, 1) : e;
}

static err put_promo(struct filling *f, const struct json_node *node)
{
    struct promo promo = {
        .id = {id_new(f->arena)},
        .code = text_in(node, STR("code")),
        .value = number_in(node, STR("value")),
        .currency = text_in(node, STR("currency")),
        .plans = text_in(node, STR("plans")),
        .periods = number_in(node, STR("periods")),
        .limit_total = number_in(node, STR("limit_total")),
        .limit_customer = number_in(node, STR("limit_customer")),
        .starts_at = WHEN_NONE,
        .ends_at = WHEN_NONE,
        .enabled = true,
    };
    bool known = promo_kind_of(text_in(node, STR("kind")), &promo.kind);
    return known ? promo_store_new(f->tx, &promo) : ERR_INTERNAL;
}

static err put_each(struct filling *f, const struct json_node *list,
                    err (*put)(struct filling *, const struct json_node *))
{
    err e = list == NULL ? ERR_INTERNAL : ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < list->count; i++) {
        e = put(f, &list->items[i]);
    }
    return e;
}

err catalogue_demo_fill(struct db *tx, struct arena *arena, when now)
{
    struct plan_group *there = NULL;
    size_t count = 0;
    struct json_node root;
    err e = catalogue_store_groups(tx, arena, &there, &count);
    if (e != ERR_OK || count > 0) {
        return e;
    }
    if (json_read(arena, str_from_z(catalogue_sample), &root) != ERR_OK) {
        return ERR_INTERNAL;
    }
    const struct json_node *groups = json_member(&root, STR("groups"));
    struct filling f = {.tx = tx, .arena = arena, .now = now};
    f.groups = ARENA_ARRAY(arena, struct plan_group, groups == NULL ? 0 : groups->count);
    e = put_each(&f, groups, put_group);
    if (e == ERR_OK) {
        e = put_each(&f, json_member(&root, STR("taxes")), put_tax);
    }
    if (e == ERR_OK) {
        e = put_each(&f, json_member(&root, STR("plans")), put_plan);
    }
    return e == ERR_OK ? put_each(&f, json_member(&root, STR("promos")), put_promo) : e;
}
