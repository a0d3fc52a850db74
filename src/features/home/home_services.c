/* SPDX-License-Identifier: Apache-2.0 */
#include "features/home/home_gather.h"
#include "features/provisioning/provisioning.h"
#include "features/services/services.h"
#include "i18n/format.h"

/* Days left from which on a service is shown as pressing, and as urgent. */
#define SOON_DAYS 14
#define URGENT_DAYS 3

static str with_count(struct request *req, int32_t days, str words)
{
    return tr_fill(req->arena, words, "n", fmt_int(req->arena, req->lang, days), NULL);
}

static void put_days_left(struct request *req, int32_t left, struct home_service *out)
{
    if (left > SOON_DAYS) {
        out->tone = TONE_PLAIN;
        out->icon = "circle-check";
        out->badge = tr(req->lang, "Works");
    } else if (left > 0) {
        out->tone = left <= URGENT_DAYS ? TONE_BAD : TONE_WARN;
        out->icon = left <= URGENT_DAYS ? "alert" : "clock";
        out->badge = with_count(req, left, tr_n(req->lang, left, "{n} day left", "{n} days left"));
    } else {
        out->tone = TONE_BAD;
        out->icon = "circle-x";
        out->badge =
            left == 0
                ? tr(req->lang, "Ends today")
                : with_count(req, -left,
                             tr_n(req->lang, -left, "Expired {n} day ago", "Expired {n} days ago"));
    }
}

static struct home_service line_of(struct request *req, const struct service *service, day today)
{
    struct home_service out = {
        .url = url_fill(req->arena, "/services/{}", service->id.text),
        .name = service_name(service, req->lang),
    };
    str last = fmt_day(req->arena, req->lang, (struct day){service->until.number - 1});
    out.about = tr_fill(req->arena, tr(req->lang, "Paid through {day}"), "day", last, NULL);
    put_days_left(req, days_between(today, service->until), &out);
    if (service->state == SERVICE_PREPARING) {
        out.tone = TONE_INFO;
        out.icon = "clock";
        out.badge = tr(req->lang, "Being prepared");
    } else if (service->state == SERVICE_SUSPENDED) {
        out.tone = TONE_BAD;
        out.icon = "circle-x";
        out.badge = str_eq(service->suspended_for, STR("debt"))
                        ? tr(req->lang, "Suspended: not paid")
                        : tr(req->lang, "Suspended");
    } else if (service->state == SERVICE_TERMINATING) {
        out.tone = TONE_BAD;
        out.icon = "circle-x";
        out.badge = tr(req->lang, "Being closed");
    }
    return out;
}

static err put_services(struct request *req, struct home_view *out)
{
    struct service *services = NULL;
    size_t count = 0;
    struct civil local = zone_local(req->zone, req->now);
    err e = services_by_urgency(req->db, req->arena, req->session.account, HOME_SERVICES + 1,
                                &services, &count);
    if (e != ERR_OK) {
        return e;
    }
    out->more_services = count > HOME_SERVICES;
    out->service_count = out->more_services ? HOME_SERVICES : count;
    for (size_t i = 0; i < out->service_count; i++) {
        out->services[i] = line_of(req, &services[i], day_of_civil(&local));
    }
    return ERR_OK;
}

static str operation_title(const struct request *req, enum operation_kind kind)
{
    static const struct {
        const char *word, *title;
    } titles[] = {
        {"create", N_("Setting up")},    {"suspend", N_("Suspending")},
        {"resume", N_("Bringing back")}, {"change", N_("Changing")},
        {"renew", N_("Renewing")},       {"terminate", N_("Closing")},
    };
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        if (str_eq(operation_kind_word(kind), str_from_z(titles[i].word))) {
            return tr(req->lang, titles[i].title);
        }
    }
    return tr(req->lang, "Work under way");
}

static err put_operation(struct request *req, const struct operation *operation,
                         struct home_operation *out)
{
    struct service service;
    err e =
        service_of_account(req->db, req->arena, req->session.account, operation->subject, &service);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    str title = operation_title(req, operation->kind);
    str state = operation_state_word(operation->state);
    bool waits = str_eq(state, STR("manual")) || str_eq(state, STR("failed"));
    *out = (struct home_operation){
        .title = e == ERR_OK ? str_printf(req->arena, "%" STR_FMT ": %" STR_FMT, STR_ARG(title),
                                          STR_ARG(service_name(&service, req->lang)))
                             : title,
        .step = waits ? tr(req->lang, "Our staff takes care of it.")
                      : operation_step(operation, req->lang),
        .started_at = operation->created_at,
        .progress = waits ? -1 : operation->progress,
    };
    return ERR_OK;
}

static err put_operations(struct request *req, struct home_view *out)
{
    struct operation *operations = NULL;
    err e = operations_open_of(req->db, req->arena, req->session.account, HOME_OPERATIONS,
                               &operations, &out->operation_count);
    for (size_t i = 0; e == ERR_OK && i < out->operation_count; i++) {
        e = put_operation(req, &operations[i], &out->operations[i]);
    }
    return e;
}

err home_gather_services(struct request *req, struct home_view *out)
{
    err e = put_services(req, out);
    return e == ERR_OK ? put_operations(req, out) : e;
}
