/* SPDX-License-Identifier: Apache-2.0 */
/* The page of the one-time link. Opening it spends nothing. */
#include "features/staff/enrol.h"
#include "features/staff/entry_page.h"
#include "features/staff/entry_view.h"
#include "features/staff/staff.h"
#include "features/staff/staff_web.h"
#include "web/reply.h"

enum { TOKEN, NAME, PASSWORD, CODE };
static const struct field_rule fields[] = {
    [TOKEN] = {"token", FIELD_TOKEN, 1, 64},
    [NAME] = {"name", FIELD_LINE, 1, 60},
    [PASSWORD] = {"password", FIELD_SECRET, 1, 1000},
    [CODE] = {"code", FIELD_LINE, 1, STAFF_CODE_MAX},
};
static const struct form_rule enrol_form = FORM(fields);

str role_label(const struct request *req, str word)
{
    const struct staff_role *role = staff_role_by_word(word);
    return role == NULL ? word : tr(req->lang, role->label);
}

static err show_gone(struct request *req)
{
    struct page *page = page_for(req);
    enrol_gone_page(page, view_of(req));
    return reply_page(req, 410, page);
}

static err show_enrol(struct request *req, int status, str token, const struct enrol_offer *offer)
{
    struct secret secret =
        second_factor_offered(req->arena, req->site, offer->member, offer->salt, 0);
    struct field *f = fields_of(req);
    struct enrol_view view = {
        .token = token,
        .login = offer->login,
        .role = role_label(req, offer->role),
        .name = f[NAME],
        .password = f[PASSWORD],
        .code = f[CODE],
        .secret = second_factor_typed(req->arena, secret),
        .whole = form_message_whole(req),
    };
    if (view.name.value.len == 0) {
        view.name.value = offer->name;
    }
    view.name.label = tr(req->lang, "Your name");
    view.name.autocomplete = STR("name");
    view.name.spelled = true;
    view.password.label = tr(req->lang, "Password");
    view.password.help = tr(req->lang, "At least 12 characters; a few words make a good one.");
    view.password.autocomplete = STR("new-password");
    view.password.meter = true;
    field_for_code(req, &view.code);
    view.code.autofocus = false;
    err e = second_factor_picture(
        req->arena, second_factor_uri(req->arena, req->site, offer->login, secret),
        tr(req->lang, "QR code for the authenticator app"), &view.picture);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    enrol_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

static err get_enrol(struct request *req)
{
    str token = STR("");
    (void)http_query_param(req->http, STR("token"), &token);
    struct act act = act_of(req);
    struct enrol_offer offer;
    err e = enrol_find(&act, token, &offer);
    if (e == ERR_NOT_FOUND) {
        return show_gone(req);
    }
    return e == ERR_OK ? show_enrol(req, 200, token, &offer) : e;
}

err show_recovery_codes(struct request *req, const str *codes)
{
    struct page *page = page_for(req);
    recovery_codes_page(page, view_of(req), codes, RECOVERY_CODES);
    return reply_page(req, 200, page);
}

static err post_enrol(struct request *req)
{
    str token = form_text(req, TOKEN);
    struct act act = act_of(req);
    struct enrol_offer offer;
    err e = enrol_find(&act, token, &offer);
    if (e == ERR_NOT_FOUND) {
        e = enrol_refused(&act, token);
        return e == ERR_OK ? show_gone(req) : e;
    }
    if (e != ERR_OK) {
        return e;
    }
    struct enrol_request asked = {
        .token = token,
        .name = form_text(req, NAME),
        .code = form_text(req, CODE),
        .password = secret_copy(req->arena, form_text(req, PASSWORD)),
    };
    const char *fault =
        member_password_fault(req->arena, req->site, offer.login, asked.name, asked.password);
    if (fault != NULL) {
        form_fail(req, PASSWORD, fault);
    }
    if (form_failed(req)) {
        return show_enrol(req, 422, token, &offer);
    }
    struct enrol_result result;
    e = enrol(&act, &offer, &asked, &result);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? show_gone(req) : e;
    }
    if (result.wrong_code) {
        form_fail(req, CODE, "wrong_factor");
        return show_enrol(req, 422, token, &offer);
    }
    staff_come_in(req, offer.member, result.session);
    return show_recovery_codes(req, result.codes);
}

const struct route enrol_routes[] = {
    {.method = HTTP_GET,
     .path = "/staff/enrol",
     .handler = get_enrol,
     .who = WHO_ANYONE,
     .form = &enrol_form,
     .summary = "The page of a new member's one-time link; opening it spends nothing."},
    {.method = HTTP_POST,
     .path = "/staff/enrol",
     .handler = post_enrol,
     .who = WHO_ANYONE,
     .form = &enrol_form,
     .rate = RATE_GUESS,
     .lane = LANE_HASH,
     .summary = "Sets password and second factor, shows the recovery codes and signs in."},
    ROUTES_END,
};
