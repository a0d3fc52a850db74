/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/service_act.h"
#include "features/services/service_json.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"

static err load(struct request *req, struct service *out)
{
    return service_of_account(req->db, req->arena, req->session.account, path_param(req, 0), out);
}

static err api_list(struct request *req)
{
    struct cursor after;
    int64_t limit = 0;
    if (!list_place(req, &after, &limit)) {
        return ERR_INVALID;
    }
    struct service *services = NULL;
    size_t count = 0;
    err e = services_of_account(req->db, req->arena, req->session.account, after.at, after.id,
                                limit + 1, &services, &count);
    return e == ERR_OK ? services_reply(req, services, count, (size_t)limit) : e;
}

static err api_one(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    return e == ERR_OK ? service_reply(req, &service) : e;
}

static err api_renew(struct request *req)
{
    struct service service;
    struct invoice invoice = {0};
    err e = load(req, &service);
    if (e == ERR_OK) {
        e = form_failed(req) ? ERR_INVALID : service_act_renew(req, &service, &invoice);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "invoice"), json_str(&json, invoice.id.text);
    json_key(&json, "number"), json_str(&json, invoice.number);
    json_key(&json, "total"), json_money(&json, invoice.total);
    json_key(&json, "due"), json_money(&json, invoice_due(&invoice));
    json_key(&json, "paid"), json_bool(&json, invoice.state == INVOICE_PAID);
    json_end(&json);
    return reply_json(req, 200, &text);
}

/* An act that is answered with the service as it is then. */
static err after(struct request *req, const struct service *service, err e)
{
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    return service_reply(req, service);
}

static err api_auto_renew(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e == ERR_OK && !form_given(req, AUTO_ENABLED)) {
        form_fail(req, AUTO_ENABLED, "required");
    }
    if (e == ERR_OK && !form_failed(req)) {
        e = service_act_auto_renew(req, &service);
    }
    return e == ERR_OK ? after(req, &service, e) : e;
}

static err api_label(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e == ERR_OK && !form_given(req, LABEL_TEXT)) {
        form_fail(req, LABEL_TEXT, "required");
    }
    if (e == ERR_OK && !form_failed(req)) {
        e = service_act_label(req, &service);
    }
    return e == ERR_OK ? after(req, &service, e) : e;
}

static err api_cancel(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e == ERR_OK && !form_failed(req)) {
        e = service_act_cancel(req, &service);
    }
    return e == ERR_OK ? after(req, &service, e) : e;
}

#define POST_ROUTE(address, does, rule, answer, words)                                             \
    {                                                                                              \
        .method = HTTP_POST, .path = (address), .handler = (does), .who = WHO_CUSTOMER,            \
        .form = (rule), .rate = RATE_WRITE, .lane = LANE_WORK, .creates = true,                    \
        .answers = (answer), .summary = (words)                                                    \
    }

const struct route services_api_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/services",
     .handler = api_list,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .query = "limit after",
     .answers = "200 ServiceList",
     .summary = "One's services, newest first."},
    {.method = HTTP_GET,
     .path = "/api/v1/services/{id}",
     .handler = api_one,
     .who = WHO_CUSTOMER,
     .lane = LANE_WORK,
     .answers = "200 Service",
     .summary = "One service with its price, operations and open invoice."},
    {.method = HTTP_POST,
     .path = "/api/v1/services/{id}/renew",
     .handler = api_renew,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_NEW,
     .form = &renew_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Renewal",
     .summary = "Asks for a further period; with method balance it is paid if that covers it."},
    POST_ROUTE("/api/v1/services/{id}/auto-renew", api_auto_renew, &auto_renew_form, "200 Service",
               "Switches paying renewals from the balance on or off."),
    POST_ROUTE("/api/v1/services/{id}/cancel", api_cancel, &service_cancel_form, "200 Service",
               "Ends the service; when is end, now, or undo."),
    POST_ROUTE("/api/v1/services/{id}/label", api_label, &label_form, "200 Service",
               "Gives the service a name of one's own."),
    ROUTES_END,
};
