/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/profile_form.h"

static const struct field_rule profile_fields[] = {
    [PROFILE_NAME] = {"name", FIELD_LINE, 0, PERSON_NAME_CHARS_MAX},
    [PROFILE_LANGUAGE] = {"language", FIELD_LINE, 0, 10},
    [PROFILE_TIMEZONE] = {"timezone", FIELD_LINE, 0, 60},
};
const struct form_rule profile_form = FORM(profile_fields);

static const struct field_rule email_fields[] = {
    [CONTACT_VALUE] = {"email", FIELD_LINE, 1, EMAIL_BYTES_MAX}};
const struct form_rule email_form = FORM(email_fields);

static const struct field_rule phone_fields[] = {[CONTACT_VALUE] = {"phone", FIELD_LINE, 1, 40}};
const struct form_rule phone_form = FORM(phone_fields);

static const struct field_rule code_fields[] = {[CONTACT_CODE] = {"code", FIELD_LINE, 1, 20}};
const struct form_rule contact_code_form = FORM(code_fields);

void profile_form_check(struct request *req, const struct account *account,
                        struct profile_change *out)
{
    *out = (struct profile_change){
        .name = {account->name}, .lang = req->lang, .timezone = account->timezone};
    (void)lang_by_code(account->language, &out->lang);
    if (form_given(req, PROFILE_NAME)) {
        const char *code = person_name_parse(req->arena, form_text(req, PROFILE_NAME), &out->name);
        if (code != NULL) {
            form_fail(req, PROFILE_NAME, code);
        }
    }
    if (form_given(req, PROFILE_LANGUAGE) &&
        !lang_by_code(form_text(req, PROFILE_LANGUAGE), &out->lang)) {
        form_fail(req, PROFILE_LANGUAGE, "bad_choice");
    }
    if (form_given(req, PROFILE_TIMEZONE)) {
        out->timezone = form_text(req, PROFILE_TIMEZONE);
        if (zone_by_name(out->timezone) == NULL) {
            form_fail(req, PROFILE_TIMEZONE, "bad_choice");
        }
    }
}

static const char *code_of_sending(enum contact_kind kind, enum contact_send outcome)
{
    bool email = kind == CONTACT_EMAIL;
    switch (outcome) {
    case CONTACT_CODE_SENT:
        return NULL;
    case CONTACT_TOO_SOON:
        return "too_soon";
    case CONTACT_LIMITED:
        return "too_many_sends";
    case CONTACT_HELD:
        return email ? "email_held" : "phone_held";
    case CONTACT_IS_PROVEN:
        return email ? "email_proven" : "phone_proven";
    }
    return NULL;
}

static const char *parse(struct request *req, enum contact_kind kind, str *out)
{
    str typed = form_text(req, CONTACT_VALUE);
    if (kind == CONTACT_PHONE) {
        struct phone phone = {STR("")};
        const char *code =
            phone_parse(req->arena, typed, req->site->settings->default_country, &phone);
        *out = phone.text;
        return code == NULL && !site_sends_sms(req->site) ? "no_sms" : code;
    }
    struct email email = {STR("")};
    const char *code = email_parse(req->arena, typed, &email);
    *out = email.text;
    bool banned = code == NULL && email_domain_is_banned(req->arena, req->site, email);
    return banned ? "banned_domain" : code;
}

err contact_form_send(struct request *req, enum contact_kind kind)
{
    str value;
    const char *code = parse(req, kind, &value);
    if (code == NULL && !form_failed(req)) {
        struct act act = act_of(req);
        enum contact_send outcome;
        err e = contact_send_code(&act, req->session.account, kind, value, &outcome);
        if (e != ERR_OK) {
            return e;
        }
        code = code_of_sending(kind, outcome);
    }
    if (code != NULL) {
        form_fail(req, CONTACT_VALUE, code);
    }
    return ERR_OK;
}

static const char *code_of_checking(enum contact_kind kind, enum contact_check outcome)
{
    switch (outcome) {
    case CONTACT_PROVEN:
        return NULL;
    case CONTACT_CODE_WRONG:
        return "wrong_code";
    case CONTACT_CODE_CLOSED:
        return "too_many_codes";
    case CONTACT_CODE_SPENT:
        return "expired_code";
    case CONTACT_OF_ANOTHER:
        return kind == CONTACT_EMAIL ? "email_taken" : "phone_taken";
    }
    return NULL;
}

err contact_form_check(struct request *req, enum contact_kind kind, bool *out_proven)
{
    if (form_failed(req)) {
        *out_proven = false;
        return ERR_OK;
    }
    struct act act = act_of(req);
    enum contact_check outcome;
    err e = contact_check_code(&act, req->session.account, kind, form_text(req, CONTACT_CODE),
                               &outcome);
    if (e != ERR_OK) {
        return e;
    }
    const char *code = code_of_checking(kind, outcome);
    if (code != NULL) {
        form_fail(req, CONTACT_CODE, code);
    }
    *out_proven = code == NULL;
    return ERR_OK;
}
