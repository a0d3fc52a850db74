/* SPDX-License-Identifier: Apache-2.0 */
/* Orders as JSON: what integrators place, read, change and pay. */
#include "features/orders/change.h"
#include "features/orders/order_json.h"
#include "features/orders/order_list.h"
#include "features/orders/order_rules.h"
#include "features/orders/place.h"
#include "features/payments/payments.h"
#include "system/random.h"
#include "web/reply.h"

enum { PLACE_ITEMS, PLACE_CURRENCY, PLACE_PAYER, PLACE_PROMO };
static const struct field_rule place_fields[] = {
    [PLACE_ITEMS] = {"items", FIELD_LIST, 1, ORDER_LINES_MAX},
    [PLACE_CURRENCY] = {"currency", FIELD_TOKEN, 0, 3},
    [PLACE_PAYER] = {"payer", FIELD_TOKEN, 0, 36},
    [PLACE_PROMO] = {"promo", FIELD_LINE, 0, 40},
};
static const char *const place_shapes[] = {"OrderItem", NULL, NULL, NULL};
static const struct form_rule place_form = FORM_WITH(place_fields, NULL, place_shapes);

enum { PAY_METHOD };
static const struct field_rule pay_fields[] = {[PAY_METHOD] = {"method", FIELD_TOKEN, 1, 40}};
static const struct form_rule pay_form = FORM(pay_fields);

enum { CHANGE_NAME };
static const struct field_rule change_fields[] = {
    [CHANGE_NAME] = {"name", FIELD_LINE, 0, ORDER_NAME_CHARS_MAX}};
static const struct form_rule change_form = FORM(change_fields);

enum { SPLIT_LINES };
static const struct field_rule split_fields[] = {
    [SPLIT_LINES] = {"lines", FIELD_LIST, 1, ORDER_LINES_MAX}};
static const char *const split_shapes[] = {"Id"};
static const struct form_rule split_form = FORM_WITH(split_fields, NULL, split_shapes);

enum { MERGE_ORDER };
static const struct field_rule merge_fields[] = {[MERGE_ORDER] = {"order", FIELD_TOKEN, 1, 36}};
static const struct form_rule merge_form = FORM(merge_fields);

static const struct form_rule empty_form = {0};

struct work {
    struct request *req;
    struct order_place place;
    struct quote_fault fault;
    const str *ids;
    size_t count;
    order_id made;
    const char *code;
    struct payment_for_invoice pay;
    struct payment_step step;
};

static err reply_order(struct request *req, int status, str id)
{
    struct order order;
    err e = order_of_account(req->db, req->arena, req->session.account, id, &order);
    return e == ERR_OK ? order_reply(req, status, &order) : e;
}

/* --- placing --- */

static err place_in(struct db *tx, void *arg)
{
    struct work *work = arg;
    return order_place(tx, work->req->arena, &work->place, &work->made, &work->fault);
}

/* Names the field a fault belongs to: the item and its option, the code, the payer. */
static err refuse_place(struct request *req, const struct quote_fault *fault)
{
    if (fault->item > 0) {
        struct buf where = buf_in(req->arena);
        buf_printf(&where, "items.%zu", fault->item);
        if (fault->option.len > 0) {
            buf_printf(&where, ".options.%" STR_FMT, STR_ARG(fault->option));
        }
        form_fail_in(req, PLACE_ITEMS, buf_str(&where), fault->code);
    } else if (strncmp(fault->code, "promo_", 6) == 0) {
        form_fail(req, PLACE_PROMO, fault->code);
    } else if (strcmp(fault->code, "unknown_payer") == 0) {
        form_fail(req, PLACE_PAYER, fault->code);
    } else {
        form_fail_whole(req, fault->code);
    }
    return ERR_INVALID;
}

static err choose_currency(struct request *req, str *out)
{
    str *currencies = NULL;
    size_t count = 0;
    *out = form_text(req, PLACE_CURRENCY);
    if (out->len > 0) {
        return ERR_OK;
    }
    err e = catalogue_currencies(req->db, req->arena, &currencies, &count);
    if (e == ERR_OK) {
        *out = count > 0 ? currencies[0] : STR("");
    }
    return e;
}

