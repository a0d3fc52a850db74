/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/service_gather.h"

#include "features/accounts/accounts.h"
#include "features/services/lifecycle.h"
#include "features/services/service_words.h"
#include "json/reader.h"

#define HISTORY_SHOWN 20
#define OPERATIONS_SHOWN 20
#define AHEAD_DAYS 75
#define AHEAD_SHOWN 14

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

static str scalar_text(struct request *req, const struct json_node *node)
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
        str value = scalar_text(req, &answer.items[i]);
        if (value.len > 0) {
            view->access[view->access_count++] =
                (struct named_value){access_label(req->lang, answer.items[i].key), value};
        }
    }
}

static str choice_name(struct request *req, const struct plan_option *option, str value)
{
    for (size_t i = 0; i < option->choice_count; i++) {
        if (str_eq(option->choices[i].code, value)) {
            return words_in(&option->choices[i].name, req->lang);
        }
    }
    str unit = words_in(&option->unit, req->lang);
    return unit.len > 0 ? str_printf(req->arena, "%.*s %.*s", STR_ARG(value), STR_ARG(unit))
                        : value;
}

static err put_options(struct request *req, const struct service *service,
                       struct service_view *view)
{
    struct plan plan;
    struct json_node chosen;
    err e = plan_at_version(req->db, req->arena, service->plan, service->plan_version, &plan);
    if (e != ERR_OK || json_read(req->arena, service->options, &chosen) != ERR_OK) {
        return e;
    }
    view->options = ARENA_ARRAY(req->arena, struct named_value, chosen.count);
    for (size_t i = 0; i < chosen.count; i++) {
        const struct plan_option *option = plan_option_of(&plan, chosen.items[i].key);
        if (option != NULL) {
            view->options[view->option_count++] =
                (struct named_value){words_in(&option->name, req->lang),
                                     choice_name(req, option, scalar_text(req, &chosen.items[i]))};
        }
    }
    return e;
}

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

/* The price of the next period, its invoice, and the invoices so far. */
static err put_money(struct request *req, struct service *service, struct service_view *view)
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

static err put_addons(struct request *req, const struct service *service, struct service_view *view)
{
    struct service *addons = NULL;
    size_t count = 0;
    err e = service_store_addons(req->db, req->arena, service->id, &addons, &count);
    if (e != ERR_OK) {
        return e;
    }
    view->addons = ARENA_ARRAY(req->arena, struct service_row, count);
    view->addon_count = count;
    for (size_t i = 0; i < count; i++) {
        view->addons[i] = service_row_of(req, &addons[i], view->is_staff);
    }
    return ERR_OK;
}

static err put_parent(struct request *req, const struct service *service, struct service_view *view)
{
    if (service->parent.text.len == 0) {
        return ERR_OK;
    }
    struct service *parent = ARENA_NEW(req->arena, struct service);
    err e = service_store_find(req->db, req->arena, service->parent, parent);
    if (e == ERR_OK) {
        struct service_row row = service_row_of(req, parent, view->is_staff);
        view->parent = row.url;
        view->parent_name = row.name;
    }
    return e;
}

static err put_next(struct request *req, const struct service *service, struct service_view *view)
{
    struct service_next next;
    err e = next_store_find(req->db, req->arena, service->id, &next);
    if (e == ERR_OK) {
        str name = req->lang == LANG_UK ? next.tariff.name_uk : next.tariff.name_en;
        view->next_tariff = tr_fill(req->arena, tr(req->lang, "{plan} from {date}"), "plan", name,
                                    "date", fmt_day(req->arena, req->lang, next.from), NULL);
    }
    return err_absent_is_fine(e);
}

/* What may be added to it: bought in the catalogue, until the end of what is paid. */
static err put_more(struct request *req, const struct service *service, struct service_view *view)
{
    struct plan plan;
    if (view->is_staff || service->state != SERVICE_ACTIVE || service->parent.text.len > 0) {
        return ERR_OK;
    }
    err e = plan_current(req->db, req->arena, service->plan.text, &plan);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    view->more = ARENA_ARRAY(req->arena, struct link, plan.addon_count);
    for (size_t i = 0; e == ERR_OK && i < plan.addon_count; i++) {
        struct plan addon;
        e = plan_current(req->db, req->arena, plan.addons[i], &addon);
        if (e == ERR_OK && str_eq(addon.state, STR("open")) &&
            plan_price_of(&addon, service->currency, service->months) != NULL) {
            struct url url = url_fill(req->arena, "/catalogue/{}", addon.code);
            url = url_with(req->arena, url, STR("service"), service->id.text);
            url = url_with(req->arena, url, STR("for"), plan.code);
            url = url_with(req->arena, url, STR("currency"), service->currency);
            str months = str_printf(req->arena, "%lld", (long long)service->months);
            url = url_with(req->arena, url, STR("months"), months);
            view->more[view->more_count++] = (struct link){url, words_in(&addon.name, req->lang)};
        }
        e = e == ERR_NOT_FOUND ? ERR_OK : e;
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

/* ?top_up=500: what would happen with that much more. */
static err put_ahead(struct request *req, const struct service *service, struct service_view *view)
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

static err put_history(struct request *req, const struct service *service,
                       struct service_view *view)
{
    struct service_event *events = NULL;
    size_t count = 0;
    err e = event_store_all(req->db, req->arena, service->id, HISTORY_SHOWN, &events, &count);
    view->history = ARENA_ARRAY(req->arena, struct dated_line, count);
    for (size_t i = 0; i < count; i++) {
        view->history[i] = (struct dated_line){
            .day = fmt_datetime(req->arena, req->lang, req->zone, events[i].at),
            .text = service_event_name(req->lang, &events[i]),
        };
    }
    view->history_count = count;
    return e;
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
        put_operations, put_options, put_addons, put_parent,
        put_next,       put_more,    put_ahead,  put_history};
    struct service *present = ARENA_NEW(req->arena, struct service);
    *present = *service;
    view->service = present;
    view->head = service_row_of(req, present, view->is_staff);
    view->explanation = service_explanation(req->arena, req->lang, service);
    put_access(req, service, view);
    put_rights(service, view);
    err e = put_money(req, present, view);
    for (size_t i = 0; i < ARRAY_LEN(parts) && e == ERR_OK; i++) {
        e = parts[i](req, service, view);
    }
    return e;
}
