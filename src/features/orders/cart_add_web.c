/* SPDX-License-Identifier: Apache-2.0 */
/* Putting a plan into the cart: a guest's cart begins here. */
#include "features/orders/cart_web.h"
#include "web/cookie.h"
#include "web/reply.h"

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
const struct form_rule cart_add_form = FORM_WITH(add_fields, "option.", NULL);

struct adding {
    struct request *req;
    const struct cart_act *act;
    struct cart_addition addition;
    cart_id cart;
    const char *code;
};

static err take(struct db *tx, void *arg)
{
    struct adding *adding = arg;
    return cart_take(tx, adding->req->arena, adding->act, &adding->addition, &adding->cart,
                     &adding->code);
}

/* The first that is sold in. */
static err choose_currency(struct request *req, str *out)
{
    str *currencies = NULL;
    size_t count = 0;
    err e = catalogue_currencies(req->db, req->arena, &currencies, &count);
    if (e == ERR_OK && count > 0) {
        *out = currencies[0];
    }
    return e;
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
    struct quote_item *items = NULL;
    size_t count = 0;
    catalogue_items_of_form(req->arena, &plan, &items, &count);
    str currency = form_text(req, ADD_CURRENCY);
    err e = currency.len > 0 ? ERR_OK : choose_currency(req, &currency);
    if (e == ERR_OK) {
        *out = (struct cart_addition){
            .items = items,
            .count = count,
            .currency = currency,
            .promo = form_text(req, ADD_PROMO),
            .parent_item = form_text(req, ADD_PARENT),
            .parent_service = form_text(req, ADD_SERVICE),
        };
    }
    return e;
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

err post_cart_item(struct request *req)
{
    struct cart_act act;
    err e = cart_act_of(req, &act);
    if (e != ERR_OK) {
        return e;
    }
    struct adding adding = {.req = req, .act = &act, .code = cart_form_code(req)};
    if (adding.code == NULL) {
        e = fill_addition(req, &adding.addition);
        e = e == ERR_OK ? db_transaction(req->db, take, &adding) : e;
    }
    if (adding.code != NULL) {
        return cart_show(req, &act, adding.code, STR(""), plan_link(req));
    }
    if (e == ERR_OK && !req->session.signed_in) {
        cookie_set_signed(req, CART_COOKIE, adding.cart.text, CART_KEPT);
    }
    return e == ERR_OK ? reply_redirect(req, url_path("/cart")) : e;
}
