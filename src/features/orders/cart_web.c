/* SPDX-License-Identifier: Apache-2.0 */
/* The cart: open to guests, who are known by a signed cookie. */
#include "features/orders/cart_web.h"

#include "features/orders/cart_page.h"
#include "features/orders/order_web.h"
#include "web/cookie.h"
#include "web/reply.h"

#define CART_COOKIE "cart"

enum {
    ADD_PLAN,
    ADD_MONTHS,
    ADD_QUANTITY,
    ADD_CURRENCY,
    ADD_PROMO,
    ADD_PARENT,
    ADD_SERVICE,
    ADD_FOR
};
static const struct field_rule add_fields[] = {
    [ADD_PLAN] = {"plan", FIELD_TOKEN, 1, 64},
    [ADD_MONTHS] = {"months", FIELD_NUMBER, 0, 120},
    [ADD_QUANTITY] = {"quantity", FIELD_NUMBER, 0, QUOTE_QUANTITY_MAX},
    [ADD_CURRENCY] = {"currency", FIELD_TOKEN, 0, 3},
    [ADD_PROMO] = {"promo", FIELD_LINE, 0, 40},
    [ADD_PARENT] = {"parent", FIELD_TOKEN, 0, 64},
    [ADD_SERVICE] = {"service", FIELD_TOKEN, 0, 64},
    [ADD_FOR] = {"for", FIELD_TOKEN, 0, 64},
};
static const struct form_rule add_form = FORM_WITH(add_fields, "option.", NULL);

enum { CHANGE_MONTHS, CHANGE_QUANTITY };
static const struct field_rule change_fields[] = {
    [CHANGE_MONTHS] = {"months", FIELD_NUMBER, 1, 120},
    [CHANGE_QUANTITY] = {"quantity", FIELD_NUMBER, 1, QUOTE_QUANTITY_MAX},
};
static const struct form_rule change_form = FORM(change_fields);

enum { PROMO_CODE };
static const struct field_rule promo_fields[] = {[PROMO_CODE] = {"promo", FIELD_LINE, 0, 40}};
static const struct form_rule promo_form = FORM(promo_fields);

enum { CURRENCY_CODE };
static const struct field_rule currency_fields[] = {
    [CURRENCY_CODE] = {"currency", FIELD_TOKEN, 3, 3}};
static const struct form_rule currency_form = FORM(currency_fields);

static const struct form_rule empty_form = {0};

/* --- whose cart --- */

struct work {
    struct request *req;
    const struct cart_act *act;
    const struct cart_addition *addition;
    cart_id cart;
    const char *code;
};

static err join(struct db *tx, void *arg)
{
    struct work *work = arg;
    return cart_join(tx, work->req->arena, &work->act->owner, work->req->now);
}

err cart_act_of(struct request *req, struct cart_act *out)
{
    str guest = cookie_get_signed(req, CART_COOKIE);
    *out = (struct cart_act){
        .site = req->site,
        .owner = {.account = req->session.signed_in ? req->session.account : (account_id){STR("")},
                  .guest = {id_is_wellformed(guest) ? guest : STR("")}},
        .buyer = {.zone = req->zone, .now = req->now, .payer = {STR("")}, .network = req->network},
    };
    out->buyer.account = out->owner.account;
    if (!req->session.signed_in || out->owner.guest.text.len == 0) {
        return ERR_OK;
    }
    struct work work = {.req = req, .act = out};
    err e = db_transaction(req->db, join, &work);
    if (e == ERR_OK) {
        cookie_clear(req, CART_COOKIE);
        out->owner.guest = (cart_id){STR("")};
    }
    return e;
}

/* --- what is shown --- */

str cart_problem(const struct request *req, const char *code)
{
    return code == NULL ? STR("") : field_error_text(req->lang, code);
}

