/* SPDX-License-Identifier: Apache-2.0 */
/* What a service costs and will cost: invoices, and what comes due. */
#include "features/services/lifecycle.h"
#include "features/services/service_gather_private.h"
#include "features/services/service_words.h"

#define AHEAD_DAYS 75
#define AHEAD_SHOWN 14

static str sum_text(struct request *req, const struct service *service, int64_t minor)
{
    money sum = {0};
    return money_of(minor, service->currency, &sum) ? fmt_money(req->arena, req->lang, sum)
                                                    : STR("");
}

static void put_invoice(struct request *req, const struct asked *asked,
                        const struct invoice *invoice, struct service_view *view)
{
    struct url url = url_fill(req->arena, "/invoices/{}", invoice->id.text);
    bool open = str_eq(asked->state, STR("open")) && invoice_is_open(invoice);
    if (open && str_eq(asked->kind, STR("renewal"))) {
        view->pay = url_fill(req->arena, "/invoices/{}/pay", invoice->id.text);
        view->pay_sum = fmt_money(req->arena, req->lang, invoice_due(invoice));
    } else if (open) {
        view->change_invoice = url;
    }
    view->invoice_urls[view->invoice_count] = url;
    view->invoices[view->invoice_count++] = (struct dated_line){
        .day = fmt_day(req->arena, req->lang, invoice->issued_day),
        .text = invoice->number,
        .amount = fmt_money(req->arena, req->lang, invoice->total),
        .tone = open ? TONE_WARN : TONE_PLAIN,
    };
}

err service_put_money(struct request *req, struct service *service, struct service_view *view)
{
    struct asked *asked = NULL;
    int64_t price = 0;
    bool over = service->state == SERVICE_TERMINATED || service->state == SERVICE_TERMINATING;
    err e = over ? ERR_OK : renewal_price(req->db, req->arena, service, 0, &price);
    size_t count = 0;
    if (e == ERR_OK) {
        e = asked_store_all(req->db, req->arena, service->id, &asked, &count);
    }
    if (e != ERR_OK) {
        return e;
    }
    view->price = over ? STR("") : sum_text(req, service, price);
    view->invoices = ARENA_ARRAY(req->arena, struct dated_line, count);
    view->invoice_urls = ARENA_ARRAY(req->arena, struct url, count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct invoice invoice;
        e = invoice_by_id(req->db, req->arena, asked[i].invoice, &invoice);
        if (e == ERR_OK) {
            put_invoice(req, &asked[i], &invoice, view);
        }
    }
    return e;
}

static str reach_text(struct request *req, const struct service *service,
                      const struct calendar *calendar)
{
    for (size_t i = 0; i < calendar->reach_count; i++) {
        const struct calendar_reach *reach = &calendar->reaches[i];
        if (!str_eq(str_from_z(reach->currency), service->currency)) {
            continue;
        }
        if (reach->enough) {
            return tr(req->lang, "Your balance covers everything that comes due in this time.");
        }
        struct civil local = zone_local(req->zone, req->now);
        if (days_between(day_of_civil(&local), reach->until) <= 0) {
            return tr_fill(req->arena, tr(req->lang, "{sum} is missing already."), "sum",
                           sum_text(req, service, reach->missing), NULL);
        }
        return tr_fill(
            req->arena,
            tr(req->lang, "Your balance is enough until {date}; then {sum} are missing."), "date",
            fmt_day(req->arena, req->lang, reach->until), "sum",
            sum_text(req, service, reach->missing), NULL);
    }
    return STR("");
}

err service_put_ahead(struct request *req, const struct service *service, struct service_view *view)
{
    struct calendar calendar = {0};
    struct calendar_ask ask = {
        .account = service->account,
        .service = service->id.text,
        .days = AHEAD_DAYS,
        .zone = req->zone,
        .lang = req->lang,
        .now = req->now,
    };
    money more = {0};
    if (http_query_param(req->http, STR("top_up"), &view->top_up) &&
        money_parse(view->top_up, service->currency, &more)) {
        ask.top_up = more.minor;
        view->with_top_up = true;
    }
    err e = services_calendar(req->db, req->arena, &ask, &calendar);
    if (e != ERR_OK) {
        return e;
    }
    view->ahead_count = calendar.count < AHEAD_SHOWN ? calendar.count : AHEAD_SHOWN;
    view->ahead = ARENA_ARRAY(req->arena, struct dated_line, view->ahead_count);
    for (size_t i = 0; i < view->ahead_count; i++) {
        view->ahead[i] = calendar_line(req->arena, req->lang, &calendar.events[i]);
    }
    view->reach = reach_text(req, service, &calendar);
    return ERR_OK;
}
