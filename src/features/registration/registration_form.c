/* SPDX-License-Identifier: Apache-2.0 */
#include "features/registration/registration_form.h"

#include "features/captcha/captcha.h"
#include "web/recent.h"

static const struct field_rule fields[] = {
    [REGISTER_LOGIN] = {"login", FIELD_LINE, 1, 100},
    [REGISTER_PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
    [REGISTER_EMAIL] = {"email", FIELD_LINE, 1, EMAIL_BYTES_MAX},
    [REGISTER_PHONE] = {"phone", FIELD_LINE, 1, 40},
    [REGISTER_NAME] = {"name", FIELD_LINE, 1, PERSON_NAME_CHARS_MAX},
    [REGISTER_LANGUAGE] = {"language", FIELD_LINE, 0, 10},
    [REGISTER_TERMS] = {"terms", FIELD_CHECK, 0, 0},
    [REGISTER_ALTCHA] = {"altcha", FIELD_TOKEN, 0, CAPTCHA_ALTCHA_CHARS_MAX},
    [REGISTER_CAPTCHA_ID] = {"captcha_id", FIELD_TOKEN, 0, CAPTCHA_ID_CHARS_MAX},
    [REGISTER_CAPTCHA_CODE] = {"captcha_code", FIELD_LINE, 0, CAPTCHA_CODE_CHARS_MAX},
    [REGISTER_CHECK] = {"check", FIELD_CHECK, 0, 0},
};
const struct form_rule registration_form = FORM(fields);
const struct form_rule registration_api_form = {.fields = fields, .count = REGISTER_CHECK};

static void mark(struct request *req, enum registration_field field, const char *code)
{
    if (code != NULL) {
        form_fail(req, field, code);
    }
}

static void validate_password(struct request *req, struct registration_draft *draft)
{
    draft->password = secret_copy(req->arena, form_text(req, REGISTER_PASSWORD));
    struct password_context context = {
        .login = form_text(req, REGISTER_LOGIN),
        .email = form_text(req, REGISTER_EMAIL),
        .phone = form_text(req, REGISTER_PHONE),
        .name = form_text(req, REGISTER_NAME),
    };
    mark(req, REGISTER_PASSWORD, password_fault(req->arena, req->site, draft->password, context));
}

bool login_may_be_asked(const struct request *req, struct login login)
{
    recent_add(RECENT_LOGIN_ASKED, req->network, login.text, req->now);
    return recent_count(RECENT_LOGIN_ASKED, req->network, req->now) <= LOGIN_ASKED_AN_HOUR;
}

/* A login may be told to be taken: whoever fills in the form has to choose another. */
static err validate_login(struct request *req, registration_id own,
                          struct registration_draft *draft)
{
    const char *code = login_parse(req->arena, form_text(req, REGISTER_LOGIN), &draft->login);
    if (code != NULL) {
        form_fail(req, REGISTER_LOGIN, code);
        return ERR_OK;
    }
    bool is_free = false;
    if (!login_may_be_asked(req, draft->login)) {
        return ERR_LIMITED;
    }
    err e = login_is_free(req->db, req->arena, req->now, draft->login, own, &is_free);
    if (e == ERR_OK && !is_free) {
        form_fail(req, REGISTER_LOGIN, "taken");
    }
    return e;
}

static void validate_email(struct request *req, struct registration_draft *draft)
{
    const char *code = email_parse(req->arena, form_text(req, REGISTER_EMAIL), &draft->email);
    mark(req, REGISTER_EMAIL, code);
    if (code == NULL && email_domain_is_banned(req->arena, req->site, draft->email)) {
        form_fail(req, REGISTER_EMAIL, "banned_domain");
    }
}

static void validate_language(struct request *req, struct registration_draft *draft)
{
    str code = form_text(req, REGISTER_LANGUAGE);
    draft->lang = req->lang;
    if (code.len > 0 && !lang_by_code(code, &draft->lang)) {
        form_fail(req, REGISTER_LANGUAGE, "bad_choice");
    }
}

err registration_form_help(struct request *req, registration_id own)
{
    struct registration_draft draft = {0};
    validate_password(req, &draft);
    err e = validate_login(req, own, &draft);
    for (size_t i = 0; i < REGISTER_FIELDS; i++) {
        if (i != REGISTER_LOGIN && i != REGISTER_PASSWORD) {
            req->form.codes[i] = NULL;
        }
    }
    return e;
}

err registration_form_validate(struct request *req, registration_id own,
                               struct registration_draft *out)
{
    struct registration_draft draft = {.replaced = own};
    validate_email(req, &draft);
    mark(req, REGISTER_PHONE,
         phone_parse(req->arena, form_text(req, REGISTER_PHONE),
                     req->site->settings->default_country, &draft.phone));
    mark(req, REGISTER_NAME,
         person_name_parse(req->arena, form_text(req, REGISTER_NAME), &draft.name));
    validate_language(req, &draft);
    validate_password(req, &draft);
    if (!form_checked(req, REGISTER_TERMS)) {
        form_fail(req, REGISTER_TERMS, "terms_required");
    }
    err e = validate_login(req, own, &draft);
    if (e == ERR_OK && !form_failed(req)) {
        e = captcha_require(req, STR("register"), REGISTER_ALTCHA, REGISTER_CAPTCHA_ID,
                            REGISTER_CAPTCHA_CODE);
    }
    if (e == ERR_OK) {
        *out = draft;
    }
    return e;
}
