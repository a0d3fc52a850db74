/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a change: look, choose, confirm. Looking is a GET without traces; what was shown
 * comes back with its basis and is counted again. */
#include "features/tariffs/arithmetic.h"
#include "features/tariffs/tariffs.h"
#include "features/tariffs/tariffs_act.h"
#include "features/tariffs/tariffs_page.h"
#include "features/tariffs/tariffs_view.h"
#include "json/reader.h"
#include "json/writer.h"
#include "web/reply.h"

#define OPTIONS_CHARS_MAX 2000

enum { CONFIRM_PLAN, CONFIRM_MODE, CONFIRM_OPTIONS, CONFIRM_BASIS };
static const struct field_rule confirm_fields[] = {
    [CONFIRM_PLAN] = {"plan", FIELD_LINE, 0, 60},
    [CONFIRM_MODE] = {"mode", FIELD_LINE, 1, 20},
    [CONFIRM_OPTIONS] = {"options", FIELD_LINE, 0, OPTIONS_CHARS_MAX},
    [CONFIRM_BASIS] = {"basis", FIELD_LINE, 1, 200},
};
static const struct form_rule confirm_form = FORM(confirm_fields);

static const struct {
    const char *title, *explanation;
} modes[MODE_COUNT] = {
    [MODE_PAY_DIFFERENCE] = {N_("Pay the difference"), N_("The end stays where it is.")},
    [MODE_RESTART] = {N_("Begin a new period"), N_("What is left counts against its price.")},
    [MODE_CONVERT_TIME] = {N_("Convert the time"), N_("What is left buys days; nothing to pay.")},
    [MODE_AT_PERIOD_END] = {N_("With the next period"), N_("Nothing changes until then.")},
};

static err load(struct request *req, struct service *out)
{
    return service_of_account(req->db, req->arena, req->session.account, path_param(req, 0), out);
}

static str sum_text(struct request *req, const struct service *service, int64_t minor)
{
    money sum = {0};
    return money_of(minor, service->currency, &sum) ? fmt_money(req->arena, req->lang, sum)
                                                    : STR("");
}

static str last_day(struct request *req, day until)
{
    return fmt_day(req->arena, req->lang, (day){until.number - 1});
}

static void fill_card(struct request *req, const struct service *service,
                      const struct change_count *count, struct mode_card *card)
{
    struct arithmetic_line lines[ARITHMETIC_LINES_MAX];
    size_t n = arithmetic_of(req->arena, req->lang, service, count, lines);
    card->rows = ARENA_ARRAY(req->arena, struct sum_row, n);
    for (size_t i = 0; i < n; i++) {
        card->rows[card->row_count++] = (struct sum_row){
            lines[i].text, sum_text(req, service, lines[i].amount), lines[i].is_total};
    }
    card->end_now = last_day(req, service->until);
    card->end_then = last_day(req, count->sums.until);
    card->basis = count->basis;
    card->options = count->tariff.options;
    card->button = count->sums.due > 0
                       ? tr_fill(req->arena, tr(req->lang, "Change and pay {sum}"), "sum",
                                 sum_text(req, service, count->sums.due), NULL)
                       : tr(req->lang, "Change");
}

static void note_overuse(struct request *req, const struct change_fault *fault,
                         struct change_view *view)
{
    if (fault->overuse_count == 0 || view->overuse_count > 0) {
        return;
    }
    view->overuse = ARENA_ARRAY(req->arena, str, fault->overuse_count);
    for (size_t i = 0; i < fault->overuse_count; i++) {
        view->overuse[view->overuse_count++] = tr_fill(
            req->arena, tr(req->lang, "{name}: {used} are used, {allowed} are allowed"), "name",
            fault->overuse[i].name, "used", fmt_int(req->arena, req->lang, fault->overuse[i].used),
            "allowed", fmt_int(req->arena, req->lang, fault->overuse[i].allowed), NULL);
    }
}

