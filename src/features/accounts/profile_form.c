/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/profile_form.h"

static const struct field_rule profile_fields[] = {
    [PROFILE_NAME] = {"name", FIELD_LINE, 0, PERSON_NAME_CHARS_MAX},
    [PROFILE_LANGUAGE] = {"language", FIELD_LINE, 0, 10},
    [PROFILE_TIMEZONE] = {"timezone", FIELD_LINE, 0, 60},
};
const struct form_rule profile_form = FORM(profile_fields);

static const struct field_rule phone_fields[] = {[PHONE_NUMBER] = {"phone", FIELD_LINE, 1, 40}};
const struct form_rule phone_form = FORM(phone_fields);

static const struct field_rule code_fields[] = {[PHONE_CODE] = {"code", FIELD_LINE, 1, 20}};
const struct form_rule phone_code_form = FORM(code_fields);

void profile_form_judge(struct request *req, const struct account *account,
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

static const char *code_of_sending(enum phone_send outcome)
{
    switch (outcome) {
    case PHONE_CODE_SENT:
        return NULL;
    case PHONE_TOO_SOON:
        return "too_soon";
    case PHONE_LIMITED:
        return "too_many_sends";
    case PHONE_HELD:
        return "phone_held";
    case PHONE_IS_PROVEN:
        return "phone_proven";
    }
    return NULL;
}

err phone_form_send(struct request *req)
{
    struct phone phone;
    const char *code = phone_parse(req->arena, form_text(req, PHONE_NUMBER),
                                   req->site->settings->default_country, &phone);
    if (code == NULL && !site_sends_sms(req->site)) {
        code = "no_sms";
    }
    if (code == NULL && !form_failed(req)) {
        struct act act = act_of(req);
        enum phone_send outcome;
        err e = phone_send_code(&act, req->session.account, phone, &outcome);
        if (e != ERR_OK) {
            return e;
        }
        code = code_of_sending(outcome);
    }
    if (code != NULL) {
        form_fail(req, PHONE_NUMBER, code);
    }
    return ERR_OK;
}

static const char *code_of_checking(enum phone_check outcome)
{
    switch (outcome) {
    case PHONE_PROVEN:
        return NULL;
    case PHONE_CODE_WRONG:
        return "wrong_code";
    case PHONE_CODE_CLOSED:
        return "too_many_codes";
    case PHONE_CODE_SPENT:
        return "expired_code";
    case PHONE_OF_ANOTHER:
        return "phone_taken";
    }
    return NULL;
}

err phone_form_check(struct request *req, bool *out_proven)
{
    *out_proven = false;
    if (form_failed(req)) {
        return ERR_OK;
    }
    struct act act = act_of(req);
    enum phone_check outcome;
    err e = phone_check_code(&act, req->session.account, form_text(req, PHONE_CODE), &outcome);
    if (e != ERR_OK) {
        return e;
    }
    const char *code = code_of_checking(outcome);
    *out_proven = code == NULL;
    if (code != NULL) {
        form_fail(req, PHONE_CODE, code);
    }
    return ERR_OK;
}