static err api_place(struct request *req)
{
    struct requested_item *requested = NULL;
    struct work work = {.req = req};
    str where;
    const struct json_node *list = form_json(req, PLACE_ITEMS);
    const char *fault = list == NULL ? NULL : requested_items(req->arena, list, &requested, &where);
    if (fault != NULL) {
        form_fail_in(req, PLACE_ITEMS, where, fault);
    }
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    work.place = (struct order_place){
        .site = req->site,
        .buyer = {.account = req->session.account,
                  .network = req->network,
                  .payer = {form_text(req, PLACE_PAYER)},
                  .zone = req->zone,
                  .now = req->now},
        .token = id_new(req->arena),
        .requested = requested,
        .count = list->count,
        .promo = form_text(req, PLACE_PROMO),
        .network = req->network,
    };
    err e = choose_currency(req, &work.place.currency);
    if (e == ERR_OK) {
        e = db_transaction(req->db, place_in, &work);
    }
    if (work.fault.code != NULL && (e == ERR_INVALID || e == ERR_CONFLICT)) {
        return refuse_place(req, &work.fault);
    }
    return e == ERR_OK ? reply_order(req, 201, work.made.text) : e;
}

static err api_list(struct request *req)
{
    return order_list_reply(req, req->session.account);
}

static err api_one(struct request *req)
{
    return reply_order(req, 200, path_param(req, 0));
}

/* --- changing --- */

/* Runs one of the changes and answers with the order it gives. */
static err run(struct request *req, db_fn *fn, struct work *work, int status)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    err e = db_transaction(req->db, fn, work);
    if (e == ERR_CONFLICT && work->code != NULL) {
        reply_status(req, 409, work->code);
        return ERR_OK;
    }
    str id = work->made.text.len > 0 ? work->made.text : path_param(req, 0);
    return e == ERR_OK ? reply_order(req, status, id) : e;
}

static err rename_in(struct db *tx, void *arg)
{
    struct work *w = arg;
    return order_rename(tx, w->req->arena, w->req->session.account, path_param(w->req, 0),
                        form_text(w->req, CHANGE_NAME), &w->code);
}

static err cancel_in(struct db *tx, void *arg)
{
    struct work *w = arg;
    return order_cancel(tx, w->req->arena, w->req->session.account, path_param(w->req, 0),
                        w->req->now, &w->code);
}

static err split_in(struct db *tx, void *arg)
{
    struct work *w = arg;
    return order_split(tx, w->req->arena, w->req->session.account, path_param(w->req, 0), w->ids,
                       w->count, w->req->now, &w->made, &w->code);
}

static err merge_in(struct db *tx, void *arg)
{
    struct work *w = arg;
    return order_merge(tx, w->req->arena, w->req->session.account, path_param(w->req, 0),
                       form_text(w->req, MERGE_ORDER), w->req->now, &w->code);
}

static err api_rename(struct request *req)
{
    struct work work = {.req = req};
    return run(req, rename_in, &work, 200);
}

static err api_cancel(struct request *req)
{
    struct work work = {.req = req};
    return run(req, cancel_in, &work, 200);
}

static err api_split(struct request *req)
{
    const struct json_node *list = form_json(req, SPLIT_LINES);
    size_t count = list == NULL ? 0 : list->count;
    str *ids = ARENA_ARRAY(req->arena, str, count);
    for (size_t i = 0; i < count; i++) {
        ids[i] = list->items[i].kind == JSON_KIND_STRING ? list->items[i].text : STR("");
        if (ids[i].len == 0) {
            form_fail(req, SPLIT_LINES, "wrong_type");
        }
    }
    struct work work = {.req = req, .ids = ids, .count = count};
    return run(req, split_in, &work, 201);
}

static err api_merge(struct request *req)
{
    struct work work = {.req = req};
    return run(req, merge_in, &work, 200);
}

/* --- paying --- */

static err pay_in(struct db *tx, void *arg)
{
    struct work *w = arg;
    return payment_pay_invoice(tx, w->req->arena, &w->pay, &w->step);
}

