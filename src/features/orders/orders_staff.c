/* SPDX-License-Identifier: Apache-2.0 */
/* Orders in the console: everybody's, one, and cancelling one with a reason. */
#include "features/orders/change.h"
#include "features/orders/order_json.h"
#include "features/orders/order_list.h"
#include "features/orders/order_web.h"
#include "features/orders/orders_page.h"
#include "web/reply.h"
#include "web/staff.h"
#include "web/staff_audit.h"

#define MAY_SEE (STAFF_MAY_ORDERS | STAFF_MAY_MONEY | STAFF_MAY_SUPPORT)
#define REASON_CHARS_MAX 500

enum { END_REASON };
static const struct field_rule end_fields[] = {
    [END_REASON] = {"reason", FIELD_LINE, 3, REASON_CHARS_MAX}};
static const struct form_rule end_form = FORM(end_fields);

static account_id account_asked(struct request *req)
{
    str text = STR("");
    bool is_asked = http_query_param(req->http, STR("account"), &text) && id_is_wellformed(text);
    return (account_id){is_asked ? text : STR("")};
}

static err get_orders(struct request *req)
{
    struct orders_view view = {.is_staff = true};
    struct url base = url_path("/staff/orders");
    account_id account = account_asked(req);
    if (account.text.len > 0) {
        base = url_with(req->arena, base, STR("account"), account.text);
    }
    err e = order_list_gather(req, account, base, &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    orders_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err load(struct request *req, struct order *out)
{
    str id = path_param(req, 0);
    return id_is_wellformed(id) ? order_by_id(req->db, req->arena, (order_id){id}, out)
                                : ERR_NOT_FOUND;
}

static err show(struct request *req)
{
    struct order order;
    struct order_view view = {.problem = form_message_whole(req)};
    err e = load(req, &order);
    if (e == ERR_OK) {
        e = order_gather(req, &order, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.acts.cancel = view.acts.cancel && staff_may(req, STAFF_MAY_ORDERS);
    view.acts.cancel =
        view.acts.cancel || (order.part_paid && !order.locked && staff_may(req, STAFF_MAY_ORDERS));
    struct field *f = fields_of_form(req, &end_form);
    view.reason = f[END_REASON];
    view.reason.label = tr(req->lang, "Reason");
    view.reason.help = tr(req->lang, "The customer reads it.");
    view.reason.spelled = true;
    struct page *page = page_for(req);
    order_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err cancel_in(struct db *tx, void *arg)
{
    struct request *req = arg;
    struct order order;
    str reason = form_text(req, END_REASON);
    err e = order_by_id(tx, req->arena, (order_id){path_param(req, 0)}, &order);
    if (e == ERR_OK) {
        e = order_cancel_by_staff(tx, req->arena, order.id, req->staff.member.text, reason,
                                  req->now);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct staff_audit_entry entry = staff_audit_of(req, "order.cancelled");
    entry.subject = STR("order");
    entry.ref = order.id.text;
    entry.account = order.account;
    entry.reason = reason;
    entry.before = order_state_word(order.state);
    entry.after = STR("cancelled");
    return staff_audit_put(tx, req->arena, &entry);
}

static err post_cancel(struct request *req)
{
    if (form_failed(req)) {
        return show(req);
    }
    struct url here = url_fill(req->arena, "/staff/orders/{}", path_param(req, 0));
    err e = id_is_wellformed(path_param(req, 0)) ? db_transaction(req->db, cancel_in, req)
                                                 : ERR_NOT_FOUND;
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, here,
                                      N_("The order is not open any more. Nothing was done."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, here, N_("The order is cancelled.")) : e;
}

static err api_list(struct request *req)
{
    return order_list_reply(req, account_asked(req));
}

static err api_one(struct request *req)
{
    struct order order;
    err e = load(req, &order);
    return e == ERR_OK ? order_reply(req, 200, &order) : e;
}

static err api_cancel(struct request *req)
{
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    err e = id_is_wellformed(path_param(req, 0)) ? db_transaction(req->db, cancel_in, req)
                                                 : ERR_NOT_FOUND;
    return e == ERR_OK ? api_one(req) : e;
}

const struct staff_screen orders_screens[] = {
    {.path = "/staff/orders",
     .label = N_("Orders"),
     .may = MAY_SEE,
     .of_account = "/staff/orders?account={}"},
    STAFF_SCREENS_END,
};

const struct route orders_staff_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/orders",
     .handler = get_orders,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .summary = "Everybody's orders; ?state=, ?number= and ?account= choose which."},
    {.method = HTTP_GET,
     .path = "/staff/orders/{id}",
     .handler = show,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .summary = "One order of anybody."},
    {.method = HTTP_POST,
     .path = "/staff/orders/{id}/cancel",
     .handler = post_cancel,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ORDERS,
     .form = &end_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Cancels an open order with its invoice; what was paid goes to the balance."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/orders",
     .handler = api_list,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .query = "state account limit after",
     .answers = "200 OrderList",
     .summary = "Everybody's orders, newest first."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/orders/{id}",
     .handler = api_one,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .answers = "200 Order",
     .summary = "One order of anybody."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/orders/{id}/cancel",
     .handler = api_cancel,
     .who = WHO_STAFF,
     .may = STAFF_MAY_ORDERS,
     .form = &end_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Order",
     .summary = "Cancels an open order with its invoice; what was paid goes to the balance."},
    ROUTES_END,
};
