/* SPDX-License-Identifier: Apache-2.0 */
/* Promo codes for staff. What a code takes off never changes once it is out: its limits,
 * dates and plans may. */
#include <inttypes.h>

#include "features/catalogue/catalogue_staff_page.h"
#include "features/catalogue/plan_text.h"
#include "features/catalogue/staff_view.h"
#include "system/random.h"
#include "web/reply.h"

static const struct field_rule promo_fields[PROMO_FIELDS] = {
    [PROMO_CODE] = {"code", FIELD_LINE, 0, 40},
    [PROMO_KIND] = {"kind", FIELD_LINE, 0, 20},
    [PROMO_VALUE] = {"value", FIELD_LINE, 0, 20},
    [PROMO_CURRENCY] = {"currency", FIELD_LINE, 0, 3},
    [PROMO_PLANS] = {"plans", FIELD_LINE, 0, 1000},
    [PROMO_PERIODS] = {"periods", FIELD_LINE, 0, 4},
    [PROMO_TOTAL] = {"limit_total", FIELD_LINE, 0, 9},
    [PROMO_CUSTOMER] = {"limit_customer", FIELD_LINE, 0, 9},
    [PROMO_STARTS] = {"starts", FIELD_LINE, 0, 10},
    [PROMO_ENDS] = {"ends", FIELD_LINE, 0, 10},
    [PROMO_ENABLED] = {"enabled", FIELD_CHECK, 0, 1},
};
static const struct form_rule promo_form = FORM(promo_fields);

str percent_text(struct arena *arena, int64_t bp)
{
    int64_t part = bp % 100;
    return part == 0 ? str_printf(arena, "%" PRId64, bp / 100)
                     : str_printf(arena, "%" PRId64 ".%02" PRId64, bp / 100, part);
}

/* "12.5" to 1250; the currency only lends its two decimals. */
static bool percent_of_text(str typed, int64_t *out)
{
    money m;
    if (!money_parse(typed, STR("UAH"), &m) || m.minor > 10000) {
        return false;
    }
    *out = m.minor;
    return true;
}

str promo_words(struct page *p, const struct promo *promo)
{
    struct arena *arena = p->out->arena;
    money sum = {0};
    switch (promo->kind) {
    case PROMO_PERCENT:
        return str_printf(arena, "%" STR_FMT "\u00a0%%",
                          STR_ARG(percent_text(arena, promo->value)));
    case PROMO_FIXED:
        (void)money_of(promo->value, promo->currency, &sum);
        return page_money(p, sum);
    case PROMO_FREE_SETUP:
        return tr(p->lang, "Free setup");
    case PROMO_NONE:
        break;
    }
    return STR("");
}

static str day_text(struct request *req, when t)
{
    return when_is_none(t) ? STR("") : str_sub(when_rfc3339(req->arena, t), 0, 10);
}

/* "2026-12-31" in UTC; empty is none. */
static bool day_of_text(struct request *req, str typed, when *out)
{
    *out = WHEN_NONE;
    str whole = str_printf(req->arena, "%" STR_FMT "T00:00:00Z", STR_ARG(typed));
    return typed.len == 0 || when_from_rfc3339(whole, out);
}