static void offer_months(struct request *req, const struct plan *plan, str currency,
                         struct cart_row *row)
{
    struct option *options = ARENA_ARRAY(req->arena, struct option, plan->price_count);
    size_t count = 0;
    for (size_t i = 0; i < plan->price_count; i++) {
        if (str_eq(str_from_z(plan->prices[i].currency), currency)) {
            int64_t months = plan->prices[i].months;
            options[count++] = (struct option){str_printf(req->arena, "%lld", (long long)months),
                                               months_text(req, months)};
        }
    }
    row->months = (struct field){
        .name = STR("months"),
        .scope = str_printf(req->arena, "-%lld", (long long)row->line->item->position),
        .label = tr(req->lang, "Period"),
        .value = str_printf(req->arena, "%lld", (long long)row->line->item->months),
        .options = options,
        .option_count = count,
    };
}

static err fill_row(struct request *req, const struct cart_view *view, size_t i,
                    struct cart_row *row)
{
    const struct cart_item *item = &view->cart->items[i];
    struct plan plan = {0};
    row->line = &view->quote->lines[i];
    row->name = item->plan;
    row->problem = cart_problem(req, row->line->code);
    row->change = url_fill(req->arena, "/cart/items/{}", item->id);
    row->remove = url_fill(req->arena, "/cart/items/{}/remove", item->id);
    row->quantity = (struct field){
        .name = STR("quantity"),
        .scope = str_printf(req->arena, "-%lld", (long long)item->position),
        .label = tr(req->lang, "Quantity"),
        .value = str_printf(req->arena, "%lld", (long long)item->quantity),
        .type = STR("number"),
        .inputmode = STR("numeric"),
    };
    err e = plan_current(req->db, req->arena, item->plan, &plan);
    if (e == ERR_OK) {
        row->name = words_in(&plan.name, req->lang);
    }
    offer_months(req, &plan, view->cart->currency, row);
    if (row->line->quoted != NULL) {
        const struct quote_line *quoted = row->line->quoted;
        (void)money_of(quoted->recurring, view->cart->currency, &row->price);
        (void)money_of(quoted->setup, view->cart->currency, &row->setup);
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err cart_view_of(struct request *req, const struct cart_act *act, struct cart_view *out)
{
    struct cart *cart = ARENA_NEW(req->arena, struct cart);
    struct cart_quote *quote = ARENA_NEW(req->arena, struct cart_quote);
    *out = (struct cart_view){.cart = cart, .quote = quote, .problem = STR("")};
    err e = cart_of(req->db, req->arena, &act->owner, cart);
    if (e == ERR_OK) {
        e = cart_price(req->db, req->arena, req->site, cart, &act->buyer, quote);
    }
    if (e != ERR_OK) {
        return e;
    }
    out->count = cart->count;
    out->rows = ARENA_ARRAY(req->arena, struct cart_row, out->count);
    for (size_t i = 0; e == ERR_OK && i < out->count; i++) {
        e = fill_row(req, out, i, &out->rows[i]);
    }
    str *currencies = NULL;
    if (e == ERR_OK) {
        e = catalogue_currencies(req->db, req->arena, &currencies, &out->currency_count);
        out->currencies = currencies;
    }
    out->promo = (struct field){
        .name = STR("promo"),
        .label = tr(req->lang, "Promo code"),
        .value = cart->promo,
        .max = 40,
        .error = cart_problem(req, quote->promo_code),
    };
    return e;
}

static err show(struct request *req, const struct cart_act *act, const char *code, str promo_tried,
                struct link back)
{
    struct cart_view view;
    err e = cart_view_of(req, act, &view);
    if (e != ERR_OK) {
        return e;
    }
    if (promo_tried.len > 0) {
        view.promo.value = promo_tried;
        view.promo.error = cart_problem(req, code);
    } else {
        view.problem = cart_problem(req, code);
    }
    view.back = back;
    struct page *page = page_for(req);
    cart_page(page, view_of(req), &view);
    return reply_page(req, code == NULL ? 200 : 422, page);
}

static err get_cart(struct request *req)
{
    struct cart_act act;
    err e = cart_act_of(req, &act);
    return e == ERR_OK ? show(req, &act, NULL, STR(""), (struct link){0}) : e;
}

/* --- adding --- */

static err take(struct db *tx, void *arg)
{
    struct work *work = arg;
    return cart_take(tx, work->req->arena, work->act, work->addition, &work->cart, &work->code);
}

static err fill_addition(struct request *req, struct cart_addition *out)
{
    struct quote_item plan = {
        .plan = form_text(req, ADD_PLAN),
        .months = form_number(req, ADD_MONTHS, 1),
        .quantity = form_number(req, ADD_QUANTITY, 1),
        .parent_plan = STR(""),
        .option_count = req->form.more_count,
    };
    struct quote_option *options =
        ARENA_ARRAY(req->arena, struct quote_option, req->form.more_count);
    for (size_t i = 0; i < req->form.more_count; i++) {
        options[i] = (struct quote_option){req->form.more[i].name, req->form.more[i].value};
    }
    plan.options = options;
    *out = (struct cart_addition){
        .currency = form_text(req, ADD_CURRENCY),
        .promo = form_text(req, ADD_PROMO),
        .parent_item = form_text(req, ADD_PARENT),
        .parent_service = form_text(req, ADD_SERVICE),
    };
    struct quote_item *items = NULL;
    catalogue_items_of_form(req->arena, &plan, &items, &out->count);
    out->items = items;
    if (out->currency.len > 0) {
        return ERR_OK;
    }
    str *currencies = NULL;
    size_t count = 0;
    err e = catalogue_currencies(req->db, req->arena, &currencies, &count);
    out->currency = count > 0 ? currencies[0] : STR("");
    return e;
}

/* The first thing wrong with the fields themselves. */
static const char *form_code(const struct request *req)
{
    for (size_t i = 0; i < req->form.rule->count; i++) {
        if (req->form.codes[i] != NULL) {
            return req->form.codes[i];
        }
    }
    return NULL;
}

static struct link plan_link(struct request *req)
{
    str plan = form_text(req, ADD_PLAN);
    if (plan.len == 0 || req->form.codes[ADD_PLAN] != NULL) {
        return (struct link){0};
    }
    struct url url = url_fill(req->arena, "/catalogue/{}", plan);
    return (struct link){url, tr(req->lang, "Choose again")};
}

static err post_item(struct request *req)
{
    struct cart_act act;
    struct cart_addition addition;
    err e = cart_act_of(req, &act);
    if (e != ERR_OK) {
        return e;
    }
    struct work work = {.req = req, .act = &act, .addition = &addition, .code = form_code(req)};
    if (work.code == NULL) {
        e = fill_addition(req, &addition);
        e = e == ERR_OK ? db_transaction(req->db, take, &work) : e;
    }
    if (work.code != NULL) {
        return show(req, &act, work.code, STR(""), plan_link(req));
    }
    if (e == ERR_OK && !req->session.signed_in) {
        cookie_set_signed(req, CART_COOKIE, work.cart.text, CART_KEPT);
    }
    return e == ERR_OK ? reply_redirect(req, url_path("/cart")) : e;
}

/* --- changing --- */

static err change(struct db *tx, void *arg)
{
    struct work *work = arg;
    return cart_change(tx, work->req->arena, work->act, path_param(work->req, 0),
                       form_number(work->req, CHANGE_MONTHS, 0),
                       form_number(work->req, CHANGE_QUANTITY, 0), &work->code);
}

static err drop(struct db *tx, void *arg)
{
    struct work *work = arg;
    return cart_remove(tx, work->req->arena, work->act, path_param(work->req, 0));
}

static err set_promo(struct db *tx, void *arg)
{
    struct work *work = arg;
    return cart_set_promo(tx, work->req->arena, work->act, form_text(work->req, PROMO_CODE),
                          &work->code);
}

static err set_currency(struct db *tx, void *arg)
{
    struct work *work = arg;
    return cart_set_currency(tx, work->req->arena, work->act, form_text(work->req, CURRENCY_CODE));
}

static err seen(struct db *tx, void *arg)
{
    struct work *work = arg;
    return cart_see(tx, work->req->arena, work->act);
}

/* Runs one of them and shows the cart again; promo_tried is shown with its mistake. */
static err run(struct request *req, db_fn *fn, str promo_tried)
{
    struct cart_act act;
    err e = cart_act_of(req, &act);
    if (e != ERR_OK) {
        return e;
    }
    struct work work = {.req = req, .act = &act, .code = form_code(req)};
    if (work.code == NULL) {
        e = db_transaction(req->db, fn, &work);
    }
    if (work.code != NULL) {
        return show(req, &act, work.code, promo_tried, (struct link){0});
    }
    return e == ERR_OK ? reply_redirect(req, url_path("/cart")) : e;
}

static err post_change(struct request *req)
{
    return run(req, change, STR(""));
}

static err post_remove(struct request *req)
{
    return run(req, drop, STR(""));
}

static err post_promo(struct request *req)
{
    return run(req, set_promo, form_text(req, PROMO_CODE));
}

static err post_seen(struct request *req)
{
    return run(req, seen, STR(""));
}

static err post_currency(struct request *req)
{
    str *currencies = NULL;
    size_t count = 0;
    err e = catalogue_currencies(req->db, req->arena, &currencies, &count);
    bool sold = false;
    for (size_t i = 0; i < count; i++) {
        sold = sold || str_eq(currencies[i], form_text(req, CURRENCY_CODE));
    }
    if (e == ERR_OK && !sold) {
        form_fail(req, CURRENCY_CODE, "bad_choice");
    }
    return e == ERR_OK ? run(req, set_currency, STR("")) : e;
}

const struct route cart_routes[] = {
    {.method = HTTP_GET,
     .path = "/cart",
     .handler = get_cart,
     .who = WHO_ANYONE,
     .lane = LANE_WORK,
     .summary = "The cart, at the prices of now."},
    {.method = HTTP_POST,
     .path = "/cart/items",
     .handler = post_item,
     .who = WHO_ANYONE,
     .form = &add_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Puts a plan with its options and add-ons into the cart."},
    {.method = HTTP_POST,
     .path = "/cart/items/{id}",
     .handler = post_change,
     .who = WHO_ANYONE,
     .form = &change_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Changes period and quantity of a line of the cart."},
    {.method = HTTP_POST,
     .path = "/cart/items/{id}/remove",
     .handler = post_remove,
     .who = WHO_ANYONE,
     .form = &empty_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Takes a line out of the cart, with its add-ons."},
    {.method = HTTP_POST,
     .path = "/cart/promo",
     .handler = post_promo,
     .who = WHO_ANYONE,
     .form = &promo_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .summary = "Uses a promo code; an empty one takes it away."},
    {.method = HTTP_POST,
     .path = "/cart/currency",
     .handler = post_currency,
     .who = WHO_ANYONE,
     .form = &currency_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Shows the cart in another currency."},
    {.method = HTTP_POST,
     .path = "/cart/seen",
     .handler = post_seen,
     .who = WHO_ANYONE,
     .form = &empty_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Takes note of prices that changed."},
    {.method = HTTP_GET,
     .path = "/cart/checkout",
     .handler = get_checkout,
     .who = WHO_CUSTOMER,
     .form = &checkout_form,
     .lane = LANE_WORK,
     .summary = "What is about to be ordered, and who pays."},
    {.method = HTTP_POST,
     .path = "/cart/checkout",
     .handler = post_checkout,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_NEW,
     .form = &checkout_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Orders what is in the cart, once for each token."},
    ROUTES_END,
};