/* All ways that are offered; a way that makes no sense today says why. */
static err put_cards(struct request *req, const struct service *service, str options,
                     struct change_view *view)
{
    err e = ERR_OK;
    for (int mode = 0; mode < MODE_COUNT && e == ERR_OK; mode++) {
        struct change_count count = {0};
        struct change_fault fault = {0};
        struct change_request asked = {.plan = view->plan,
                                       .mode = (enum tariff_mode)mode,
                                       .options = options,
                                       .actor = req->session.account.text,
                                       .now = req->now};
        e = change_look(req->db, req->arena, service, &asked, &count, &fault);
        if (e == ERR_INVALID && fault.code != NULL) {
            e = ERR_OK;
        }
        if (e != ERR_OK ||
            (fault.code != NULL && str_eq(str_from_z(fault.code), STR("mode_not_offered")))) {
            continue;
        }
        struct mode_card *card = &view->cards[view->card_count++];
        card->mode = mode_word((enum tariff_mode)mode);
        card->title = tr(req->lang, modes[mode].title);
        card->explanation = tr(req->lang, modes[mode].explanation);
        if (fault.code != NULL) {
            card->refusal = field_error_text(req->lang, fault.code);
            note_overuse(req, &fault, view);
        } else {
            fill_card(req, service, &count, card);
        }
    }
    return e;
}

static err put_pending(struct request *req, const struct service *service, struct change_view *view)
{
    struct tariff_change change;
    err e = change_store_pending(req->db, req->arena, service->id, &change);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    str plan = req->lang == LANG_UK ? change.to.name_uk : change.to.name_en;
    bool waits = change.state == CHANGE_WAITING;
    view->pending = true;
    view->pending_stays = change.state == CHANGE_UNDER_WAY;
    view->pending_text =
        waits ? tr_fill(req->arena,
                        tr(req->lang, "{plan}: {sum} are to be paid. Nothing changes before."),
                        "plan", plan, "sum", sum_text(req, service, change.due), NULL)
        : change.state == CHANGE_UNDER_WAY
            ? tr_fill(req->arena, tr(req->lang, "{plan}: the change is being carried out."), "plan",
                      plan, NULL)
            : tr_fill(req->arena, tr(req->lang, "{plan} begins with the next period."), "plan",
                      plan, NULL);
    if (waits && change.mode == MODE_RESTART) {
        view->pending_late =
            tr(req->lang, "If you pay on a later day, the new period begins with the payment. The "
                          "days of the old plan until then are counted, so it lasts as long as "
                          "the rest of the money and your payment reach.");
    }
    if (waits) {
        view->pending_pay = url_fill(req->arena, "/invoices/{}/pay", change.invoice.text);
    }
    return ERR_OK;
}

static err begin_view(struct request *req, const struct service *service, struct change_view *view)
{
    view->service = service;
    view->name = service_name(service, req->lang);
    view->plan_name = req->lang == LANG_UK ? service->name_uk : service->name_en;
    view->back = url_fill(req->arena, "/services/{}", service->id.text);
    view->whole = form_message_whole(req);
    view->plan = STR("");
    return put_pending(req, service, view);
}

static err show(struct request *req, const struct change_view *view)
{
    struct page *page = page_for(req);
    change_page(page, view_of(req), view);
    return reply_page(req, 200, page);
}