static err reply_step(struct request *req, const struct order *order,
                      const struct payment_step *step)
{
    struct order now;
    err e = order_of_account(req->db, req->arena, req->session.account, order->id.text, &now);
    if (e != ERR_OK) {
        return e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "paid"), json_bool(&json, step->paid);
    json_key(&json, "state");
    json_str(&json, now.locked ? STR("in_progress") : order_state_word(now.state));
    json_key(&json, "payment");
    if (step->payment.text.len > 0) {
        json_str(&json, step->payment.text);
    } else {
        json_nil(&json);
    }
    json_key(&json, "redirect");
    if (!step->paid && step->where.text.len > 0) {
        json_str(&json, url_absolute(req->arena, req->site->origin, step->where).text);
    } else {
        json_nil(&json);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_pay(struct request *req)
{
    struct order order;
    err e = order_of_account(req->db, req->arena, req->session.account, path_param(req, 0), &order);
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    struct work work = {.req = req};
    work.pay = (struct payment_for_invoice){.site = req->site,
                                            .account = req->session.account,
                                            .invoice = order.invoice,
                                            .method = form_text(req, PAY_METHOD),
                                            .now = req->now};
    if (order.state == ORDER_PAID || order.state == ORDER_DONE) {
        work.step.paid = true;
        return reply_step(req, &order, &work.step);
    }
    const char *refused = order_refuses(&order, ORDER_PAY);
    if (refused != NULL) {
        reply_status(req, 409, refused);
        return ERR_OK;
    }
    e = db_transaction(req->db, pay_in, &work);
    if (e == ERR_LIMITED) {
        reply_status(req, 409, "balance_short");
        return ERR_OK;
    }
    if (e == ERR_INVALID) {
        form_fail(req, PAY_METHOD, "bad_choice");
    }
    return e == ERR_OK ? reply_step(req, &order, &work.step) : e;
}

const struct route orders_api_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/v1/orders",
     .handler = api_place,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_NEW,
     .form = &place_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "201 Order",
     .summary = "Orders items at the catalogue's prices and issues the invoice."},
    {.method = HTTP_GET,
     .path = "/api/v1/orders",
     .handler = api_list,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .query = "state limit after",
     .answers = "200 OrderList",
     .summary = "One's orders, newest first."},
    {.method = HTTP_GET,
     .path = "/api/v1/orders/{id}",
     .handler = api_one,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .answers = "200 Order",
     .summary = "One order with its lines and invoice."},
    {.method = HTTP_PATCH,
     .path = "/api/v1/orders/{id}",
     .refuses = "409 order_over order_locked",
     .handler = api_rename,
     .who = WHO_CUSTOMER,
     .form = &change_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .answers = "200 Order",
     .summary = "Gives an order a name of one's own."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/orders/{id}",
     .refuses = "409 order_over order_locked",
     .handler = api_cancel,
     .who = WHO_CUSTOMER,
     .form = &empty_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Order",
     .summary = "Deletes an open order: it is cancelled, and so is its invoice."},
    {.method = HTTP_POST,
     .path = "/api/v1/orders/{id}/split",
     .refuses = "409 order_over order_locked bad_choice addon_alone split_nothing",
     .handler = api_split,
     .who = WHO_CUSTOMER,
     .form = &split_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "201 Order",
     .summary = "Makes an order of its own of some lines of an open one."},
    {.method = HTTP_POST,
     .path = "/api/v1/orders/{id}/merge",
     .refuses = "409 order_over order_locked bad_choice other_currency other_payer too_many_items",
     .handler = api_merge,
     .who = WHO_CUSTOMER,
     .form = &merge_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Order",
     .summary = "Takes the lines of another open order into this one."},
    {.method = HTTP_POST,
     .path = "/api/v1/orders/{id}/pay",
     .refuses = "409 order_over order_locked balance_short",
     .handler = api_pay,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_PAY,
     .form = &pay_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 OrderPayment",
     .summary = "Pays from the balance, or says where to go on with a provider."},
    ROUTES_END,
};
