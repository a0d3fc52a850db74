/* SPDX-License-Identifier: Apache-2.0 */
/* Taxes for staff: rates by country, and who is exempt. A rate holds for documents issued from now
 * on; those that were issued keep theirs. */
#include <inttypes.h>

#include "features/catalogue/catalogue_staff_page.h"
#include "features/catalogue/plan_text.h"
#include "features/catalogue/staff_view.h"
#include "web/reply.h"

static const struct field_rule tax_fields[TAX_FIELDS] = {
    [TAX_CODE] = {"code", FIELD_LINE, 1, 40},
    [TAX_COUNTRY] = {"country", FIELD_LINE, 0, 2},
    [TAX_NAME_UK] = {"name_uk", FIELD_LINE, 1, 80},
    [TAX_NAME_EN] = {"name_en", FIELD_LINE, 1, 80},
    [TAX_RATE] = {"rate", FIELD_LINE, 1, 10},
    [TAX_INCLUSIVE] = {"inclusive", FIELD_CHECK, 0, 1},
};
static const struct form_rule tax_form = FORM(tax_fields);

static const struct field_rule exempt_fields[EXEMPT_FIELDS] = {
    [EXEMPT_NUMBER] = {"number", FIELD_LINE, 1, 12},
    [EXEMPT_REASON] = {"reason", FIELD_LINE, 0, 300},
};
static const struct form_rule exempt_form = FORM(exempt_fields);

static void dress(struct request *req, struct field *f, struct field *x)
{
    f[TAX_CODE].label = tr(req->lang, "Code");
    f[TAX_COUNTRY].label = tr(req->lang, "Country of the payer");
    f[TAX_COUNTRY].help = tr(req->lang, "Two capitals; empty: every other.");
    f[TAX_NAME_UK].label = tr(req->lang, "Name in Ukrainian");
    f[TAX_NAME_EN].label = tr(req->lang, "Name in English");
    f[TAX_RATE].label = tr(req->lang, "Percent");
    f[TAX_RATE].inputmode = STR("decimal");
    f[TAX_INCLUSIVE].label = tr(req->lang, "Prices contain it");
    x[EXEMPT_NUMBER].label = tr(req->lang, "Account number");
    x[EXEMPT_NUMBER].inputmode = STR("numeric");
    x[EXEMPT_REASON].label = tr(req->lang, "Reason and proof");
    x[EXEMPT_REASON].required = true;
}

static err show_taxes(struct request *req)
{
    struct staff_taxes_view view = {.fields = fields_of_form(req, &tax_form),
                                    .exempt_fields = fields_of_form(req, &exempt_form),
                                    .whole = form_message_whole(req)};
    err e = edit_taxes(req->db, req->arena, &view.rules, &view.count);
    if (e == ERR_OK) {
        e = edit_exemptions(req->db, req->arena, &view.exemptions, &view.exemption_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    dress(req, view.fields, view.exempt_fields);
    struct page *page = page_for(req);
    staff_taxes_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static bool is_country(str code)
{
    bool good = code.len == 0 || code.len == 2;
    for (size_t i = 0; i < code.len; i++) {
        good = good && code.ptr[i] >= 'A' && code.ptr[i] <= 'Z';
    }
    return good;
}

static void validate_rule(struct request *req, struct tax_rule *out)
{
    money rate = {0};
    *out = (struct tax_rule){
        .code = form_text(req, TAX_CODE),
        .country = form_text(req, TAX_COUNTRY),
        .name = {form_text(req, TAX_NAME_UK), form_text(req, TAX_NAME_EN)},
        .inclusive = form_checked(req, TAX_INCLUSIVE),
    };
    if (!code_is_wellformed(out->code)) {
        form_fail(req, TAX_CODE, "bad_code");
    }
    if (!is_country(out->country)) {
        form_fail(req, TAX_COUNTRY, "bad_country");
    }
    /* Two decimals of a percent are basis points; any currency with two lends its parser. */
    if (!money_parse(form_text(req, TAX_RATE), STR("UAH"), &rate) || rate.minor > 10000) {
        form_fail(req, TAX_RATE, "bad_percent");
    }
    out->rate_bp = rate.minor;
}

static err put_rule(struct db *tx, struct staff_work *work)
{
    return tax_store_put(tx, work->what);
}

static err post_tax(struct request *req)
{
    struct tax_rule rule;
    struct tax_rule before;
    validate_rule(req, &rule);
    if (form_failed(req)) {
        return show_taxes(req);
    }
    err e = tax_store_find(req->db, req->arena, rule.code, rule.country, &before);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    bool known = e == ERR_OK && str_eq(before.country, rule.country);
    struct staff_work work = {
        .req = req,
        .run = put_rule,
        .what = &rule,
        .action = "tax.changed",
        .subject = STR("tax"),
        .ref = str_printf(req->arena, "%" STR_FMT " %" STR_FMT, STR_ARG(rule.code),
                          STR_ARG(rule.country)),
        .before = known ? percent_text(req->arena, before.rate_bp) : STR(""),
        .after = percent_text(req->arena, rule.rate_bp),
    };
    e = staff_work_do(&work);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/catalogue/taxes"),
                                               N_("The tax is changed."))
                       : e;
}

static err exempt(struct db *tx, struct staff_work *work)
{
    return edit_exempt(tx, work->account, work->reason, work->req->staff.login, work->req->now);
}

static err exempt_end(struct db *tx, struct staff_work *work)
{
    return edit_exempt_end(tx, work->account);
}

/* The account of the number that was typed; the form fails when nobody has it. */
static err account_typed(struct request *req, account_id *out)
{
    int64_t number = 0;
    err e = str_to_i64(form_text(req, EXEMPT_NUMBER), &number)
                ? edit_account_of_number(req->db, req->arena, number, out)
                : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND) {
        form_fail(req, EXEMPT_NUMBER, "unknown_account");
        e = ERR_OK;
    }
    return e;
}

static err change_exemption(struct request *req, err (*run)(struct db *, struct staff_work *),
                            const char *action)
{
    struct staff_work work = {.req = req,
                              .run = run,
                              .action = action,
                              .subject = STR("account"),
                              .reason = form_text(req, EXEMPT_REASON)};
    err e = account_typed(req, &work.account);
    if (e != ERR_OK) {
        return e;
    }
    if (form_failed(req)) {
        return show_taxes(req);
    }
    work.ref = work.account.text;
    e = staff_work_do(&work);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/catalogue/taxes"),
                                               N_("The exemptions are changed."))
                       : e;
}

static err post_exempt(struct request *req)
{
    if (form_text(req, EXEMPT_REASON).len == 0) {
        form_fail(req, EXEMPT_REASON, "required");
    }
    return change_exemption(req, exempt, "tax.exempted");
}

static err post_exempt_end(struct request *req)
{
    return change_exemption(req, exempt_end, "tax.exemption_ended");
}

const struct route catalogue_tax_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/catalogue/taxes",
     .handler = show_taxes,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &tax_form,
     .lane = LANE_WORK,
     .summary = "Rates of taxes, and who is exempt."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/taxes",
     .handler = post_tax,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &tax_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Adds or changes a rate."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/exemptions",
     .handler = post_exempt,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &exempt_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Exempts an account from taxes."},
    {.method = HTTP_POST,
     .path = "/staff/catalogue/exemptions/end",
     .handler = post_exempt_end,
     .who = WHO_STAFF,
     .may = STAFF_MAY_CATALOGUE,
     .form = &exempt_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Ends an account's exemption from taxes."},
    ROUTES_END,
};
