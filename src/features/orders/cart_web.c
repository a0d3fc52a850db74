/* SPDX-License-Identifier: Apache-2.0 */
/* The cart: open to guests, who are known by a signed cookie. */
#include "features/orders/cart_web.h"

#include "features/orders/cart_page.h"
#include "features/orders/order_web.h"
#include "web/cookie.h"
#include "web/reply.h"

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

struct work {
    struct request *req;
    const struct cart_act *act;
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
    struct cart_act act = {
        .site = req->site,
        .owner = {.account = req->session.signed_in ? req->session.account : (account_id){STR("")},
                  .guest = {id_is_wellformed(guest) ? guest : STR("")}},
        .buyer = {.zone = req->zone, .now = req->now, .payer = {STR("")}, .network = req->network},
    };
    act.buyer.account = act.owner.account;
    err e = ERR_OK;
    if (req->session.signed_in && act.owner.guest.text.len > 0) {
        struct work work = {.req = req, .act = &act};
        e = db_transaction(req->db, join, &work);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (req->session.signed_in) {
        act.owner.guest = (cart_id){STR("")};
    }
    if (req->session.signed_in && guest.len > 0 && id_is_wellformed(guest)) {
        cookie_clear(req, CART_COOKIE);
    }
    *out = act;
    return ERR_OK;
}

err cart_show(struct request *req, const struct cart_act *act, const char *code, str promo_tried,
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
    return e == ERR_OK ? cart_show(req, &act, NULL, STR(""), (struct link){0}) : e;
}

const char *cart_form_code(const struct request *req)
{
    for (size_t i = 0; i < req->form.rule->count; i++) {
        if (req->form.codes[i] != NULL) {
            return req->form.codes[i];
        }
    }
    return NULL;
}

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
    struct work work = {.req = req, .act = &act, .code = cart_form_code(req)};
    if (work.code == NULL) {
        e = db_transaction(req->db, fn, &work);
    }
    if (work.code != NULL) {
        return cart_show(req, &act, work.code, promo_tried, (struct link){0});
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
     .handler = post_cart_item,
     .who = WHO_ANYONE,
     .form = &cart_add_form,
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
