/* SPDX-License-Identifier: Apache-2.0 */
#include "features/tariffs/arithmetic.h"
#include "features/tariffs/tariffs.h"
#include "features/tariffs/tariffs_act.h"
#include "json/reader.h"
#include "json/writer.h"
#include "web/reply.h"

enum { PREVIEW_PLAN, PREVIEW_MODE, PREVIEW_MONTHS, PREVIEW_QUANTITY, PREVIEW_OPTIONS };
static const struct field_rule preview_fields[] = {
    [PREVIEW_PLAN] = {"plan", FIELD_LINE, 1, 60},
    [PREVIEW_MODE] = {"mode", FIELD_LINE, 1, 20},
    [PREVIEW_MONTHS] = {"months", FIELD_NUMBER, 0, 120},
    [PREVIEW_QUANTITY] = {"quantity", FIELD_NUMBER, 0, QUOTE_QUANTITY_MAX},
    [PREVIEW_OPTIONS] = {"options", FIELD_OBJECT, 0, 32},
};
static const struct form_rule preview_form = FORM(preview_fields);

enum { PARAM_OPTIONS, PARAM_QUANTITY, PARAM_MODE };
static const struct field_rule param_fields[] = {
    [PARAM_OPTIONS] = {"options", FIELD_OBJECT, 0, 32},
    [PARAM_QUANTITY] = {"quantity", FIELD_NUMBER, 0, QUOTE_QUANTITY_MAX},
    [PARAM_MODE] = {"mode", FIELD_LINE, 0, 20},
};
static const struct form_rule param_form = FORM(param_fields);

enum { TAKE_QUOTE };
static const struct field_rule take_fields[] = {[TAKE_QUOTE] = {"quote", FIELD_LINE, 1, 60}};
static const struct form_rule take_form = FORM(take_fields);

static err load(struct request *req, struct service *out)
{
    return service_of_account(req->db, req->arena, req->session.account, path_param(req, 0), out);
}

static void put_sum(struct json *json, const struct service *service, const char *key,
                    int64_t minor)
{
    money sum = {0};
    json_key(json, key);
    if (money_of(minor, service->currency, &sum)) {
        json_money(json, sum);
    } else {
        json_nil(json);
    }
}

static void put_day(struct json *json, struct arena *arena, const char *key, day d)
{
    struct civil date = day_civil(d);
    json_key(json, key);
    json_str(json, str_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day));
}

/* Options as an object of JSON: text and whole numbers are all there is. */
static void put_options(struct json *json, struct arena *arena, str options)
{
    struct json_node node;
    json_key(json, "options"), json_obj(json);
    if (json_read(arena, options, &node) == ERR_OK) {
        for (size_t i = 0; i < node.count; i++) {
            json_key_str(json, node.items[i].key);
            if (node.items[i].kind == JSON_KIND_INTEGER) {
                json_i64(json, node.items[i].number);
            } else {
                json_str(json, node.items[i].text);
            }
        }
    }
    json_end(json);
}

static void put_lines(struct json *json, struct request *req, const struct service *service,
                      const struct change_count *count)
{
    struct arithmetic_line lines[ARITHMETIC_LINES_MAX];
    size_t n = arithmetic_of(req->arena, req->lang, service, count, lines);
    json_key(json, "lines"), json_arr(json);
    for (size_t i = 0; i < n; i++) {
        json_obj(json);
        json_key(json, "text"), json_str(json, lines[i].text);
        put_sum(json, service, "amount", lines[i].amount);
        json_end(json);
    }
    json_end(json);
}