static void dress_promo(struct request *req, struct field *f)
{
    struct option *kinds = ARENA_ARRAY(req->arena, struct option, 3);
    kinds[0] = (struct option){STR("percent"), tr(req->lang, "Percent")};
    kinds[1] = (struct option){STR("fixed"), tr(req->lang, "A sum off the order")};
    kinds[2] = (struct option){STR("free_setup"), tr(req->lang, "Free setup")};
    f[PROMO_CODE].label = tr(req->lang, "Code");
    f[PROMO_KIND].label = tr(req->lang, "Kind");
    f[PROMO_KIND].options = kinds;
    f[PROMO_KIND].option_count = 3;
    f[PROMO_VALUE].label = tr(req->lang, "Percent or sum");
    f[PROMO_CURRENCY].label = tr(req->lang, "Currency");
    f[PROMO_CURRENCY].help = tr(req->lang, "Empty: any; a sum needs one.");
    f[PROMO_PLANS].label = tr(req->lang, "For these plans");
    f[PROMO_PLANS].help = tr(req->lang, "Codes, divided by blanks; empty: all.");
    f[PROMO_PERIODS].label = tr(req->lang, "How many periods");
    f[PROMO_PERIODS].help = tr(req->lang, "Empty: for life.");
    f[PROMO_TOTAL].label = tr(req->lang, "Most uses");
    f[PROMO_CUSTOMER].label = tr(req->lang, "Most uses of one customer");
    f[PROMO_TOTAL].help = f[PROMO_CUSTOMER].help = tr(req->lang, "Empty: without limit.");
    f[PROMO_STARTS].label = tr(req->lang, "From");
    f[PROMO_ENDS].label = tr(req->lang, "Until");
    f[PROMO_STARTS].type = f[PROMO_ENDS].type = STR("date");
    f[PROMO_STARTS].optional = f[PROMO_ENDS].optional = true;
    f[PROMO_ENABLED].label = tr(req->lang, "May be used");
}

static err show_promos(struct request *req)
{
    struct staff_promos_view view = {.fields = fields_of_form(req, &promo_form),
                                     .whole = form_message_whole(req)};
    err e = edit_promos(req->db, req->arena, &view.promos, &view.count);
    if (e != ERR_OK) {
        return e;
    }
    dress_promo(req, view.fields);
    if (!form_given(req, PROMO_CODE)) {
        view.fields[PROMO_PERIODS].value = STR("1");
    }
    struct page *page = page_for(req);
    staff_promos_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err promo_by_code(struct request *req, struct promo *out)
{
    return promo_store_find(req->db, req->arena, path_param(req, 0), out);
}

static err show_promo(struct request *req)
{
    struct promo promo;
    struct staff_promo_view view = {.promo = &promo,
                                    .fields = fields_of_form(req, &promo_form),
                                    .whole = form_message_whole(req)};
    err e = promo_by_code(req, &promo);
    if (e != ERR_OK) {
        return e;
    }
    bool sent = form_given(req, PROMO_PLANS);
    const str present[PROMO_FIELDS] = {
        [PROMO_PLANS] = promo.plans,
        [PROMO_TOTAL] = limit_text(req->arena, promo.limit_total),
        [PROMO_CUSTOMER] = limit_text(req->arena, promo.limit_customer),
        [PROMO_STARTS] = day_text(req, promo.starts_at),
        [PROMO_ENDS] = day_text(req, promo.ends_at),
    };
    for (size_t i = 0; !sent && i < PROMO_FIELDS; i++) {
        view.fields[i].value = present[i].len > 0 ? present[i] : view.fields[i].value;
    }
    view.fields[PROMO_ENABLED].checked = sent ? form_checked(req, PROMO_ENABLED) : promo.enabled;
    dress_promo(req, view.fields);
    struct page *page = page_for(req);
    staff_promo_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

/* What may change of a code later, too. */
static void validate_limits(struct request *req, struct promo *out)
{
    str *codes = NULL;
    size_t count = 0;
    if (codes_of_text(req->arena, form_text(req, PROMO_PLANS), &codes, &count).code != NULL) {
        form_fail(req, PROMO_PLANS, "bad_line");
    }
    out->plans = codes_text(req->arena, codes, count);
    if (!limit_of_text(form_text(req, PROMO_TOTAL), &out->limit_total)) {
        form_fail(req, PROMO_TOTAL, "bad_number");
    }
    if (!limit_of_text(form_text(req, PROMO_CUSTOMER), &out->limit_customer)) {
        form_fail(req, PROMO_CUSTOMER, "bad_number");
    }
    if (!day_of_text(req, form_text(req, PROMO_STARTS), &out->starts_at)) {
        form_fail(req, PROMO_STARTS, "bad_date");
    }
    if (!day_of_text(req, form_text(req, PROMO_ENDS), &out->ends_at)) {
        form_fail(req, PROMO_ENDS, "bad_date");
    }
}

static bool is_promo_code(str code)
{
    bool good = code.len >= 3;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        good = good && ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }
    return good;
}

/* What is fixed once the code is out. */
static void validate_offer(struct request *req, struct promo *out)
{
    money sum = {0};
    out->code = form_text(req, PROMO_CODE);
    out->currency = form_text(req, PROMO_CURRENCY);
    if (!is_promo_code(out->code)) {
        form_fail(req, PROMO_CODE, "bad_promo_code");
    }
    if (!promo_kind_of(form_text(req, PROMO_KIND), &out->kind)) {
        form_fail(req, PROMO_KIND, "bad_choice");
    }
    bool is_sum = out->kind == PROMO_FIXED;
    if ((is_sum || out->currency.len > 0) && !money_of(0, out->currency, &sum)) {
        form_fail(req, PROMO_CURRENCY, "bad_currency");
    } else if (is_sum && !money_parse(form_text(req, PROMO_VALUE), out->currency, &sum)) {
        form_fail(req, PROMO_VALUE, "bad_amount");
    }
    out->value = sum.minor;
    if (out->kind == PROMO_PERCENT && !percent_of_text(form_text(req, PROMO_VALUE), &out->value)) {
        form_fail(req, PROMO_VALUE, "bad_percent");
    }
    if (!limit_of_text(form_text(req, PROMO_PERIODS), &out->periods) || out->periods == 0) {
        form_fail(req, PROMO_PERIODS, "bad_number");
    }
}

static err make_promo(struct db *tx, struct staff_work *work)
{
    return promo_store_new(tx, work->what);
}

static err post_new_promo(struct request *req)
{
    struct promo promo = {.id = {id_new(req->arena)}, .enabled = true};
    validate_offer(req, &promo);
    validate_limits(req, &promo);
    if (form_failed(req)) {
        return show_promos(req);
    }
    struct staff_work work = {.req = req,
                              .run = make_promo,
                              .what = &promo,
                              .action = "promo.made",
                              .subject = STR("promo"),
                              .ref = promo.id.text,
                              .after = promo.code};
    err e = staff_work_do(&work);
    if (e == ERR_CONFLICT) {
        form_fail(req, PROMO_CODE, "code_taken");
        return show_promos(req);
    }
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/catalogue/promos"),
                                               N_("The promo code is there."))
                       : e;
}

