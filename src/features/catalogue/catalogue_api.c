/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/catalogue_json.h"
#include "features/catalogue/catalogue_store.h"
#include "json/writer.h"
#include "web/reply.h"

enum { ITEMS, CURRENCY, PROMO };

static const struct field_rule fields[] = {
    [ITEMS] = {"items", FIELD_LIST, 1, QUOTE_ITEMS_MAX},
    [CURRENCY] = {"currency", FIELD_LINE, 0, 3},
    [PROMO] = {"promo", FIELD_LINE, 0, 40},
};
static const char *const shapes[] = {[ITEMS] = "QuoteItem", [PROMO] = NULL};
static const struct form_rule quote_form = FORM_WITH(fields, NULL, shapes);

static void put_group(struct json *json, enum lang lang, const struct plan_group *group,
                      const struct plan *plans, size_t count)
{
    json_obj(json);
    json_key(json, "id"), json_str(json, group->id.text);
    json_key(json, "code"), json_str(json, group->code);
    json_key(json, "name"), json_str(json, words_in(&group->name, lang));
    json_key(json, "about"), json_str(json, words_in(&group->about, lang));
    json_key(json, "plans");
    json_arr(json);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(plans[i].group.text, group->id.text)) {
            plan_json(json, lang, &plans[i]);
        }
    }
    json_end(json);
    json_end(json);
}

static err api_catalogue(struct request *req)
{
    struct plan_group *groups = NULL;
    struct plan *plans = NULL;
    size_t group_count = 0;
    size_t plan_count = 0;
    err e = catalogue_store_groups(req->db, req->arena, &groups, &group_count);
    if (e == ERR_OK) {
        e = catalogue_store_plans(req->db, req->arena, &plans, &plan_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "groups");
    json_arr(&json);
    for (size_t i = 0; i < group_count; i++) {
        put_group(&json, req->lang, &groups[i], plans, plan_count);
    }
    json_end(&json);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err default_currency(struct request *req, str *out)
{
    str *all = NULL;
    size_t count = 0;
    *out = form_text(req, CURRENCY);
    if (out->len > 0) {
        return ERR_OK;
    }
    err e = catalogue_currencies(req->db, req->arena, &all, &count);
    *out = e == ERR_OK && count > 0 ? all[0] : STR("UAH");
    return e;
}

static err api_quote(struct request *req)
{
    struct quote_item *items = NULL;
    struct quote quote;
    struct quote_fault fault = {.code = "wrong_type", .option = STR("")};
    struct quote_ask ask = {
        .account = req->session.account,
        .promo = form_text(req, PROMO),
        .now = req->now,
        .network = req->network,
    };
    if (!catalogue_items_of_json(req->arena, form_json(req, ITEMS), &items, &ask.count)) {
        form_fail(req, ITEMS, "wrong_type");
        return ERR_INVALID;
    }
    ask.items = items;
    err e = default_currency(req, &ask.currency);
    if (e != ERR_OK) {
        return e;
    }
    e = catalogue_quote(req->db, req->arena, &ask, &quote, &fault);
    if (e == ERR_INVALID) {
        bool of_promo = str_starts(str_from_z(fault.code), STR("promo_"));
        form_fail(req, of_promo ? PROMO : ITEMS, fault.code);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    quote_json(&json, req->lang, &quote);
    return reply_json(req, 200, &text);
}

const struct route catalogue_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/catalogue",
     .handler = api_catalogue,
     .who = WHO_ANYONE,
     .lane = LANE_WORK,
     .answers = "200 Catalogue",
     .summary = "What is sold: groups, plans, periods, options and changes."},
    {.method = HTTP_POST,
     .path = "/api/v1/catalogue/quote",
     .handler = api_quote,
     .who = WHO_ANYONE,
     .form = &quote_form,
     .rate = RATE_READ,
     .lane = LANE_WORK,
     .answers = "200 Quote",
     .on_any_clock = true,
     .summary = "What something would cost, line by line; nothing is ordered."},
    ROUTES_END,
};
