/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/plan_spec.h"

#include "json/reader.h"

struct list {
    const struct json_node *items;
    size_t count;
};

static struct list list_of(const struct json_node *object, str key)
{
    const struct json_node *node = json_member(object, key);
    if (node == NULL || node->kind != JSON_KIND_ARRAY) {
        return (struct list){0};
    }
    return (struct list){.items = node->items, .count = node->count};
}

static str text_of(const struct json_node *object, str key)
{
    str text = STR("");
    (void)json_get_str(object, key, &text);
    return text;
}

static int64_t number_of(const struct json_node *object, str key, int64_t fallback)
{
    int64_t number = fallback;
    (void)json_get_i64(object, key, &number);
    return number;
}

static struct words words_of(const struct json_node *object, str key)
{
    const struct json_node *node = json_member(object, key);
    return (struct words){.uk = text_of(node, STR("uk")), .en = text_of(node, STR("en"))};
}

static bool currency_of(const struct json_node *object, char out[4])
{
    money m;
    if (!money_of(0, text_of(object, STR("currency")), &m)) {
        return false;
    }
    memcpy(out, m.currency, sizeof(m.currency));
    return true;
}

static bool read_prices(struct arena *arena, const struct json_node *root, struct plan *out)
{
    struct list list = list_of(root, STR("prices"));
    out->prices = ARENA_ARRAY(arena, struct plan_price, list.count);
    out->price_count = list.count;
    bool fine = true;
    for (size_t i = 0; i < list.count; i++) {
        const struct json_node *node = &list.items[i];
        struct plan_price *price = &out->prices[i];
        fine = fine && currency_of(node, price->currency) &&
               json_get_i64(node, STR("months"), &price->months) &&
               json_get_i64(node, STR("price"), &price->price);
        price->setup = number_of(node, STR("setup"), 0);
    }
    return fine;
}

static bool read_option_prices(struct arena *arena, const struct json_node *of,
                               struct option_price **out, size_t *out_count)
{
    struct list list = list_of(of, STR("prices"));
    *out = ARENA_ARRAY(arena, struct option_price, list.count);
    *out_count = list.count;
    bool fine = true;
    for (size_t i = 0; i < list.count; i++) {
        fine = fine && currency_of(&list.items[i], (*out)[i].currency) &&
               json_get_i64(&list.items[i], STR("price"), &(*out)[i].price);
    }
    return fine;
}

static bool read_choices(struct arena *arena, const struct json_node *of, struct plan_option *out)
{
    struct list list = list_of(of, STR("choices"));
    out->choices = ARENA_ARRAY(arena, struct option_choice, list.count);
    out->choice_count = list.count;
    bool fine = true;
    for (size_t i = 0; i < list.count; i++) {
        struct option_choice *choice = &out->choices[i];
        choice->code = text_of(&list.items[i], STR("code"));
        choice->name = words_of(&list.items[i], STR("name"));
        fine = fine &&
               read_option_prices(arena, &list.items[i], &choice->prices, &choice->price_count);
    }
    return fine;
}

static bool kind_of(str word, enum option_kind *out)
{
    *out = str_eq(word, STR("slider")) ? OPTION_SLIDER
           : str_eq(word, STR("list")) ? OPTION_LIST
                                       : OPTION_NUMBER;
    return *out != OPTION_NUMBER || str_eq(word, STR("number"));
}

static bool read_option(struct arena *arena, const struct json_node *node, struct plan_option *out)
{
    out->code = text_of(node, STR("code"));
    out->name = words_of(node, STR("name"));
    out->unit = words_of(node, STR("unit"));
    out->min = number_of(node, STR("min"), 0);
    out->max = number_of(node, STR("max"), 0);
    out->step = number_of(node, STR("step"), 1);
    out->included = number_of(node, STR("included"), 0);
    out->preset = number_of(node, STR("preset"), out->min);
    return kind_of(text_of(node, STR("kind")), &out->kind) && out->step > 0 &&
           read_option_prices(arena, node, &out->prices, &out->price_count) &&
           read_choices(arena, node, out) && (out->kind != OPTION_LIST || out->choice_count > 0);
}