static err change_promo(struct db *tx, struct staff_work *work)
{
    return edit_promo(tx, work->what);
}

static str promo_state_text(struct request *req, const struct promo *promo)
{
    return str_printf(req->arena,
                      "%s, plans '%" STR_FMT "', total %" PRId64 ", customer %" PRId64
                      ", from %" STR_FMT ", until %" STR_FMT,
                      promo->enabled ? "on" : "off", STR_ARG(promo->plans), promo->limit_total,
                      promo->limit_customer, STR_ARG(day_text(req, promo->starts_at)),
                      STR_ARG(day_text(req, promo->ends_at)));
}

static err post_promo(struct request *req)
{
    struct promo promo;
    err e = promo_by_code(req, &promo);
    if (e != ERR_OK) {
        return e;
    }
    struct staff_work work = {.req = req,
                              .run = change_promo,
                              .what = &promo,
                              .action = "promo.changed",
                              .subject = STR("promo"),
                              .ref = promo.id.text,
                              .before = promo_state_text(req, &promo)};
    validate_limits(req, &promo);
    promo.enabled = form_checked(req, PROMO_ENABLED);
    if (form_failed(req)) {
        return show_promo(req);
    }
    work.after = promo_state_text(req, &promo);
    e = staff_work_do(&work);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/catalogue/promos"),
                                               N_("The promo code is changed."))
                       : e;
}

const struct route catalogue_promo_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/catalogue/promos",
     .handler = show_promos,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &promo_form,
     .lane = LANE_WORK,
     .summary = "Every promo code."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/promos",
     .handler = post_new_promo,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &promo_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Makes a promo code."},
    {.method = HTTP_GET,
     .path = "/staff/catalogue/promos/{code}",
     .handler = show_promo,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &promo_form,
     .lane = LANE_WORK,
     .summary = "One promo code."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/promos/{code}",
     .handler = post_promo,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &promo_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Changes limits, dates and plans of a promo code."},
    ROUTES_END,
};
