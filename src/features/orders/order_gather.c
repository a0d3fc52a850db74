/* SPDX-License-Identifier: Apache-2.0 */
/* One order as its page shows it: lines, how far their services are, what may be done. */
#include "features/orders/order_web.h"

#include "features/invoices/invoices.h"
#include "features/orders/order_rules.h"
#include "features/orders/orders_store.h"
#include "features/provisioning/provisioning.h"
#include "features/services/services.h"

static enum tone tone_of_service(enum service_state state)
{
    switch (state) {
    case SERVICE_PREPARING:
        return TONE_INFO;
    case SERVICE_ACTIVE:
        return TONE_GOOD;
    case SERVICE_SUSPENDED:
        return TONE_WARN;
    case SERVICE_TERMINATING:
    case SERVICE_TERMINATED:
        break;
    }
    return TONE_PLAIN;
}

static str name_of_service(enum lang lang, enum service_state state)
{
    switch (state) {
    case SERVICE_PREPARING:
        return tr(lang, "Being prepared");
    case SERVICE_ACTIVE:
        return tr_in(lang, "service", "Active");
    case SERVICE_SUSPENDED:
        return tr_in(lang, "service", "Suspended");
    case SERVICE_TERMINATING:
        return tr_in(lang, "service", "Ending");
    case SERVICE_TERMINATED:
        break;
    }
    return tr_in(lang, "service", "Ended");
}

/* How far bringing it up is, as its newest operation says. */
static err add_progress(struct request *req, const struct service *service, struct order_row *row)
{
    struct operation *operations = NULL;
    size_t count = 0;
    row->working = true;
    row->step = tr(req->lang, "Waits for its turn");
    err e = operations_of_subject(req->db, req->arena, service->id.text, 1, &operations, &count);
    if (e != ERR_OK || count == 0) {
        return e;
    }
    str step = operation_step(&operations[0], req->lang);
    row->progress = operations[0].progress;
    if (operations[0].state == OPERATION_MANUAL || operations[0].state == OPERATION_FAILED) {
        row->step = tr(req->lang, "Our staff is at it");
    } else if (step.len > 0) {
        row->step = step;
    } else if (operations[0].state == OPERATION_RUNNING) {
        row->step = tr(req->lang, "Under way");
    }
    return ERR_OK;
}

static err add_service(struct request *req, struct order_row *row)
{
    struct service service;
    if (row->line->service.text.len == 0) {
        return ERR_OK;
    }
    bool console = req->route->who == WHO_STAFF;
    err e = service_by_id(req->db, req->arena, row->line->service, &service);
    if (e != ERR_OK) {
        return e;
    }
    row->has_service = true;
    row->service = service_name(&service, req->lang);
    row->service_url = console ? url_fill(req->arena, "/staff/services/{}", service.id.text)
                               : url_fill(req->arena, "/services/{}", service.id.text);
    row->service_state = name_of_service(req->lang, service.state);
    row->service_tone = tone_of_service(service.state);
    return service.state == SERVICE_PREPARING ? add_progress(req, &service, row) : ERR_OK;
}

static err gather_rows(struct request *req, struct order_view *view)
{
    const struct order *order = view->order;
    struct order_line *lines = NULL;
    err e = order_line_store_all(req->db, req->arena, order->id, &lines, &view->count);
    struct order_row *rows = ARENA_ARRAY(req->arena, struct order_row, view->count);
    for (size_t i = 0; e == ERR_OK && i < view->count; i++) {
        rows[i] = (struct order_row){
            .line = &lines[i],
            .text = req->lang == LANG_UK ? lines[i].text_uk : lines[i].text_en,
            .months = months_text(req, lines[i].months),
            .price = order_money(order, lines[i].recurring),
            .setup = order_money(order, lines[i].setup),
            .discount = order_money(order, lines[i].discount),
            .total = order_money(order, lines[i].total),
        };
        e = add_service(req, &rows[i]);
        view->working = view->working || rows[i].working;
    }
    view->rows = rows;
    return e;
}

/* The other orders this one could be merged with. */
static err offer_others(struct request *req, struct order_view *view)
{
    struct order_filter filter = {.account = view->order->account,
                                  .state = STR("open"),
                                  .before = WHEN_NONE,
                                  .limit = ORDER_LINES_MAX};
    struct order *orders = NULL;
    size_t count = 0;
    err e = orders_list(req->db, req->arena, &filter, &orders, &count);
    struct option *options = ARENA_ARRAY(req->arena, struct option, count);
    size_t offered = 0;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        bool fits = !str_eq(orders[i].id.text, view->order->id.text) &&
                    memcmp(orders[i].currency, view->order->currency, 4) == 0;
        if (fits) {
            options[offered++] =
                (struct option){orders[i].id.text, order_title(req->lang, req->arena, &orders[i])};
        }
    }
    view->acts.merge = view->acts.merge && offered > 0;
    view->other = (struct field){.name = STR("order"),
                                 .label = tr(req->lang, "The other order"),
                                 .help = tr(req->lang, "Its lines come here, and it is over."),
                                 .options = options,
                                 .option_count = offered};
    return e;
}

static err gather_invoice(struct request *req, struct order_view *view)
{
    struct invoice invoice;
    view->invoice_number = STR("");
    if (view->order->invoice.text.len == 0) {
        return ERR_OK;
    }
    err e = invoice_by_id(req->db, req->arena, view->order->invoice, &invoice);
    view->invoice_number = e == ERR_OK ? invoice.number : STR("");
    str id = view->order->invoice.text;
    view->invoice = view->is_staff ? url_fill(req->arena, "/staff/invoices/{}", id)
                                   : url_fill(req->arena, "/invoices/{}", id);
    view->pay = url_fill(req->arena, "/invoices/{}/pay", id);
    return e;
}

err order_gather(struct request *req, const struct order *order, struct order_view *out)
{
    out->order = order;
    out->is_staff = req->route->who == WHO_STAFF;
    order_summary_of(req, order, &out->summary);
    out->end_reason = order_end_name(req->lang, req->arena, order);
    out->customer = url_fill(req->arena, "/staff/accounts/{}", order->account.text);
    err e = gather_rows(req, out);
    out->acts = (struct order_acts){
        .pay = order->state == ORDER_OPEN && !order->locked,
        .rename = order_refuses(order, ORDER_RENAME) == NULL,
        .cancel = order_refuses(order, ORDER_CANCEL) == NULL,
        .split = order_refuses(order, ORDER_SPLIT) == NULL && out->count > 1,
        .merge = order_refuses(order, ORDER_MERGE) == NULL,
    };
    out->name = (struct field){.name = STR("name"),
                               .label = tr(req->lang, "Your own name for it"),
                               .value = order->name,
                               .max = ORDER_NAME_CHARS_MAX,
                               .spelled = true,
                               .optional = true};
    if (e == ERR_OK && !out->is_staff) {
        e = offer_others(req, out);
    }
    return e == ERR_OK ? gather_invoice(req, out) : e;
}
