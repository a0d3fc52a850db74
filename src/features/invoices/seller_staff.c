/* SPDX-License-Identifier: Apache-2.0 */
/* The console's form of the provider's own details. */
#include "features/invoices/seller_view.h"
#include "features/invoices/seller_page.h"
#include "features/payers/payers.h"
#include "json/writer.h"
#include "web/reply.h"
#include "web/staff_audit.h"

static const struct field_rule seller_fields[] = {
    [SELLER_NAME_UK] = {"name_uk", FIELD_LINE, 2, 200},
    [SELLER_NAME_EN] = {"name_en", FIELD_LINE, 2, 200},
    [SELLER_TAX_NUMBER] = {"tax_number", FIELD_LINE, 0, 20},
    [SELLER_VAT_NUMBER] = {"vat_number", FIELD_LINE, 0, 20},
    [SELLER_IBAN] = {"iban", FIELD_LINE, 0, 60},
    [SELLER_BANK] = {"bank", FIELD_LINE, 0, 200},
    [SELLER_ADDRESS_UK] = {"address_uk", FIELD_LINE, 0, 300},
    [SELLER_ADDRESS_EN] = {"address_en", FIELD_LINE, 0, 300},
    [SELLER_SIGNER_UK] = {"signer_uk", FIELD_LINE, 0, 120},
    [SELLER_SIGNER_EN] = {"signer_en", FIELD_LINE, 0, 120},
};
static const struct form_rule seller_form = FORM(seller_fields);

static const char *const labels[SELLER_FIELDS] = {
    [SELLER_NAME_UK] = N_("Name in Ukrainian"),
    [SELLER_NAME_EN] = N_("Name in English"),
    [SELLER_TAX_NUMBER] = N_("Tax number"),
    [SELLER_VAT_NUMBER] = N_("VAT number"),
    [SELLER_IBAN] = N_("Bank account (IBAN)"),
    [SELLER_BANK] = N_("Bank"),
    [SELLER_ADDRESS_UK] = N_("Address in Ukrainian"),
    [SELLER_ADDRESS_EN] = N_("Address in English"),
    [SELLER_SIGNER_UK] = N_("Who signs acts, in Ukrainian"),
    [SELLER_SIGNER_EN] = N_("Who signs acts, in English"),
};

/* In the order of enum seller_field. */
#define TEXTS_OF(seller)                                                                           \
    (seller)->name_uk, (seller)->name_en, (seller)->tax_number, (seller)->vat_number,              \
        (seller)->iban, (seller)->bank, (seller)->address_uk, (seller)->address_en,                \
        (seller)->signer_uk, (seller)->signer_en

static err show(struct request *req, const struct seller *seller)
{
    const struct settings *settings = req->site->settings;
    const str present[SELLER_FIELDS] = {TEXTS_OF(seller)};
    struct field *f = fields_of(req);
    for (size_t i = 0; i < SELLER_FIELDS; i++) {
        f[i].label = tr(req->lang, labels[i]);
        f[i].value = form_given(req, i) ? f[i].value : present[i];
        f[i].optional = !f[i].required;
        f[i].spelled = true;
        str fixed = seller_setting(settings, (enum seller_field)i);
        if (fixed.len > 0) {
            f[i].value = fixed;
            f[i].readonly = true;
            f[i].help =
                tr(req->lang,
                   "This is set in the server's settings file and can only be changed there.");
        }
    }
    struct page *page = page_for(req);
    seller_page(page, view_of(req), f);
    return reply_page(req, 200, page);
}

static err get_seller(struct request *req)
{
    struct seller seller;
    err e = seller_now(req->db, req->arena, &seller);
    return e == ERR_OK ? show(req, &seller) : e;
}

/* A field whose home is the settings file may be sent as it is there, or left empty. */
static void refuse_fixed(struct request *req)
{
    for (size_t i = 0; i < SELLER_FIELDS; i++) {
        str fixed = seller_setting(req->site->settings, (enum seller_field)i);
        str given = form_text(req, i);
        if (fixed.len > 0 && given.len > 0 && !str_eq(fixed, given)) {
            form_fail(req, i, "set_elsewhere");
        }
    }
}

