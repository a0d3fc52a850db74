/* SPDX-License-Identifier: Apache-2.0 */
/* The payers of an account, and the form of one. */
#include "features/payers/payers_page.h"
#include "features/payers/payers_view.h"
#include "web/reply.h"

static const struct form_rule empty_form = {0};

str payer_kind_name(enum lang lang, str kind)
{
    if (str_eq(kind, STR("company"))) {
        return tr(lang, "Company");
    }
    return str_eq(kind, STR("sole_proprietor")) ? tr(lang, "Sole proprietor")
                                                : tr(lang, "Individual");
}

static err get_payers(struct request *req)
{
    struct payer *payers = NULL;
    size_t count = 0;
    err e = payers_of_account(req->db, req->arena, req->session.account, &payers, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct payers_view view = {.payers = payers, .count = count};
    struct page *page = page_for(req);
    payers_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static void fill_present(struct request *req, const struct payer *payer, struct field *f)
{
    const str present[PAYER_FIELDS] = {
        [PAYER_NAME] = payer->name,
        [PAYER_TAX_NUMBER] = payer->tax_number,
        [PAYER_VAT_NUMBER] = payer->vat_number,
        [PAYER_IBAN] = payer->iban,
        [PAYER_COUNTRY] = payer->country,
        [PAYER_ADDRESS] = payer->address,
    };
    for (size_t i = 0; i < PAYER_FIELDS; i++) {
        f[i].value = i == PAYER_DEFAULT || form_given(req, i) ? f[i].value : present[i];
    }
    f[PAYER_DEFAULT].checked = f[PAYER_DEFAULT].checked || payer->is_default;
}

static void dress(struct request *req, str kind, struct field *f)
{
    bool is_person = str_eq(kind, STR("individual"));
    bool is_company = str_eq(kind, STR("company"));
    f[PAYER_NAME].label =
        is_company ? tr(req->lang, "Name of the company") : tr(req->lang, "First and last name");
    f[PAYER_NAME].help = tr(req->lang, "As it should stand on invoices and acts.");
    f[PAYER_NAME].autocomplete = is_company ? STR("organization") : STR("name");
    f[PAYER_NAME].spelled = f[PAYER_NAME].required = true;
    f[PAYER_TAX_NUMBER].label =
        is_company ? tr(req->lang, "Company code") : tr(req->lang, "Individual tax number");
    f[PAYER_TAX_NUMBER].help = is_company ? tr(req->lang, "Eight digits for companies of Ukraine.")
                                          : tr(req->lang, "Ten digits for taxpayers of Ukraine.");
    f[PAYER_TAX_NUMBER].required = !is_person;
    f[PAYER_TAX_NUMBER].optional = is_person;
    f[PAYER_VAT_NUMBER].label = tr(req->lang, "VAT number");
    f[PAYER_VAT_NUMBER].optional = true;
    f[PAYER_IBAN].label = tr(req->lang, "Bank account (IBAN)");
    f[PAYER_IBAN].optional = true;
    f[PAYER_COUNTRY].label = tr(req->lang, "Country");
    f[PAYER_COUNTRY].help = tr(req->lang, "Two letters: UA, PL, DE.");
    f[PAYER_COUNTRY].autocomplete = STR("country");
    f[PAYER_ADDRESS].label = tr(req->lang, "Address");
    f[PAYER_ADDRESS].autocomplete = STR("street-address");
    f[PAYER_ADDRESS].spelled = true;
    f[PAYER_ADDRESS].required = !is_person;
    f[PAYER_ADDRESS].optional = is_person;
    f[PAYER_DEFAULT].label = tr(req->lang, "Make documents out to this payer by default");
}

static err show_form(struct request *req, const struct payer *payer, str kind, struct url action)
{
    struct field *f = fields_of_form(req, &payer_form);
    struct payer fresh = {.country = req->site->settings->default_country,
                          .name = STR(""),
                          .tax_number = STR(""),
                          .vat_number = STR(""),
                          .iban = STR(""),
                          .address = STR("")};
    fill_present(req, payer == NULL ? &fresh : payer, f);
    dress(req, kind, f);
    struct payer_view view = {.payer = payer,
                              .kind = kind,
                              .action = action,
                              .fields = f,
                              .whole = form_message_whole(req)};
    struct page *page = page_for(req);
    payer_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_new(struct request *req)
{
    str kind = STR("");
    if (!http_query_param(req->http, STR("kind"), &kind) || !payer_kind_is_known(kind)) {
        struct page *page = page_for(req);
        payer_kinds_page(page, view_of(req));
        return reply_page(req, 200, page);
    }
    return show_form(req, NULL, kind, url_path("/payers/new"));
}

static err post_new(struct request *req)
{
    struct payer payer;
    err e = payer_form_create(req, &payer);
    if (e != ERR_OK) {
        return e;
    }
    if (!form_failed(req)) {
        return reply_redirect_saying(req, url_path("/payers"), N_("The payer is added."));
    }
    str kind = form_text(req, PAYER_KIND);
    return payer_kind_is_known(kind) ? show_form(req, NULL, kind, url_path("/payers/new"))
                                     : ERR_INVALID;
}

static err load(struct request *req, struct payer *out)
{
    return payer_of_account(req->db, req->arena, req->session.account,
                            (payer_id){path_param(req, 0)}, out);
}

static struct url address_of(struct request *req, const struct payer *payer)
{
    return url_fill(req->arena, "/payers/{}", payer->id.text);
}

static err get_payer(struct request *req)
{
    struct payer payer;
    err e = load(req, &payer);
    return e == ERR_OK ? show_form(req, &payer, payer.kind, address_of(req, &payer)) : e;
}

static err post_payer(struct request *req)
{
    struct payer present;
    err e = load(req, &present);
    if (e != ERR_OK) {
        return e;
    }
    struct payer changed = present;
    e = payer_form_change(req, &changed);
    if (e != ERR_OK) {
        return e;
    }
    return form_failed(req) ? show_form(req, &present, present.kind, address_of(req, &present))
                            : reply_redirect_saying(req, url_path("/payers"), N_("Saved."));
}

static err say_outcome(struct request *req, enum payer_outcome outcome, const char *sentence)
{
    return outcome == PAYER_DONE
               ? reply_redirect_saying(req, url_path("/payers"), sentence)
               : reply_redirect_warning(
                     req, url_path("/payers"),
                     N_("After a recovery of access payers cannot be changed for a day."));
}

static err post_default(struct request *req)
{
    struct act act = act_of(req);
    enum payer_outcome outcome = PAYER_DONE;
    err e = payer_prefer(&act, req->session.account, (payer_id){path_param(req, 0)}, &outcome);
    return e == ERR_OK
               ? say_outcome(req, outcome, N_("New documents will be made out to this payer."))
               : e;
}

static err post_deactivate(struct request *req)
{
    struct act act = act_of(req);
    enum payer_outcome outcome = PAYER_DONE;
    err e = payer_deactivate(&act, req->session.account, (payer_id){path_param(req, 0)}, &outcome);
    return e == ERR_OK ? say_outcome(req, outcome,
                                     N_("The payer is removed. Issued documents stay as they are."))
                       : e;
}

const struct route payers_routes[] = {
    {.method = HTTP_GET,
     .path = "/payers",
     .handler = get_payers,
     .who = WHO_CUSTOMER,
     .summary = "Who documents are made out to."},
    {.method = HTTP_GET,
     .path = "/payers/new",
     .handler = get_new,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &payer_form,
     .summary = "The form of a new payer; ?kind= chooses what it asks."},
    {.method = HTTP_POST,
     .path = "/payers/new",
     .handler = post_new,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &payer_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Adds a payer."},
    {.method = HTTP_GET,
     .path = "/payers/{id}",
     .handler = get_payer,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &payer_form,
     .summary = "One payer, to be changed."},
    {.method = HTTP_POST,
     .path = "/payers/{id}",
     .handler = post_payer,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &payer_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Changes a payer."},
    {.method = HTTP_POST,
     .path = "/payers/{id}/default",
     .handler = post_default,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &empty_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Makes a payer the default one."},
    {.method = HTTP_POST,
     .path = "/payers/{id}/deactivate",
     .handler = post_deactivate,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &empty_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Puts a payer away."},
    ROUTES_END,
};