/* The plans one may change to, as links. */
static err put_plans(struct request *req, const struct service *service, struct change_view *view)
{
    struct plan from;
    err e = plan_at_version(req->db, req->arena, service->plan, service->plan_version, &from);
    struct url here = url_fill(req->arena, "/services/{}/plan", service->id.text);
    view->plans = ARENA_ARRAY(req->arena, struct link, e == ERR_OK ? from.change_count : 0);
    for (size_t i = 0; e == ERR_OK && i < from.change_count; i++) {
        struct plan to;
        e = plan_current(req->db, req->arena, from.changes[i].plan, &to);
        if (e == ERR_OK && !str_eq(to.id.text, from.id.text) && plan_is_sold(&to) &&
            plan_price_of(&to, service->currency, service->months) != NULL) {
            str name = words_in(&to.name, req->lang);
            view->plans[view->plan_count++] =
                (struct link){url_with(req->arena, here, STR("plan"), to.code), name};
            if (str_eq(view->plan, to.code)) {
                view->chosen = true;
                view->chosen_name = name;
            }
        }
        e = e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    return e;
}

static err show_plan(struct request *req, const struct service *service, str plan, str options)
{
    struct change_view view = {0};
    err e = begin_view(req, service, &view);
    view.plan = plan;
    if (e == ERR_OK) {
        e = put_plans(req, service, &view);
    }
    if (e == ERR_OK && view.chosen && !view.pending) {
        e = put_cards(req, service, options, &view);
    }
    return e == ERR_OK ? show(req, &view) : e;
}

static err get_plan(struct request *req)
{
    struct service service;
    str plan = STR("");
    (void)http_query_param(req->http, STR("plan"), &plan);
    err e = load(req, &service);
    return e == ERR_OK ? show_plan(req, &service, plan, STR("")) : e;
}

/* What the address asks for ("option.disk"), else what is there; false for no number. */
static str option_wanted(struct request *req, const struct plan_option *option,
                         const struct json_node *present, bool *out_asked)
{
    str value = STR("");
    str name = str_printf(req->arena, "option.%.*s", STR_ARG(option->code));
    const struct json_node *now = json_member(present, option->code);
    if (http_query_param(req->http, name, &value)) {
        *out_asked = true;
        return value;
    }
    if (now != NULL && now->kind == JSON_KIND_INTEGER) {
        return str_printf(req->arena, "%lld", (long long)now->number);
    }
    return now != NULL ? now->text : STR("");
}

static void put_option(struct request *req, const struct plan_option *option, str value,
                       struct option_field *out)
{
    *out = (struct option_field){
        .field = {.name = str_printf(req->arena, "option.%.*s", STR_ARG(option->code)),
                  .label = words_in(&option->name, req->lang),
                  .help = words_in(&option->unit, req->lang),
                  .value = value},
        .is_list = option->kind == OPTION_LIST,
        .min = option->min,
        .max = option->max,
        .step = option->step,
    };
    struct option *choices = ARENA_ARRAY(req->arena, struct option, option->choice_count);
    for (size_t i = 0; i < option->choice_count; i++) {
        choices[i] =
            (struct option){option->choices[i].code, words_in(&option->choices[i].name, req->lang)};
    }
    out->field.options = choices;
    out->field.option_count = option->choice_count;
}

/* The controls, and the options they say as JSON. */
static err put_controls(struct request *req, const struct service *service,
                        struct change_view *view, str *out_options)
{
    struct plan plan;
    struct json_node present = {.kind = JSON_KIND_OBJECT};
    err e = plan_at_version(req->db, req->arena, service->plan, service->plan_version, &plan);
    if (e != ERR_OK || json_read(req->arena, service->options, &present) != ERR_OK) {
        return e;
    }
    view->options = ARENA_ARRAY(req->arena, struct option_field, plan.option_count);
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    for (size_t i = 0; i < plan.option_count; i++) {
        int64_t number = 0;
        str value = option_wanted(req, &plan.options[i], &present, &view->chosen);
        put_option(req, &plan.options[i], value, &view->options[view->option_count++]);
        json_key_str(&json, plan.options[i].code);
        if (str_to_i64(value, &number)) {
            json_i64(&json, number);
        } else {
            json_str(&json, value);
        }
    }
    json_end(&json);
    *out_options = buf_str(&text);
    return ERR_OK;
}

static err show_parameters(struct request *req, const struct service *service)
{
    struct change_view view = {.parameters = true};
    str options = STR("");
    err e = begin_view(req, service, &view);
    if (e == ERR_OK) {
        e = put_controls(req, service, &view, &options);
    }
    if (e == ERR_OK && view.chosen && !view.pending) {
        e = put_cards(req, service, options, &view);
    }
    return e == ERR_OK ? show(req, &view) : e;
}

static err get_parameters(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    return e == ERR_OK ? show_parameters(req, &service) : e;
}

/* The numbers anew, with the reason above them. */
static err show_again(struct request *req, const struct service *service)
{
    str plan = form_text(req, CONFIRM_PLAN);
    return plan.len > 0 ? show_plan(req, service, plan, form_text(req, CONFIRM_OPTIONS))
                        : show_parameters(req, service);
}

static err post_plan(struct request *req)
{
    struct service service;
    struct tariff_change change;
    struct change_fault fault = {0};
    err e = load(req, &service);
    if (e != ERR_OK) {
        return e;
    }
    struct change_request asked = {.plan = form_text(req, CONFIRM_PLAN),
                                   .options = form_text(req, CONFIRM_OPTIONS),
                                   .actor = req->session.account.text,
                                   .now = req->now};
    if (!mode_parse(form_text(req, CONFIRM_MODE), &asked.mode) || form_failed(req)) {
        form_fail_whole(req, "quote_stale");
        return show_again(req, &service);
    }
    e = change_act_begin(req, &service, &asked, form_text(req, CONFIRM_BASIS), &change, &fault);
    if (e == ERR_INVALID && fault.code != NULL) {
        form_fail_whole(req, fault.code);
        return show_again(req, &service);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct url back = url_fill(req->arena, "/services/{}", service.id.text);
    switch (change.state) {
    case CHANGE_WAITING:
        return reply_redirect(req, url_fill(req->arena, "/invoices/{}/pay", change.invoice.text));
    case CHANGE_SCHEDULED:
        return reply_redirect_saying(req, back, N_("The plan changes with the next period."));
    case CHANGE_UNDER_WAY:
        return reply_redirect_saying(req, back, N_("Your plan is being changed."));
    case CHANGE_DONE:
    case CHANGE_QUOTED:
    case CHANGE_VOID:
        break;
    }
    return reply_redirect_saying(req, back, N_("Your plan has been changed."));
}

static err post_withdraw(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    if (e != ERR_OK) {
        return e;
    }
    struct url back = url_fill(req->arena, "/services/{}", service.id.text);
    e = change_act_withdraw(req, &service);
    if (e == ERR_NOT_FOUND || e == ERR_CONFLICT) {
        return reply_redirect_warning(req, back, N_("There is no change that could be withdrawn."));
    }
    return e == ERR_OK ? reply_redirect_saying(req, back, N_("The change is withdrawn.")) : e;
}

static const struct form_rule empty_form = {.fields = NULL};

const struct route tariffs_routes[] = {
    {.method = HTTP_GET,
     .path = "/services/{id}/plan",
     .handler = get_plan,
     .who = WHO_CUSTOMER,
     .form = &confirm_form,
     .lane = LANE_WORK,
     .summary = "Changing the plan: with ?plan= all ways side by side, with their arithmetic."},
    {.method = HTTP_GET,
     .path = "/services/{id}/parameters",
     .handler = get_parameters,
     .who = WHO_CUSTOMER,
     .form = &confirm_form,
     .lane = LANE_WORK,
     .summary = "Changing parameters: with ?option.NAME= what it costs."},
    {.method = HTTP_POST,
     .path = "/services/{id}/plan",
     .handler = post_plan,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_NEW,
     .form = &confirm_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Does a change as it was shown, or shows the new numbers."},
    {.method = HTTP_POST,
     .path = "/services/{id}/plan/withdraw",
     .handler = post_withdraw,
     .who = WHO_CUSTOMER,
     .form = &empty_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Withdraws a change that waits."},
    ROUTES_END,
};
