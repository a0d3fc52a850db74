/* SPDX-License-Identifier: Apache-2.0 */
/* The profile, and the terms when there are new ones. */
#include "features/accounts/accounts_page.h"
#include "features/accounts/accounts_view.h"
#include "features/accounts/accounts_web.h"
#include "web/cookie.h"
#include "web/reply.h"

static void offer_languages(struct request *req, struct field *field)
{
    struct option *options = ARENA_ARRAY(req->arena, struct option, LANG_COUNT);
    for (size_t i = 0; i < LANG_COUNT; i++) {
        enum lang lang = layout_languages[i];
        options[i] = (struct option){lang_code(lang), lang_own_name(lang)};
    }
    field->options = options;
    field->option_count = LANG_COUNT;
}

/* The common zones, and the one the account has when it is another. */
static void offer_zones(struct request *req, struct field *field)
{
    size_t common = 0;
    const str *names = zone_common(&common);
    struct option *options = ARENA_ARRAY(req->arena, struct option, common + 1);
    bool among = false;
    for (size_t i = 0; i < common; i++) {
        options[i] = (struct option){names[i], names[i]};
        among = among || str_eq(names[i], field->value);
    }
    options[common] = (struct option){field->value, field->value};
    field->options = options;
    field->option_count = among ? common : common + 1;
}

static err show_profile(struct request *req, const struct account *account)
{
    struct field *f = fields_of(req);
    struct profile_view view = {
        .account = account, .fields = f, .sends_sms = site_sends_sms(req->site)};
    const str present[] = {account->name, account->language, account->timezone};
    for (size_t i = 0; i < PROFILE_FIELDS; i++) {
        f[i].value = form_given(req, i) ? f[i].value : present[i];
    }
    f[PROFILE_NAME].label = tr(req->lang, "First and last name");
    f[PROFILE_NAME].autocomplete = STR("name");
    f[PROFILE_NAME].spelled = true;
    f[PROFILE_NAME].required = true;
    f[PROFILE_LANGUAGE].label = tr(req->lang, "Language");
    f[PROFILE_LANGUAGE].help = tr(req->lang, "For pages and e-mails.");
    offer_languages(req, &f[PROFILE_LANGUAGE]);
    f[PROFILE_TIMEZONE].label = tr(req->lang, "Time zone");
    offer_zones(req, &f[PROFILE_TIMEZONE]);
    struct page *page = page_for(req);
    profile_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err get_profile(struct request *req)
{
    struct account account;
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    return e == ERR_OK ? show_profile(req, &account) : e;
}

static err post_profile(struct request *req)
{
    struct account account;
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e != ERR_OK) {
        return e;
    }
    struct profile_change change;
    profile_form_check(req, &account, &change);
    if (form_failed(req)) {
        return show_profile(req, &account);
    }
    struct act act = act_of(req);
    e = profile_change(&act, account.id, &change);
    if (e != ERR_OK) {
        return e;
    }
    cookie_set(req, "lang", lang_code(change.lang), COOKIE_FOR_A_YEAR);
    return reply_redirect_saying(req, url_path("/profile"), N_("Saved."));
}

enum { TERMS_NEXT };
static const struct field_rule terms_fields[] = {[TERMS_NEXT] = {"next", FIELD_LINE, 0, 1000}};
static const struct form_rule terms_form = FORM(terms_fields);

static err get_terms(struct request *req)
{
    struct terms_view view = {.next = STR("")};
    bool agreed = true;
    err e = ERR_OK;
    if (req->session.signed_in) {
        e = account_has_agreed(req->db, req->arena, req->session.account,
                               req->site->settings->terms_version, &agreed);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.asked = !agreed;
    (void)http_query_param(req->http, STR("next"), &view.next);
    (void)url_parse(req->site->settings->terms_url, &view.terms);
    struct page *page = page_for(req);
    terms_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

static err post_terms(struct request *req)
{
    struct act act = act_of(req);
    err e = terms_agree(&act, req->session.account);
    return e == ERR_OK ? reply_redirect(
                             req, safe_return(req, form_text(req, TERMS_NEXT), url_path("/home")))
                       : e;
}

const struct route accounts_routes[] = {
    {.method = HTTP_GET,
     .path = "/profile",
     .handler = get_profile,
     .who = WHO_CUSTOMER,
     .form = &profile_form,
     .summary = "Name, language, time zone and contacts."},
    {.method = HTTP_POST,
     .path = "/profile",
     .handler = post_profile,
     .who = WHO_CUSTOMER,
     .form = &profile_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Changes name, language and time zone."},
    {.method = HTTP_GET,
     .path = "/profile/email",
     .handler = get_email,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &email_form,
     .summary = "Changing the e-mail, or confirming it again."},
    {.method = HTTP_POST,
     .path = "/profile/email",
     .handler = post_email,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &email_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Sends a code to an e-mail, and a letter to the present one."},
    {.method = HTTP_POST,
     .path = "/profile/email/confirm",
     .handler = post_email_code,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &contact_code_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Takes the code and switches to that e-mail."},
    {.method = HTTP_GET,
     .path = "/profile/phone",
     .handler = get_phone,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &phone_form,
     .summary = "Confirming the phone."},
    {.method = HTTP_POST,
     .path = "/profile/phone",
     .handler = post_phone,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &phone_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Sends a code to a phone."},
    {.method = HTTP_POST,
     .path = "/profile/phone/confirm",
     .handler = post_phone_code,
     .who = WHO_CUSTOMER,
     .proven = true,
     .form = &contact_code_form,
     .rate = RATE_GUESS,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Takes the code and confirms the phone."},
    {.method = HTTP_POST,
     .path = "/profile/phone/remove",
     .handler = post_phone_remove,
     .who = WHO_CUSTOMER,
     .proven = true,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .creates = true,
     .summary = "Removes the phone; every confirmed contact is told."},
    {.method = HTTP_GET,
     .path = "/terms",
     .handler = get_terms,
     .who = WHO_ANYONE,
     .form = &terms_form,
     .summary = "The terms of service, and agreement to new ones."},
    {.method = HTTP_POST,
     .path = "/terms",
     .handler = post_terms,
     .who = WHO_CUSTOMER,
     .form = &terms_form,
     .rate = RATE_WRITE,
     .lane = LANE_WORK,
     .summary = "Agrees to the current terms."},
    ROUTES_END,
};
