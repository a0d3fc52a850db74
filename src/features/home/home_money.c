/* SPDX-License-Identifier: Apache-2.0 */
#include "features/billing/billing.h"
#include "features/home/home_gather.h"
#include "features/invoices/invoices.h"
#include "features/services/services.h"
#include "i18n/format.h"

#define LOOK_AHEAD_DAYS 60
/* A balance that does no longer than this is an alarm. */
#define PRESSING_DAYS 14

static str money_of_reach(struct request *req, const struct calendar_reach *reach, int64_t minor)
{
    money sum = {0};
    (void)money_of(minor, str_from_z(reach->currency), &sum);
    return fmt_money(req->arena, req->lang, sum);
}

/* The next sum that is taken from this balance. */
static str next_charge(struct request *req, const struct calendar *calendar, str currency)
{
    for (size_t i = 0; i < calendar->count; i++) {
        const struct calendar_event *event = &calendar->events[i];
        bool charges = event->what == CALENDAR_CHARGE || event->what == CALENDAR_SHORT;
        if (charges && event->amount.minor > 0 &&
            str_eq(money_currency(&event->amount), currency)) {
            return tr_fill(req->arena, tr(req->lang, "Next charge: {sum} on {day}."), "sum",
                           fmt_money(req->arena, req->lang, event->amount), "day",
                           fmt_day(req->arena, req->lang, event->day), NULL);
        }
    }
    return STR("");
}

static void put_reach(struct request *req, const struct calendar *calendar, str currency,
                      struct home_balance *balance)
{
    balance->next = next_charge(req, calendar, currency);
    for (size_t i = 0; i < calendar->reach_count; i++) {
        const struct calendar_reach *reach = &calendar->reaches[i];
        if (!str_eq(str_from_z(reach->currency), currency)) {
            continue;
        }
        if (!reach->enough) {
            struct civil local = zone_local(req->zone, req->now);
            int32_t left = days_between(day_of_civil(&local), reach->until);
            balance->is_short = left <= PRESSING_DAYS;
            balance->reach =
                tr_fill(req->arena,
                        left > 0 ? tr(req->lang, "Enough until {day}; then {sum} is missing.")
                                 : tr(req->lang, "{sum} is missing already."),
                        "day", fmt_day(req->arena, req->lang, reach->until), "sum",
                        money_of_reach(req, reach, reach->missing), NULL);
        } else if (balance->next.len > 0) {
            balance->reach = tr(req->lang, "Enough for the next two months.");
        }
    }
}

static err put_balances(struct request *req, struct home_view *out)
{
    struct calendar calendar = {0};
    struct calendar_ask ask = {
        .account = req->session.account,
        .days = LOOK_AHEAD_DAYS,
        .zone = req->zone,
        .lang = req->lang,
        .now = req->now,
    };
    money *sums = NULL;
    err e = balances_of(req->db, req->arena, req->session.account, &sums, &out->balance_count);
    if (e == ERR_OK && out->service_count > 0) {
        e = services_calendar(req->db, req->arena, &ask, &calendar);
    }
    if (e != ERR_OK) {
        return e;
    }
    out->balances = ARENA_ARRAY(req->arena, struct home_balance, out->balance_count);
    for (size_t i = 0; i < out->balance_count; i++) {
        out->balances[i].sum = fmt_money(req->arena, req->lang, sums[i]);
        put_reach(req, &calendar, money_currency(&sums[i]), &out->balances[i]);
    }
    return ERR_OK;
}

static err put_invoices(struct request *req, struct home_view *out)
{
    struct invoice *invoices = NULL;
    size_t count = 0;
    err e = invoices_open_of(req->db, req->arena, req->session.account, HOME_INVOICES + 1,
                             &invoices, &count);
    if (e != ERR_OK) {
        return e;
    }
    out->more_invoices = count > HOME_INVOICES;
    out->invoice_count = out->more_invoices ? HOME_INVOICES : count;
    for (size_t i = 0; i < out->invoice_count; i++) {
        str due = fmt_date(req->arena, req->lang, req->zone, invoices[i].due_at);
        out->invoices[i] = (struct home_invoice){
            .url = url_fill(req->arena, "/invoices/{}", invoices[i].id.text),
            .pay = url_fill(req->arena, "/invoices/{}/pay", invoices[i].id.text),
            .number = invoices[i].number,
            .sum = fmt_money(req->arena, req->lang, invoice_due(&invoices[i])),
            .due = tr_fill(req->arena, tr(req->lang, "due {day}"), "day", due, NULL),
            .overdue = invoice_is_overdue(&invoices[i], req->now),
        };
    }
    return ERR_OK;
}

err home_gather_money(struct request *req, struct home_view *out)
{
    err e = put_balances(req, out);
    return e == ERR_OK ? put_invoices(req, out) : e;
}
