/* SPDX-License-Identifier: Apache-2.0 */
/* The storefront: open to everybody. */
#include <inttypes.h>

#include "features/catalogue/catalogue_page.h"
#include "features/catalogue/configure.h"
#include "web/reply.h"

str months_words(struct page *p, int64_t months)
{
    return tr_fill(p->out->arena, tr_n(p->lang, months, "{n} month", "{n} months"), "n",
                   fmt_int(p->out->arena, p->lang, months), NULL);
}

str percent_words(struct page *p, int64_t percent)
{
    return str_printf(p->out->arena, "%" PRId64 "\u00a0%%", percent);
}

static struct shelf_plan shelf_plan_of(struct request *req, const struct plan *plan, str currency)
{
    struct shelf_plan shelf = {
        .plan = plan,
        .url = url_with(req->arena, url_fill(req->arena, "/catalogue/{}", plan->code),
                        STR("currency"), currency),
        .sold_out = plan->stock_left == 0 || !str_eq(plan->state, STR("open")),
    };
    for (size_t i = 0; i < plan->price_count; i++) {
        const struct plan_price *price = &plan->prices[i];
        bool fits = str_eq(str_from_z(price->currency), currency);
        if (fits && (!shelf.priced || price->months < shelf.from_months)) {
            shelf.priced = money_of(price->price, currency, &shelf.from);
            shelf.from_months = price->months;
        }
    }
    return shelf;
}

static err fill_shelf(struct request *req, struct shelf_view *shelf)
{
    struct plan_group *groups = NULL;
    struct plan *plans = NULL;
    size_t plan_count = 0;
    err e = catalogue_store_groups(req->db, req->arena, &groups, &shelf->count);
    if (e == ERR_OK) {
        e = catalogue_store_plans(req->db, req->arena, &plans, &plan_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    shelf->groups = ARENA_ARRAY(req->arena, struct shelf_group, shelf->count);
    for (size_t i = 0; i < shelf->count; i++) {
        struct shelf_group *group = &shelf->groups[i];
        group->group = &groups[i];
        group->plans = ARENA_ARRAY(req->arena, struct shelf_plan, plan_count);
        for (size_t k = 0; e == ERR_OK && k < plan_count; k++) {
            if (!str_eq(plans[k].group.text, groups[i].id.text)) {
                continue;
            }
            struct shelf_plan *plan = &group->plans[group->count++];
            *plan = shelf_plan_of(req, &plans[k], shelf->currency.current);
            e = tax_store_added(req->db, req->arena, plans[k].tax, &plan->tax_added);
        }
    }
    return e;
}

static err get_catalogue(struct request *req)
{
    struct shelf_view shelf = {0};
    str wanted = STR("");
    (void)http_query_param(req->http, STR("currency"), &wanted);
    err e = currency_chosen(req, wanted, &shelf.currency);
    if (e == ERR_OK) {
        e = fill_shelf(req, &shelf);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    shelf_page(page, view_of(req), &shelf);
    return reply_page(req, 200, page);
}

/* The plan of the path, if customers may see it. */
static err plan_of_path(struct request *req, struct plan *out)
{
    err e = plan_current(req->db, req->arena, path_param(req, 0), out);
    return e == ERR_OK && str_eq(out->state, STR("hidden")) ? ERR_NOT_FOUND : e;
}

static err get_plan(struct request *req)
{
    struct plan plan;
    struct configure_ask ask;
    struct configure_view view;
    err e = configure_ask_of(req, &ask);
    if (e == ERR_OK) {
        e = plan_of_path(req, &plan);
    }
    ask.plan = &plan;
    if (e == ERR_OK) {
        e = configure_view_of(req, &ask, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.action = url_fill(req->arena, "/catalogue/{}", plan.code);
    view.back =
        url_with(req->arena, url_path("/catalogue"), STR("currency"), view.currency.current);
    struct page *page = page_for(req);
    plan_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

/* Without JavaScript: the same page with what was chosen, in an address that can be shared. */
static err post_plan(struct request *req)
{
    struct plan plan;
    err e = plan_of_path(req, &plan);
    if (e != ERR_OK) {
        return e;
    }
    struct url page = url_fill(req->arena, "/catalogue/{}", plan.code);
    return reply_redirect(req, configure_url(req, page));
}

const struct route catalogue_routes[] = {
    {.method = HTTP_GET,
     .path = "/catalogue",
     .handler = get_catalogue,
     .who = WHO_ANYONE,
     .lane = LANE_WORK,
     .summary = "What is sold, by groups."},
    {.method = HTTP_GET,
     .path = "/catalogue/{plan}",
     .handler = get_plan,
     .who = WHO_ANYONE,
     .lane = LANE_WORK,
     .summary = "One plan, its options and the price of what is chosen."},
    {.method = HTTP_POST,
     .path = "/catalogue/{plan}",
     .handler = post_plan,
     .who = WHO_ANYONE,
     .form = &configure_form,
     .rate = RATE_READ,
     .lane = LANE_WORK,
     .on_any_clock = true,
     .summary = "Computes the price of what is chosen anew."},
    ROUTES_END,
};
