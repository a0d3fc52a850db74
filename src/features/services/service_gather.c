/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/service_gather_private.h"

#include "features/accounts/accounts.h"
#include "features/services/lifecycle.h"
#include "features/services/service_words.h"
#include "json/reader.h"

#define HISTORY_SHOWN 20
#define OPERATIONS_SHOWN 20

struct service_row service_row_of(struct request *req, const struct service *service, bool is_staff)
{
    struct arena *arena = req->arena;
    bool over = service->state == SERVICE_TERMINATED;
    str through = fmt_day(arena, req->lang, (day){service->until.number - 1});
    return (struct service_row){
        .service = service,
        .url = is_staff ? url_fill(arena, "/staff/services/{}", service->id.text)
                        : url_fill(arena, "/services/{}", service->id.text),
        .name = service_name(service, req->lang),
        .plan = req->lang == LANG_UK ? service->name_uk : service->name_en,
        .state = service_state_name(req->lang, service),
        .tone = service_state_tone(service),
        .paid_through = over || service->state == SERVICE_PREPARING ? STR("—") : through,
        .owner = is_staff ? account_label(req->db, arena, service->account) : STR(""),
    };
}

static err put_operations(struct request *req, const struct service *service,
                          struct service_view *view)
{
    struct operation *all = NULL;
    size_t count = 0;
    err e = operations_of_subject(req->db, req->arena, service->id.text, OPERATIONS_SHOWN, &all,
                                  &count);
    if (e != ERR_OK) {
        return e;
    }
    view->operations = ARENA_ARRAY(req->arena, struct service_operation, count);
    for (size_t i = count; i > 0; i--) {
        const struct operation *o = &all[i - 1];
        if (operation_is_over(o)) {
            continue;
        }
        view->operations[view->operation_count++] = (struct service_operation){
            .what = operation_kind_name(req->lang, o->kind),
            .state = operation_state_name(req->lang, o->state),
            .step = operation_step(o, req->lang),
            .progress = o->progress,
            .is_open = true,
            .waits_for_people = o->state == OPERATION_MANUAL || o->state == OPERATION_FAILED,
        };
    }
    return ERR_OK;
}

str service_scalar_text(struct request *req, const struct json_node *node)
{
    if (node->kind == JSON_KIND_STRING) {
        return node->text;
    }
    return node->kind == JSON_KIND_INTEGER ? str_printf(req->arena, "%lld", (long long)node->number)
                                           : STR("");
}

/* What drivers commonly answer; other members are shown by their own name. */
static str access_label(enum lang lang, str key)
{
    static const struct {
        const char *key, *label;
    } known[] = {
        {"address", N_("Address")},   {"host", N_("Host name")},      {"login", N_("Login")},
        {"password", N_("Password")}, {"panel", N_("Control panel")},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (str_eq(key, str_from_z(known[i].key))) {
            return tr(lang, known[i].label);
        }
    }
    return key;
}

/* What the driver answered, member by member; use and such stay inside. */
static void put_access(struct request *req, const struct service *service,
                       struct service_view *view)
{
    struct json_node answer;
    if (json_read(req->arena, service->answer, &answer) != ERR_OK ||
        answer.kind != JSON_KIND_OBJECT) {
        return;
    }
    view->access = ARENA_ARRAY(req->arena, struct named_value, answer.count);
    for (size_t i = 0; i < answer.count; i++) {
        str value = service_scalar_text(req, &answer.items[i]);
        if (value.len > 0) {
            view->access[view->access_count++] =
                (struct named_value){access_label(req->lang, answer.items[i].key), value};
        }
    }
}

static err put_history(struct request *req, const struct service *service,
                       struct service_view *view)
{
    struct service_event *events = NULL;
    size_t count = 0;
    err e = event_store_all(req->db, req->arena, service->id, HISTORY_SHOWN, &events, &count);
    if (e != ERR_OK) {
        return e;
    }
    view->history = ARENA_ARRAY(req->arena, struct dated_line, count);
    for (size_t i = 0; i < count; i++) {
        view->history[i] = (struct dated_line){
            .day = fmt_datetime(req->arena, req->lang, req->zone, events[i].at),
            .text = service_event_name(req->lang, &events[i]),
        };
    }
    view->history_count = count;
    return ERR_OK;
}

static void put_rights(const struct service *service, struct service_view *view)
{
    bool alone = service->parent.text.len == 0;
    bool debt = str_eq(service->suspended_for, STR("debt"));
    bool works = service->state == SERVICE_ACTIVE;
    view->may_renew = alone && !service->cancel_at_end &&
                      (works || (service->state == SERVICE_SUSPENDED && debt));
    view->may_cancel = !service->cancel_at_end && (works || (debt && alone));
    view->may_undo = works && service->cancel_at_end;
    view->may_change_tariff = works && !service->cancel_at_end;
}

err service_gather(struct request *req, const struct service *service, struct service_view *view)
{
    static err (*const parts[])(struct request *, const struct service *, struct service_view *) = {
        put_operations,   service_put_options, service_put_addons, service_put_parent,
        service_put_next, service_put_more,    service_put_ahead,  put_history};
    struct service *present = ARENA_NEW(req->arena, struct service);
    *present = *service;
    view->service = present;
    view->head = service_row_of(req, present, view->is_staff);
    view->explanation = service_explanation(req->arena, req->lang, service);
    put_access(req, service, view);
    put_rights(service, view);
    err e = service_put_money(req, present, view);
    for (size_t i = 0; i < ARRAY_LEN(parts) && e == ERR_OK; i++) {
        e = parts[i](req, service, view);
    }
    return e;
}