static void validate(struct request *req, struct seller *out)
{
    *out = (struct seller){
        .name_uk = form_text(req, SELLER_NAME_UK),
        .name_en = form_text(req, SELLER_NAME_EN),
        .tax_number = form_text(req, SELLER_TAX_NUMBER),
        .vat_number = form_text(req, SELLER_VAT_NUMBER),
        .iban = form_text(req, SELLER_IBAN),
        .bank = form_text(req, SELLER_BANK),
        .address_uk = form_text(req, SELLER_ADDRESS_UK),
        .address_en = form_text(req, SELLER_ADDRESS_EN),
        .signer_uk = form_text(req, SELLER_SIGNER_UK),
        .signer_en = form_text(req, SELLER_SIGNER_EN),
    };
    refuse_fixed(req);
    (void)seller_follow_settings(req->site->settings, out);
    if (out->iban.len > 0) {
        const char *code = payer_iban_parse(req->arena, out->iban, &out->iban);
        if (code != NULL) {
            form_fail(req, SELLER_IBAN, code);
        }
    }
}

struct writing {
    const struct request *req;
    struct seller seller;
};

static err write_in(struct db *tx, void *arg)
{
    const struct writing *writing = arg;
    const struct request *req = writing->req;
    struct staff_audit_entry entry = staff_audit_of(req, "seller.changed");
    struct seller before;
    err e = seller_now(tx, req->arena, &before);
    if (e == ERR_OK) {
        e = seller_put(tx, &writing->seller, req->staff.member.text, req->now);
    }
    if (e != ERR_OK) {
        return e;
    }
    entry.subject = STR("seller");
    entry.before = before.name_uk;
    entry.after = writing->seller.name_uk;
    return staff_audit_put(tx, req->arena, &entry);
}

static err post_seller(struct request *req)
{
    struct writing writing = {.req = req};
    validate(req, &writing.seller);
    if (form_failed(req)) {
        return show(req, &writing.seller);
    }
    err e = db_transaction(req->db, write_in, &writing);
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/staff/seller"), N_("Saved.")) : e;
}

static err api_get(struct request *req)
{
    struct seller seller;
    err e = seller_now(req->db, req->arena, &seller);
    if (e != ERR_OK) {
        return e;
    }
    const str texts[SELLER_FIELDS] = {TEXTS_OF(&seller)};
    struct buf text = buf_in(req->arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "version"), json_i64(&json, seller.version);
    for (size_t i = 0; i < SELLER_FIELDS; i++) {
        json_key(&json, seller_fields[i].name), json_str(&json, texts[i]);
    }
    json_end(&json);
    return reply_json(req, 200, &text);
}

static err api_post(struct request *req)
{
    struct writing writing = {.req = req};
    validate(req, &writing.seller);
    if (form_failed(req)) {
        return ERR_INVALID;
    }
    err e = db_transaction(req->db, write_in, &writing);
    return e == ERR_OK ? api_get(req) : e;
}

const struct staff_screen seller_screens[] = {
    {.path = "/staff/seller", .label = N_("Seller"), .may = STAFF_MAY_SETTINGS},
    STAFF_SCREENS_END,
};

const struct route seller_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/seller",
     .handler = get_seller,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SETTINGS,
     .form = &seller_form,
     .lane = LANE_WORK,
     .summary = "The provider's details on documents."},
    {.method = HTTP_POST,
     .path = "/staff/seller",
     .handler = post_seller,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SETTINGS,
     .form = &seller_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Changes them for documents issued from now on."},
    {.method = HTTP_GET,
     .path = "/api/v1/staff/seller",
     .handler = api_get,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SETTINGS,
     .lane = LANE_WORK,
     .answers = "200 Seller",
     .summary = "The provider's details on documents; version 0 while nobody wrote them down."},
    {.method = HTTP_POST,
     .path = "/api/v1/staff/seller",
     .handler = api_post,
     .who = WHO_STAFF,
     .may = STAFF_MAY_SETTINGS,
     .form = &seller_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .answers = "200 Seller",
     .summary = "Writes all of them anew, for documents issued from now on."},
    ROUTES_END,
};