static err reply_count(struct request *req, const struct service *service,
                       const struct change_count *count, quote_id quote)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "quote"), json_str(&json, quote.text);
    json_key(&json, "mode"), json_str(&json, mode_word(count->mode));
    json_key(&json, "plan"), json_str(&json, count->to.code);
    json_key(&json, "months"), json_i64(&json, count->tariff.months);
    json_key(&json, "quantity"), json_i64(&json, count->tariff.quantity);
    put_options(&json, req->arena, count->tariff.options);
    put_sum(&json, service, "price", count->price.total);
    json_key(&json, "days_left"), json_i64(&json, count->sums.left);
    json_key(&json, "period_days"), json_i64(&json, count->sums.period_days);
    json_key(&json, "days_bought"), json_i64(&json, count->sums.days);
    put_sum(&json, service, "credit", count->sums.credit);
    put_sum(&json, service, "charge", count->sums.charge);
    put_sum(&json, service, "due", count->sums.due);
    put_lines(&json, req, service, count);
    put_day(&json, req->arena, "paid_until", service->until);
    put_day(&json, req->arena, "new_end", count->sums.until);
    put_day(&json, req->arena, "valid_on", count->on);
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err reply_change(struct request *req, const struct service *service,
                        const struct tariff_change *change)
{
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "id"), json_str(&json, change->id.text);
    json_key(&json, "state"), json_str(&json, change_state_word(change->state));
    json_key(&json, "mode"), json_str(&json, mode_word(change->mode));
    put_sum(&json, service, "due", change->due);
    put_day(&json, req->arena, "new_end", change->until);
    json_key(&json, "invoice");
    if (change->invoice.text.len > 0) {
        json_str(&json, change->invoice.text);
    } else {
        json_nil(&json);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

/* The object as the catalogue keeps options; empty when nothing was sent. */
static str options_text(struct request *req, size_t field)
{
    const struct json_node *node = form_json(req, field);
    if (node == NULL) {
        return STR("");
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    for (size_t i = 0; i < node->count; i++) {
        const struct json_node *value = &node->items[i];
        json_key_str(&json, value->key);
        if (value->kind == JSON_KIND_INTEGER) {
            json_i64(&json, value->number);
        } else if (value->kind == JSON_KIND_STRING) {
            json_str(&json, value->text);
        } else {
            json_nil(&json);
            form_fail_in(req, field, value->key, "wrong_type");
        }
    }
    json_end(&json);
    return buf_str(&text);
}

/* A refusal is told beside the field it is about. */
static err refuse(struct request *req, size_t field, const struct change_fault *fault, err e)
{
    if (e == ERR_INVALID && fault->code != NULL) {
        form_fail(req, field, fault->code);
    }
    return e;
}

static err api_preview(struct request *req)
{
    struct service service;
    struct change_count count;
    struct change_fault fault = {0};
    quote_id quote;
    err e = load(req, &service);
    if (e != ERR_OK) {
        return e;
    }
    struct change_request asked = {
        .plan = form_text(req, PREVIEW_PLAN),
        .months = form_number(req, PREVIEW_MONTHS, 0),
        .quantity = form_number(req, PREVIEW_QUANTITY, 0),
        .options = options_text(req, PREVIEW_OPTIONS),
        .actor = req->session.account.text,
        .now = req->now,
    };
    if (!form_failed(req) && !mode_parse(form_text(req, PREVIEW_MODE), &asked.mode)) {
        form_fail(req, PREVIEW_MODE, "bad_choice");
    }
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    e = change_act_quote(req, &service, &asked, &count, &quote, &fault);
    return e == ERR_OK ? reply_count(req, &service, &count, quote)
                       : refuse(req, PREVIEW_PLAN, &fault, e);
}

static err api_take(struct request *req)
{
    struct service service;
    struct tariff_change change;
    struct change_fault fault = {0};
    err e = load(req, &service);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? ERR_INVALID : e;
    }
    e = change_act_take(req, &service, form_text(req, TAKE_QUOTE), &change, &fault);
    return e == ERR_OK ? reply_change(req, &service, &change) : refuse(req, TAKE_QUOTE, &fault, e);
}

/* Named options change, the others stay. */
static str options_over(struct request *req, str present, str wanted)
{
    struct json_node old, new;
    if (wanted.len == 0 || json_read(req->arena, present, &old) != ERR_OK ||
        json_read(req->arena, wanted, &new) != ERR_OK) {
        return wanted.len == 0 ? present : wanted;
    }
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    for (size_t i = 0; i < old.count + new.count; i++) {
        const struct json_node *node = i < old.count ? &old.items[i] : &new.items[i - old.count];
        if (i < old.count && json_member(&new, node->key) != NULL) {
            continue;
        }
        json_key_str(&json, node->key);
        if (node->kind == JSON_KIND_INTEGER) {
            json_i64(&json, node->number);
        } else {
            json_str(&json, node->text);
        }
    }
    json_end(&json);
    return buf_str(&text);
}

static err param_request(struct request *req, struct service *service, struct change_request *asked)
{
    err e = load(req, service);
    if (e != ERR_OK) {
        return e;
    }
    str mode = form_text(req, PARAM_MODE);
    *asked = (struct change_request){
        .plan = STR(""),
        .quantity = form_number(req, PARAM_QUANTITY, 0),
        .options = options_over(req, service->options, options_text(req, PARAM_OPTIONS)),
        .actor = req->session.account.text,
        .now = req->now,
    };
    if (mode.len > 0 && !mode_parse(mode, &asked->mode)) {
        form_fail(req, PARAM_MODE, "bad_choice");
    }
    return form_failed(req) ? ERR_INVALID : ERR_OK;
}

static err api_param_preview(struct request *req)
{
    struct service service;
    struct change_request asked;
    struct change_count count;
    struct change_fault fault = {0};
    quote_id quote;
    err e = param_request(req, &service, &asked);
    if (e != ERR_OK) {
        return e;
    }
    e = change_act_quote(req, &service, &asked, &count, &quote, &fault);
    return e == ERR_OK ? reply_count(req, &service, &count, quote)
                       : refuse(req, PARAM_OPTIONS, &fault, e);
}

/* Counted and done in one go: who wants to see the sum first asks for the preview. */
static err api_parameters(struct request *req)
{
    struct service service;
    struct change_request asked;
    struct change_count count;
    struct tariff_change change;
    struct change_fault fault = {0};
    err e = param_request(req, &service, &asked);
    if (e != ERR_OK) {
        return e;
    }
    e = change_look(req->db, req->arena, &service, &asked, &count, &fault);
    if (e == ERR_OK) {
        e = change_act_begin(req, &service, &asked, count.basis, &change, &fault);
    }
    return e == ERR_OK ? reply_change(req, &service, &change)
                       : refuse(req, PARAM_OPTIONS, &fault, e);
}

static err api_withdraw(struct request *req)
{
    struct service service;
    err e = load(req, &service);
    e = e == ERR_OK ? change_act_withdraw(req, &service) : e;
    return e == ERR_OK ? reply_nothing(req) : e;
}

#define POST_ROUTE(address, does, rule, once, answer, words)                                       \
    {                                                                                              \
        .method = HTTP_POST, .path = (address), .handler = (does), .who = WHO_CUSTOMER,            \
        .form = (rule), .rate = RATE_WRITE, .lane = LANE_WORK, .creates = (once),                  \
        .answers = (answer), .summary = (words)                                                    \
    }

const struct route tariffs_api_routes[] = {
    POST_ROUTE("/api/v1/services/{id}/plan-change/preview", api_preview, &preview_form, false,
               "200 ChangePreview",
               "Counts a change to another plan, line by line; the quote binds for the day."),
    {.method = HTTP_POST,
     .path = "/api/v1/services/{id}/plan-change",
     .handler = api_take,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_NEW,
     .form = &take_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Change",
     .summary = "Does what a quote says; what is due is taken from the balance or invoiced."},
    {.method = HTTP_DELETE,
     .path = "/api/v1/services/{id}/plan-change",
     .handler = api_withdraw,
     .who = WHO_CUSTOMER,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "204",
     .summary = "Withdraws a change that waits for payment or for the end of the period."},
    POST_ROUTE("/api/v1/services/{id}/parameters/preview", api_param_preview, &param_form, false,
               "200 ChangePreview", "Counts other parameters of the same plan."),
    {.method = HTTP_POST,
     .path = "/api/v1/services/{id}/parameters",
     .handler = api_parameters,
     .who = WHO_CUSTOMER,
     .binds = BINDS_TO_NEW,
     .form = &param_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Change",
     .summary = "Changes parameters; options that are not named stay as they are."},
    ROUTES_END,
};
