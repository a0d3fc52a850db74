/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/payer_form.h"

#include "features/payers/tax_number.h"

static const struct field_rule payer_fields[] = {
    [PAYER_KIND] = {"kind", FIELD_LINE, 0, 20},
    [PAYER_NAME] = {"name", FIELD_LINE, 0, 200},
    [PAYER_TAX_NUMBER] = {"tax_number", FIELD_LINE, 0, 40},
    [PAYER_VAT_NUMBER] = {"vat_number", FIELD_LINE, 0, 40},
    [PAYER_IBAN] = {"iban", FIELD_LINE, 0, 60},
    [PAYER_COUNTRY] = {"country", FIELD_LINE, 0, 2},
    [PAYER_ADDRESS] = {"address", FIELD_LINE, 0, 300},
    [PAYER_DEFAULT] = {"default", FIELD_CHECK, 0, 1},
};
const struct form_rule payer_form = FORM(payer_fields);

bool payer_kind_is_known(str kind)
{
    return str_eq(kind, STR("individual")) || str_eq(kind, STR("sole_proprietor")) ||
           str_eq(kind, STR("company"));
}

static void fail(struct request *req, size_t field, const char *code)
{
    if (code != NULL) {
        form_fail(req, field, code);
    }
}

static bool is_ukrainian(const struct payer *payer)
{
    return str_eq(payer->country, STR("UA"));
}

static void validate_country(struct request *req, struct payer *payer)
{
    str typed = form_text(req, PAYER_COUNTRY);
    bool has_form = typed.len == 2;
    struct buf capital = buf_in(req->arena);
    for (size_t i = 0; has_form && i < typed.len; i++) {
        char c = typed.ptr[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        has_form = c >= 'A' && c <= 'Z';
        buf_put_char(&capital, c);
    }
    fail(req, PAYER_COUNTRY, has_form ? NULL : "bad_country");
    payer->country = has_form ? buf_str(&capital) : payer->country;
}

static void validate_name(struct request *req, struct payer *payer)
{
    struct person_name name = {form_text(req, PAYER_NAME)};
    if (str_eq(payer->kind, STR("individual"))) {
        fail(req, PAYER_NAME, person_name_parse(req->arena, name.text, &name));
    } else if (str_char_count(name.text) < 2) {
        fail(req, PAYER_NAME, "required");
    }
    payer->name = name.text;
}

/* Persons need no number for a document; whoever does business has one. */
static void validate_tax_number(struct request *req, struct payer *payer)
{
    str typed = form_text(req, PAYER_TAX_NUMBER);
    bool is_company = str_eq(payer->kind, STR("company"));
    if (typed.len == 0) {
        bool is_needed = !str_eq(payer->kind, STR("individual"));
        fail(req, PAYER_TAX_NUMBER, is_needed ? "required" : NULL);
        payer->tax_number = typed;
        return;
    }
    const char *code = NULL;
    if (!is_ukrainian(payer)) {
        code = foreign_number_parse(req->arena, typed, &payer->tax_number);
    } else if (is_company) {
        code = company_number_parse(req->arena, typed, &payer->tax_number);
    } else {
        code = person_number_parse(req->arena, typed, &payer->tax_number);
    }
    fail(req, PAYER_TAX_NUMBER, code);
}

static void validate_vat_number(struct request *req, struct payer *payer)
{
    str typed = form_text(req, PAYER_VAT_NUMBER);
    payer->vat_number = typed;
    if (typed.len > 0) {
        fail(req, PAYER_VAT_NUMBER,
             is_ukrainian(payer) ? vat_number_parse(req->arena, typed, &payer->vat_number)
                                 : foreign_number_parse(req->arena, typed, &payer->vat_number));
    }
}

static void validate_rest(struct request *req, struct payer *payer)
{
    if (form_given(req, PAYER_IBAN)) {
        str typed = form_text(req, PAYER_IBAN);
        payer->iban = typed;
        fail(req, PAYER_IBAN, typed.len > 0 ? iban_parse(req->arena, typed, &payer->iban) : NULL);
    }
    if (form_given(req, PAYER_ADDRESS)) {
        payer->address = form_text(req, PAYER_ADDRESS);
    }
    if (payer->address.len == 0 && !str_eq(payer->kind, STR("individual"))) {
        form_fail(req, PAYER_ADDRESS, "required");
    }
    if (form_given(req, PAYER_DEFAULT)) {
        payer->is_default = form_checked(req, PAYER_DEFAULT);
    }
}

void payer_form_validate(struct request *req, struct payer *payer)
{
    bool is_new = payer->id.text.len == 0;
    str kind = form_text(req, PAYER_KIND);
    if (is_new && payer_kind_is_known(kind)) {
        payer->kind = kind;
    } else if (is_new || (form_given(req, PAYER_KIND) && !str_eq(kind, payer->kind))) {
        form_fail(req, PAYER_KIND, "bad_choice");
        return;
    }
    bool is_moved = form_given(req, PAYER_COUNTRY) && form_text(req, PAYER_COUNTRY).len > 0;
    if (is_moved) {
        validate_country(req, payer);
    }
    if (is_new || form_given(req, PAYER_NAME)) {
        validate_name(req, payer);
    }
    if (is_new || is_moved || form_given(req, PAYER_TAX_NUMBER)) {
        validate_tax_number(req, payer);
    }
    if (is_new || form_given(req, PAYER_VAT_NUMBER)) {
        validate_vat_number(req, payer);
    }
    validate_rest(req, payer);
}

void payer_form_tell(struct request *req, enum payer_outcome outcome)
{
    switch (outcome) {
    case PAYER_DONE:
        break;
    case PAYER_HELD:
        form_fail_whole(req, "payer_held");
        break;
    case PAYER_FULL:
        form_fail_whole(req, "too_many_payers");
        break;
    }
}

err payer_form_create(struct request *req, struct payer *out)
{
    struct payer payer = {.id = {STR("")},
                          .account = req->session.account,
                          .country = req->site->settings->default_country,
                          .iban = STR(""),
                          .address = STR("")};
    payer_form_validate(req, &payer);
    if (form_failed(req)) {
        return ERR_OK;
    }
    struct act act = act_of(req);
    enum payer_outcome outcome = PAYER_DONE;
    err e = payer_create(&act, &payer, &outcome);
    if (e == ERR_OK) {
        payer_form_tell(req, outcome);
        *out = payer;
    }
    return e;
}

err payer_form_change(struct request *req, struct payer *payer)
{
    payer_form_validate(req, payer);
    if (form_failed(req)) {
        return ERR_OK;
    }
    struct act act = act_of(req);
    enum payer_outcome outcome = PAYER_DONE;
    err e = payer_change(&act, payer, &outcome);
    if (e == ERR_OK) {
        payer_form_tell(req, outcome);
    }
    return e;
}
