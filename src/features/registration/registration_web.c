/* SPDX-License-Identifier: Apache-2.0 */
/* The page of the form; the pages of the code are confirm_web.c's. */
#include "features/registration/registration_web.h"
#include "features/registration/registration_page.h"
#include "features/registration/registration_view.h"
#include "web/idempotency.h"
#include "web/reply.h"

/* "I accept the terms of service", with a link to the operator's or ours. */
static struct html terms_label(struct request *req)
{
    struct url terms = url_path("/terms");
    (void)url_parse(req->site->settings->terms_url, &terms);
    struct html link = html_link(req->arena, terms, tr(req->lang, "terms of service"));
    str sentence = html_text(req->arena, tr(req->lang, "I accept the {terms}")).text;
    return html_trusted(tr_fill(req->arena, sentence, "terms", link.text, NULL));
}

/* Labels, help and what browsers may fill in. */
static struct field *labelled(struct request *req, const struct register_view *view)
{
    enum lang lang = req->lang;
    struct field *f = fields_of(req);
    f[REGISTER_LOGIN].label = tr(lang, "Login");
    f[REGISTER_LOGIN].help = view->login_free
                                 ? tr(lang, "This login is free.")
                                 : tr(lang, "Latin letters, digits, dot, hyphen and underscore.");
    f[REGISTER_LOGIN].autocomplete = STR("username");
    f[REGISTER_LOGIN].free_check = url_path("/api/v1/logins/");
    f[REGISTER_PASSWORD].label = tr(lang, "Password");
    f[REGISTER_PASSWORD].help =
        view->password_good ? tr(lang, "This password will do. Please type it once more.")
                            : tr(lang, "At least 12 characters; a few words make a good one.");
    f[REGISTER_PASSWORD].autocomplete = STR("new-password");
    f[REGISTER_PASSWORD].meter = true;
    f[REGISTER_EMAIL].label = tr(lang, "E-mail");
    f[REGISTER_EMAIL].type = STR("email");
    f[REGISTER_EMAIL].autocomplete = STR("email");
    f[REGISTER_PHONE].label = tr(lang, "Phone");
    f[REGISTER_PHONE].type = STR("tel");
    f[REGISTER_PHONE].autocomplete = STR("tel");
    f[REGISTER_NAME].label = tr(lang, "First and last name");
    f[REGISTER_NAME].autocomplete = STR("name");
    f[REGISTER_NAME].spelled = true;
    f[REGISTER_LANGUAGE].value = lang_code(lang);
    f[REGISTER_TERMS].label = tr(lang, "I accept the terms of service");
    f[REGISTER_TERMS].label_markup = terms_label(req);
    f[REGISTER_TERMS].required = true;
    return f;
}

static err show_form(struct request *req, struct register_view *view)
{
    view->fields = labelled(req, view);
    view->whole = form_message_whole(req);
    view->captcha = captcha_view_of(req, STR("register"), url_path("/register"), REGISTER_ALTCHA);
    struct page *page = page_for(req);
    register_page(page, view_of(req), view);
    return reply_page(req, 200, page);
}

static err show_closed(struct request *req)
{
    struct page *page = page_for(req);
    registration_closed_page(page, view_of(req));
    return reply_page(req, 403, page);
}

static err get_register(struct request *req)
{
    struct register_view view = {0};
    return req->site->settings->registration_open ? show_form(req, &view) : show_closed(req);
}

static err help_with_form(struct request *req)
{
    registration_id own;
    err e = registration_cookie(req, &own);
    if (e == ERR_OK) {
        e = registration_form_help(req, own);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct register_view view = {
        .login_free = req->form.codes[REGISTER_LOGIN] == NULL,
        .password_good = req->form.codes[REGISTER_PASSWORD] == NULL,
    };
    return show_form(req, &view);
}

static err post_register(struct request *req)
{
    struct register_view view = {0};
    if (!req->site->settings->registration_open) {
        return show_closed(req);
    }
    if (form_checked(req, REGISTER_CHECK)) {
        return help_with_form(req);
    }
    struct registration_draft draft;
    registration_id own;
    err e = registration_cookie(req, &own);
    if (e == ERR_OK) {
        e = registration_form_validate(req, own, &draft);
    }
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show_form(req, &view) : e;
    }
    struct act act = act_of(req);
    registration_id id;
    str handle;
    e = idempotency_hash(req, draft.password, &draft.hash);
    e = e == ERR_OK ? registration_begin(&act, &draft, &id, &handle) : e;
    if (e == ERR_CONFLICT) {
        form_fail(req, REGISTER_LOGIN, "taken");
        return show_form(req, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    registration_cookie_set(req, handle);
    return reply_redirect(req, url_path("/register/confirm"));
}

const struct route registration_routes[] = {
    {.method = HTTP_GET,
     .path = "/register",
     .handler = get_register,
     .who = WHO_GUEST,
     .form = &registration_form,
     .summary = "The registration form."},
    {.method = HTTP_POST,
     .path = "/register",
     .handler = post_register,
     .who = WHO_GUEST,
     .form = &registration_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .summary = "Takes the registration form and sends a code to the e-mail."},
    {.method = HTTP_GET,
     .path = "/register/confirm",
     .handler = get_confirm,
     .who = WHO_GUEST,
     .form = &confirm_form,
     .summary = "The page of the code; with ?token= the page of the link, which spends nothing by "
                "itself."},
    {.method = HTTP_POST,
     .path = "/register/confirm",
     .handler = post_confirm,
     .who = WHO_GUEST,
     .form = &confirm_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Takes the code or the link's token and makes the account."},
    {.method = HTTP_GET,
     .path = "/register/password",
     .handler = get_registration_password,
     .who = WHO_GUEST,
     .form = &registration_password_form,
     .summary = "The password's form, after the link was pressed in another browser."},
    {.method = HTTP_POST,
     .path = "/register/password",
     .handler = post_registration_password,
     .who = WHO_GUEST,
     .form = &registration_password_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .creates = true,
     .summary = "Sets that password and makes the account."},
    {.method = HTTP_POST,
     .path = "/register/resend",
     .handler = post_resend,
     .who = WHO_GUEST,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Sends another code."},
    ROUTES_END,
};
