/* SPDX-License-Identifier: Apache-2.0 */
#include "features/orders/order_list.h"

#include "features/orders/order_json.h"
#include "features/orders/order_web.h"
#include "web/cursor.h"
#include "web/reply.h"

#define PAGE_LIMIT 30

static const struct choice {
    const char *state, *label;
} choices[] = {
    {"", N_("All")},      {"open", N_("Waits for payment")}, {"paid", N_("Being prepared")},
    {"done", N_("Done")}, {"cancelled", N_("Cancelled")},    {"expired", N_("Expired")},
};

static bool state_is_known(str state)
{
    enum order_state known;
    return state.len == 0 || order_state_of(state, &known);
}

static void put_tabs(struct request *req, struct url base, str state, struct orders_view *out)
{
    struct order_tab *tabs = ARENA_ARRAY(req->arena, struct order_tab, ARRAY_LEN(choices));
    for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
        str word = str_from_z(choices[i].state);
        tabs[i] = (struct order_tab){
            .url = word.len > 0 ? url_with(req->arena, base, STR("state"), word) : base,
            .label = tr(req->lang, choices[i].label),
            .is_current = str_eq(state, word),
        };
    }
    out->tabs = tabs;
    out->tab_count = ARRAY_LEN(choices);
}

static struct order_filter filter_of(struct request *req, account_id account)
{
    str text;
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    struct order_filter filter = {.account = account, .state = STR(""), .limit = PAGE_LIMIT + 1};
    if (http_query_param(req->http, STR("state"), &text) && state_is_known(text)) {
        filter.state = text;
    }
    if (http_query_param(req->http, STR("number"), &text)) {
        filter.number = str_to_i64(str_trim(text), &filter.number) ? filter.number : 0;
    }
    if (http_query_param(req->http, STR("before"), &text)) {
        (void)cursor_parse(text, &before);
    }
    filter.before = before.at;
    filter.before_id = before.id;
    return filter;
}

err order_list_gather(struct request *req, account_id account, struct url base,
                      struct orders_view *out)
{
    struct order_filter filter = filter_of(req, account);
    struct order *orders = NULL;
    size_t count = 0;
    err e = orders_list(req->db, req->arena, &filter, &orders, &count);
    if (e != ERR_OK) {
        return e;
    }
    put_tabs(req, base, filter.state, out);
    struct url here =
        filter.state.len > 0 ? url_with(req->arena, base, STR("state"), filter.state) : base;
    out->is_filtered = filter.state.len > 0 || filter.number != 0 || !when_is_none(filter.before);
    out->count = count > PAGE_LIMIT ? PAGE_LIMIT : count;
    struct order_summary *rows = ARENA_ARRAY(req->arena, struct order_summary, out->count);
    for (size_t i = 0; i < out->count; i++) {
        order_summary_of(req, &orders[i], &rows[i]);
    }
    out->orders = rows;
    if (count > PAGE_LIMIT) {
        const struct order *last = &orders[PAGE_LIMIT - 1];
        str place = cursor_text(req->arena, (struct cursor){last->created_at, last->id.text});
        out->pages.older = url_with(req->arena, here, STR("before"), place);
    }
    if (!when_is_none(filter.before)) {
        out->pages.newer = here;
    }
    return ERR_OK;
}

err order_list_reply(struct request *req, account_id account)
{
    struct cursor after;
    int64_t limit = 0;
    struct order_filter filter = {.account = account, .state = STR("")};
    bool known =
        !http_query_param(req->http, STR("state"), &filter.state) || state_is_known(filter.state);
    if (!list_place(req, &after, &limit) || !known) {
        return ERR_INVALID;
    }
    struct order *orders = NULL;
    size_t count = 0;
    filter.before = after.at;
    filter.before_id = after.id;
    filter.limit = limit + 1;
    err e = orders_list(req->db, req->arena, &filter, &orders, &count);
    if (e != ERR_OK) {
        return e;
    }
    size_t shown = count > (size_t)limit ? (size_t)limit : count;
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "items"), json_arr(&json);
    for (size_t i = 0; i < shown; i++) {
        order_json_brief(&json, req->arena, &orders[i]);
    }
    json_end(&json);
    json_key(&json, "next");
    if (count > shown) {
        const struct order *last = &orders[shown - 1];
        json_str(&json, cursor_text(req->arena, (struct cursor){last->created_at, last->id.text}));
    } else {
        json_nil(&json);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}
