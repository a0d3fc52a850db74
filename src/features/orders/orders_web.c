/* SPDX-License-Identifier: Apache-2.0 */
/* A customer's own orders, and what he does with an open one. */
#include "features/orders/change.h"
#include "features/orders/order_list.h"
#include "features/orders/order_rules.h"
#include "features/orders/order_web.h"
#include "features/orders/orders_page.h"
#include "web/reply.h"

enum { NAME_TEXT };
static const struct field_rule name_fields[] = {
    [NAME_TEXT] = {"name", FIELD_LINE, 0, ORDER_NAME_CHARS_MAX}};
static const struct form_rule name_form = FORM(name_fields);

/* The lines that go, "line.ID" = 1 each; the field is for rules that must have one. */
static const struct form_rule split_form = {.more = "line."};

enum { MERGE_ORDER };
static const struct field_rule merge_fields[] = {[MERGE_ORDER] = {"order", FIELD_TOKEN, 1, 36}};
static const struct form_rule merge_form = FORM(merge_fields);

static const struct form_rule empty_form = {0};

static err get_orders(struct request *req)
{
    struct orders_view view = {0};
    err e = order_list_gather(req, req->session.account, url_path("/orders"), &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    orders_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err show(struct request *req, const char *code)
{
    struct order order;
    struct order_view view = {0};
    err e = order_of_account(req->db, req->arena, req->session.account, path_param(req, 0), &order);
    if (e == ERR_OK) {
        e = order_gather(req, &order, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.problem = code == NULL ? STR("") : field_error_text(req->lang, code);
    struct page *page = page_for(req);
    order_page(page, view_of(req), &view);
    return reply_page(req, code == NULL ? 200 : 422, page);
}

static err get_order(struct request *req)
{
    return show(req, NULL);
}

struct changing {
    struct request *req;
    order_id made;
    const char *code;
};

static err rename_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_rename(tx, c->req->arena, c->req->session.account, path_param(c->req, 0),
                        form_text(c->req, NAME_TEXT), &c->code);
}

static err cancel_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_cancel(tx, c->req->arena, c->req->session.account, path_param(c->req, 0),
                        c->req->now, &c->code);
}

static err split_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    const struct form *form = &c->req->form;
    str *ids = ARENA_ARRAY(c->req->arena, str, form->more_count);
    for (size_t i = 0; i < form->more_count; i++) {
        ids[i] = form->more[i].name;
    }
    return order_split(tx, c->req->arena, c->req->session.account, path_param(c->req, 0), ids,
                       form->more_count, c->req->now, &c->made, &c->code);
}

static err merge_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_merge(tx, c->req->arena, c->req->session.account, path_param(c->req, 0),
                       form_text(c->req, MERGE_ORDER), c->req->now, &c->code);
}

/* Runs one of them; what it is refused for is shown on the order's page. */
static err run(struct request *req, db_fn *fn, const char *sentence)
{
    struct changing changing = {.req = req};
    if (form_failed(req)) {
        return show(req, req->form.codes[0] != NULL ? req->form.codes[0] : req->form.code);
    }
    err e = db_transaction(req->db, fn, &changing);
    if (e == ERR_CONFLICT && changing.code != NULL) {
        return show(req, changing.code);
    }
    str id = changing.made.text.len > 0 ? changing.made.text : path_param(req, 0);
    return e == ERR_OK
               ? reply_redirect_saying(req, url_fill(req->arena, "/orders/{}", id), sentence)
               : e;
}

static err post_name(struct request *req)
{
    return run(req, rename_in, N_("Saved."));
}

static err post_cancel(struct request *req)
{
    return run(req, cancel_in, N_("The order is deleted."));
}

static err post_split(struct request *req)
{
    return run(req, split_in, N_("These lines are an order of their own now."));
}

static err post_merge(struct request *req)
{
    return run(req, merge_in, N_("The orders are one now."));
}

const struct route orders_routes[] = {
    {.method = HTTP_GET,
     .path = "/orders",
     .handler = get_orders,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .summary = "One's orders; ?state= chooses which."},
    {.method = HTTP_GET,
     .path = "/orders/{id}",
     .handler = get_order,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .summary = "One order: its lines, how far they are, and what may be done."},
    {.method = HTTP_POST,
     .path = "/orders/{id}/name",
     .handler = post_name,
     .who = WHO_CUSTOMER,
     .form = &name_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Gives an order a name of one's own."},
    {.method = HTTP_POST,
     .path = "/orders/{id}/cancel",
     .handler = post_cancel,
     .who = WHO_CUSTOMER,
     .form = &empty_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Deletes an open order; its invoice is cancelled."},
    {.method = HTTP_POST,
     .path = "/orders/{id}/split",
     .handler = post_split,
     .who = WHO_CUSTOMER,
     .form = &split_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Makes an order of its own of some lines of an open one."},
    {.method = HTTP_POST,
     .path = "/orders/{id}/merge",
     .handler = post_merge,
     .who = WHO_CUSTOMER,
     .form = &merge_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Takes the lines of another open order into this one."},
    ROUTES_END,
};
