/* SPDX-License-Identifier: Apache-2.0 */
/* A customer's own services. */
#include "features/services/service_act.h"
#include "features/services/service_gather.h"
#include "features/services/services_page.h"
#include "web/cursor.h"
#include "web/reply.h"

#define SERVICES_A_PAGE 25
#define RENEWS_ITSELF_S STR("4") /* while an operation is under way */

static err get_services(struct request *req)
{
    str text;
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    bool within = http_query_param(req->http, STR("before"), &text) && cursor_parse(text, &before);
    struct service *services = NULL;
    size_t count = 0;
    err e = services_of_account(req->db, req->arena, req->session.account, before.at, before.id,
                                SERVICES_A_PAGE + 1, &services, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct services_view view = {.count = count > SERVICES_A_PAGE ? SERVICES_A_PAGE : count};
    view.rows = ARENA_ARRAY(req->arena, struct service_row, view.count);
    for (size_t i = 0; i < view.count; i++) {
        view.rows[i] = service_row_of(req, &services[i], false);
    }
    if (count > view.count) {
        const struct service *last = &services[view.count - 1];
        struct cursor place = {.at = last->created_at, .id = last->id.text};
        view.pages.older = url_with(req->arena, url_path("/services"), STR("before"),
                                    cursor_text(req->arena, place));
    }
    view.pages.newer = within ? url_path("/services") : (struct url){STR("")};
    struct page *page = page_for(req);
    services_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err load(struct request *req, struct service *out)
{
    return service_of_account(req->db, req->arena, req->session.account, path_param(req, 0), out);
}

/* The periods its plan is sold for. */
static err dress_renew(struct request *req, const struct service *service, struct field *f)
{
    struct plan plan;
    err e = plan_at_version(req->db, req->arena, service->plan, service->plan_version, &plan);
    if (e != ERR_OK) {
        return e;
    }
    struct option *options = ARENA_ARRAY(req->arena, struct option, plan.price_count);
    f->options = options;
    for (size_t i = 0; i < plan.price_count; i++) {
        const struct plan_price *price = &plan.prices[i];
        if (str_eq(str_from_z(price->currency), service->currency)) {
            str n = str_printf(req->arena, "%lld", (long long)price->months);
            str words = tr_n(req->lang, price->months, "{n} month", "{n} months");
            options[f->option_count++] =
                (struct option){n, tr_fill(req->arena, words, "n", n, NULL)};
        }
    }
    f->label = tr(req->lang, "Period");
    f->value =
        f->value.len > 0 ? f->value : str_printf(req->arena, "%lld", (long long)service->months);
    return ERR_OK;
}

static err show(struct request *req, const struct service *service)
{
    struct service_view view = {.renew = fields_of_form(req, &renew_form),
                                .label = fields_of_form(req, &label_form),
                                .whole = form_message_whole(req)};
    err e = dress_renew(req, service, &view.renew[RENEW_MONTHS]);
    view.label[LABEL_TEXT].label = tr(req->lang, "Your own name for the service");
    view.label[LABEL_TEXT].spelled = true;
    view.label[LABEL_TEXT].optional = true;
    if (!form_given(req, LABEL_TEXT) || req->form.rule != &label_form) {
        view.label[LABEL_TEXT].value = service->label;
    }
    if (e == ERR_OK) {
        e = service_gather(req, service, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    for (size_t i = 0; i < view.operation_count; i++) {
        if (!view.operations[i].waits_for_people) {
            http_set_header(req->reply, STR("Refresh"), RENEWS_ITSELF_S);
        }
    }
    struct page *page = page_for(req);
    service_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_service(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    return e == ERR_OK ? show(req, &service) : e;
}

static struct url page_of(struct request *req, const struct service *service)
{
    return url_fill(req->arena, "/services/{}", service->id.text);
}

/* Back to the page: with a sentence, or with the reason why not. */
static err back(struct request *req, const struct service *service, err e, const char *sentence)
{
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, page_of(req, service),
                                      N_("The service has changed meanwhile. Nothing was done."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, page_of(req, service), sentence) : e;
}

static err post_renew(struct request *req)
{
    struct service service;
    struct invoice invoice = {0};
    err e = load(req, &service);
    if (e != ERR_OK) {
        return e;
    }
    if (!form_failed(req)) {
        e = service_act_renew(req, &service, &invoice);
    }
    if (e != ERR_OK) {
        return e == ERR_CONFLICT ? back(req, &service, e, "") : e;
    }
    if (form_failed(req)) {
        return show(req, &service);
    }
    return invoice.state == INVOICE_PAID
               ? back(req, &service, ERR_OK, N_("The service is renewed."))
               : reply_redirect(req, url_fill(req->arena, "/invoices/{}/pay", invoice.id.text));
}

static err post_auto_renew(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e != ERR_OK) {
        return e;
    }
    e = service_act_auto_renew(req, &service);
    return e == ERR_OK || e == ERR_CONFLICT ? back(req, &service, e, N_("Saved.")) : e;
}

static err post_label(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show(req, &service) : e;
    }
    return back(req, &service, service_act_label(req, &service), N_("Saved."));
}

static err show_cancel(struct request *req, const struct service *service)
{
    struct field *f = fields_of(req);
    struct option *options = ARENA_ARRAY(req->arena, struct option, 2);
    options[0] = (struct option){STR("end"), tr(req->lang, "At the end of the paid time")};
    options[1] = (struct option){STR("now"), tr(req->lang, "Now: the service and its data go")};
    f[CANCEL_WHEN].label = tr(req->lang, "When");
    f[CANCEL_WHEN].options = options;
    f[CANCEL_WHEN].option_count = 2;
    f[CANCEL_WHEN].value = f[CANCEL_WHEN].value.len > 0 ? f[CANCEL_WHEN].value : STR("end");
    f[CANCEL_REASON].label = tr(req->lang, "Why, if you like to tell us");
    f[CANCEL_REASON].optional = true;
    f[CANCEL_REASON].spelled = true;
    struct service_row head = service_row_of(req, service, false);
    struct cancel_view view = {head, service, f, form_message_whole(req), head.paid_through};
    struct page *page = page_for(req);
    service_cancel_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_cancel(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    return e == ERR_OK ? show_cancel(req, &service) : e;
}

static err post_cancel(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e != ERR_OK) {
        return e;
    }
    if (!form_failed(req)) {
        e = service_act_cancel(req, &service);
    }
    if (e == ERR_OK && form_failed(req)) {
        return show_cancel(req, &service);
    }
    return e == ERR_OK || e == ERR_CONFLICT ? back(req, &service, e, N_("Saved.")) : e;
}

#define GET_ROUTE(address, does, rule, words)                                                      \
    {                                                                                              \
        .method = HTTP_GET, .path = (address), .handler = (does), .who = WHO_CUSTOMER,             \
        .form = (rule), .lane = LANE_WORK, .summary = (words)                                      \
    }
#define POST_ROUTE(address, does, rule, once, words)                                               \
    {                                                                                              \
        .method = HTTP_POST, .path = (address), .handler = (does), .who = WHO_CUSTOMER,            \
        .form = (rule), .rate = RATE_WRITE, .lane = LANE_WORK, .creates = (once),                  \
        .summary = (words)                                                                         \
    }

const struct route services_routes[] = {
    GET_ROUTE("/services", get_services, NULL, "One's services."),
    GET_ROUTE("/services/{id}", get_service, &renew_form,
              "One service: state, what comes, what can be done; ?top_up= asks what if."),
    GET_ROUTE("/services/{id}/cancel", get_cancel, &service_cancel_form,
              "Asks when a service should end."),
    {.method = HTTP_POST,
     .path = "/services/{id}/renew",
     .handler = post_renew,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_NEW,
     .form = &renew_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Asks for a further period."},
    POST_ROUTE("/services/{id}/auto-renew", post_auto_renew, &auto_renew_form, false,
               "Switches paying renewals from the balance on or off."),
    POST_ROUTE("/services/{id}/label", post_label, &label_form, false,
               "Gives the service a name of one's own."),
    POST_ROUTE("/services/{id}/cancel", post_cancel, &service_cancel_form, false,
               "Ends the service at the end of the paid time or now, or takes that back."),
    ROUTES_END,
};
