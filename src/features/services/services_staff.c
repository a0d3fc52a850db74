/* SPDX-License-Identifier: Apache-2.0 */
/* Services in the console. */
#include "features/services/service_act.h"
#include "features/services/service_gather.h"
#include "features/services/service_json.h"
#include "features/services/services_page.h"
#include "features/services/services_store.h"
#include "json/writer.h"
#include "web/cursor.h"
#include "web/reply.h"
#include "web/staff.h"

#define SERVICES_A_PAGE 25
#define MAY_SEE (STAFF_MAY_SERVICES | STAFF_MAY_ORDERS | STAFF_MAY_SUPPORT)

/* ?state=, ?account= and ?before= */
static err gather_list(struct request *req, int64_t limit, struct cursor before,
                       struct service **out, size_t *out_count)
{
    str state = STR(""), account = STR("");
    (void)http_query_param(req->http, STR("state"), &state);
    (void)http_query_param(req->http, STR("account"), &account);
    if (id_is_wellformed(account)) {
        return services_of_account(req->db, req->arena, (account_id){account}, before.at, before.id,
                                   limit, out, out_count);
    }
    return service_store_staff_page(req->db, req->arena, state, before.at, before.id, limit, out,
                                    out_count);
}

static err get_services(struct request *req)
{
    str text;
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    bool within = http_query_param(req->http, STR("before"), &text) && cursor_parse(text, &before);
    struct service *services = NULL;
    size_t count = 0;
    err e = gather_list(req, SERVICES_A_PAGE + 1, before, &services, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct services_view view = {.is_staff = true,
                                 .count = count > SERVICES_A_PAGE ? SERVICES_A_PAGE : count};
    view.rows = ARENA_ARRAY(req->arena, struct service_row, view.count);
    for (size_t i = 0; i < view.count; i++) {
        view.rows[i] = service_row_of(req, &services[i], true);
    }
    struct page *page = page_for(req);
    struct view *v = view_of(req);
    if (count > view.count) {
        const struct service *last = &services[view.count - 1];
        struct cursor place = {.at = last->created_at, .id = last->id.text};
        view.pages.older = here_with(page, v, STR("before"), cursor_text(req->arena, place));
    }
    view.pages.newer = within ? url_path("/staff/services") : (struct url){STR("")};
    services_page(page, v, &view);
    return reply_page(req, 200, page);
}

static err load(struct request *req, struct service *out)
{
    str id = path_param(req, 0);
    return id_is_wellformed(id) ? service_by_id(req->db, req->arena, (service_id){id}, out)
                                : ERR_NOT_FOUND;
}

static struct field *dress(struct request *req)
{
    static const struct {
        const char *value, *label;
    } acts[] = {
        {"suspend", N_("Suspend")},
        {"abuse", N_("Suspend for abuse")},
        {"resume", N_("Bring back")},
        {"until", N_("Move the end")},
        {"terminate", N_("Delete with its data")},
    };
    struct field *f = fields_of_form(req, &staff_act_form);
    struct option *options = ARENA_ARRAY(req->arena, struct option, ARRAY_LEN(acts));
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        options[i] = (struct option){str_from_z(acts[i].value), tr(req->lang, acts[i].label)};
    }
    f[STAFF_ACT_WHAT].label = tr(req->lang, "What to do");
    f[STAFF_ACT_WHAT].options = options;
    f[STAFF_ACT_WHAT].option_count = ARRAY_LEN(acts);
    f[STAFF_ACT_DATE].label = tr(req->lang, "First day that is not paid for");
    f[STAFF_ACT_DATE].help = tr(req->lang, "To move the end: 2026-04-01.");
    f[STAFF_ACT_REASON].label = tr(req->lang, "Reason");
    f[STAFF_ACT_REASON].help = tr(req->lang, "Only staff reads it.");
    f[STAFF_ACT_REASON].spelled = true;
    return f;
}

static err show(struct request *req, const struct service *service)
{
    struct service_view view = {.is_staff = true,
                                .may_change = staff_may(req, STAFF_MAY_SERVICES),
                                .staff = dress(req),
                                .whole = form_message_whole(req)};
    err e = service_gather(req, service, &view);
    if (e != ERR_OK) {
        return e;
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

static err post_act(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e == ERR_OK && !form_failed(req)) {
        e = service_act_staff(req, &service);
    }
    if (e == ERR_OK && form_failed(req)) {
        return show(req, &service);
    }
    struct url here = url_fill(req->arena, "/staff/services/{}", path_param(req, 0));
    if (e == ERR_CONFLICT) {
        return reply_redirect_warning(req, here,
                                      N_("That cannot be done in the state the service is in."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, here, N_("Done.")) : e;
}

static err api_list(struct request *req)
{
    struct cursor after;
    int64_t limit = 0;
    struct service *services = NULL;
    size_t count = 0;
    if (!list_place(req, &after, &limit)) {
        return ERR_INVALID;
    }
    err e = gather_list(req, limit + 1, after, &services, &count);
    return e == ERR_OK ? services_reply(req, services, count, (size_t)limit) : e;
}

static err api_one(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    return e == ERR_OK ? service_reply(req, &service) : e;
}

static err api_act(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e == ERR_OK && !form_failed(req)) {
        e = service_act_staff(req, &service);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    return service_reply(req, &service);
}

const struct staff_screen services_screens[] = {
    {.path = "/staff/services",
     .label = N_("Services"),
     .may = MAY_SEE,
     .of_account = "/staff/services?account={}"},
    STAFF_SCREENS_END,
};

const struct route services_staff_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/services",
     .handler = get_services,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .summary = "Everybody's services; ?state= and ?account= choose which."},
    {.method = HTTP_GET,
     .path = "/staff/services/{id}",
     .handler = get_service,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .form = &staff_act_form,
     .summary = "One service: what comes if nothing is done, and what may be done with it."},
    {.method = HTTP_POST,
     .path = "/staff/services/{id}/act",
     .handler = post_act,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .form = &staff_act_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Suspends, brings back, ends a service or moves its end, with a reason."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/services",
     .handler = api_list,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .query = "state account limit after",
     .answers = "200 ServiceList",
     .summary = "Everybody's services, newest first."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/services/{id}",
     .handler = api_one,
     .who = WHO_STAFF,
     .may = MAY_SEE,
     .lane = LANE_WORK,
     .answers = "200 Service",
     .summary = "One service of anybody."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/services/{id}/act",
     .handler = api_act,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SERVICES,
     .form = &staff_act_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Service",
     .summary = "what is suspend, abuse, resume, terminate, or until with a date."},
    ROUTES_END,
};