static bool read_options(struct arena *arena, const struct json_node *root, struct plan *out)
{
    struct list list = list_of(root, STR("options"));
    out->options = ARENA_ARRAY(arena, struct plan_option, list.count);
    out->option_count = list.count;
    bool fine = true;
    for (size_t i = 0; i < list.count; i++) {
        fine = fine && read_option(arena, &list.items[i], &out->options[i]);
    }
    return fine;
}

static unsigned modes_of(const struct json_node *of)
{
    struct list list = list_of(of, STR("modes"));
    unsigned modes = 0;
    for (size_t i = 0; i < list.count; i++) {
        modes |= change_mode_of(list.items[i].text);
    }
    return modes;
}

static void read_neighbours(struct arena *arena, const struct json_node *root, struct plan *out)
{
    struct list facts = list_of(root, STR("facts"));
    out->facts = ARENA_ARRAY(arena, struct words, facts.count);
    out->fact_count = facts.count;
    for (size_t i = 0; i < facts.count; i++) {
        out->facts[i] = (struct words){.uk = text_of(&facts.items[i], STR("uk")),
                                       .en = text_of(&facts.items[i], STR("en"))};
    }
    struct list addons = list_of(root, STR("addons"));
    out->addons = ARENA_ARRAY(arena, str, addons.count);
    out->addon_count = addons.count;
    for (size_t i = 0; i < addons.count; i++) {
        out->addons[i] = addons.items[i].text;
    }
    struct list changes = list_of(root, STR("changes"));
    out->changes = ARENA_ARRAY(arena, struct plan_change, changes.count);
    out->change_count = changes.count;
    for (size_t i = 0; i < changes.count; i++) {
        out->changes[i] = (struct plan_change){.plan = text_of(&changes.items[i], STR("plan")),
                                               .modes = modes_of(&changes.items[i])};
    }
    struct list limits = list_of(root, STR("limits"));
    out->limits = ARENA_ARRAY(arena, struct plan_limit, limits.count);
    out->limit_count = limits.count;
    for (size_t i = 0; i < limits.count; i++) {
        out->limits[i] =
            (struct plan_limit){.name = text_of(&limits.items[i], STR("name")),
                                .amount = number_of(&limits.items[i], STR("amount"), 0),
                                .option = text_of(&limits.items[i], STR("option"))};
    }
}

static size_t read_days(const struct json_node *root, str key, int64_t *days)
{
    struct list list = list_of(root, key);
    size_t count = list.count < TIMELINE_DAYS_MAX ? list.count : TIMELINE_DAYS_MAX;
    for (size_t i = 0; i < count; i++) {
        days[i] = list.items[i].number;
    }
    return count;
}

static void read_timeline(const struct json_node *root, struct plan_timeline *out)
{
    const struct json_node *node = json_member(root, STR("timeline"));
    *out = (struct plan_timeline){
        .invoice_before = number_of(node, STR("invoice_before"), 14),
        .balance_before = number_of(node, STR("balance_before"), 1),
        .suspend_after = number_of(node, STR("suspend_after"), 3),
        .warn_after = number_of(node, STR("warn_after"), 17),
        .terminate_after = number_of(node, STR("terminate_after"), 30),
    };
    out->reminder_count = read_days(node, STR("reminders"), out->reminders);
    out->retry_count = read_days(node, STR("retries"), out->retries);
}

err plan_spec_take(struct arena *arena, const struct json_node *root, struct plan *out)
{
    out->name = words_of(root, STR("name"));
    out->about = words_of(root, STR("about"));
    out->tax = text_of(root, STR("tax"));
    out->driver = text_of(root, STR("driver"));
    out->config = text_of(root, STR("config"));
    read_neighbours(arena, root, out);
    read_timeline(root, &out->timeline);
    return read_prices(arena, root, out) && read_options(arena, root, out) ? ERR_OK : ERR_INVALID;
}

err plan_spec_read(struct arena *arena, str text, struct plan *out)
{
    struct json_node root;
    if (json_read(arena, text, &root) != ERR_OK || root.kind != JSON_KIND_OBJECT) {
        return ERR_INVALID;
    }
    return plan_spec_take(arena, &root, out);
}
