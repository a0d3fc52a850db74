/* SPDX-License-Identifier: Apache-2.0 */
/* The pages behind the code: link, new password, objection, and the way back of an old mailbox. */
#include "features/recovery/flow.h"
#include "features/recovery/recovery_form.h"
#include "features/recovery/recovery_page.h"
#include "features/recovery/recovery_web.h"
#include "web/cookie.h"
#include "web/device.h"
#include "web/reply.h"

static str token_of_query(struct request *req)
{
    str token = STR("");
    return http_query_param(req->http, STR("token"), &token) ? token : STR("");
}

err get_recover_link(struct request *req)
{
    struct page *page = page_for(req);
    recover_link_page(page, view_of(req), token_of_query(req));
    return reply_page(req, 200, page);
}

err post_recover_link(struct request *req)
{
    struct act act = act_of(req);
    enum recovery_check check;
    str next;
    err e = recovery_prove_by_link(&act, form_text(req, RECOVERY_FIELD_TOKEN), &check, &next);
    if (e != ERR_OK) {
        return e;
    }
    if (check != RECOVERY_PROVEN) {
        return reply_redirect_warning(req, url_path("/recover"),
                                      N_("This link no longer works. Please ask for a new code."));
    }
    recovery_cookie_set(req, next);
    return reply_redirect(req, url_path("/recover/password"));
}

static err show_password(struct request *req)
{
    struct act act = act_of(req);
    bool proven = false;
    recovery_id id;
    err e = recovery_cookie(req, &id);
    if (e == ERR_OK) {
        e = recovery_is_proven(&act, id, &proven);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (!proven) {
        return recovery_no_flow(req);
    }
    struct field *password = fields_of(req);
    password->label = tr(req->lang, "New password");
    password->help = tr(req->lang, "At least 12 characters; a few words make a good one.");
    password->autocomplete = STR("new-password");
    password->meter = true;
    struct page *page = page_for(req);
    recover_password_page(page, view_of(req), password, form_message_whole(req));
    return reply_page(req, 200, page);
}

err get_recover_password(struct request *req)
{
    return show_password(req);
}

err post_recover_password(struct request *req)
{
    if (form_failed(req)) {
        return show_password(req);
    }
    enum recovery_finish outcome;
    const char *fault = NULL;
    recovery_id id;
    err e = recovery_cookie(req, &id);
    if (e == ERR_OK) {
        e = recovery_form_set_password(req, id, device_remember(req), &outcome, &fault);
    }
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case RECOVERY_DONE:
        cookie_clear(req, "recovery");
        return reply_redirect_saying(req, url_path("/login"),
                                     N_("The new password is set. Please log in with it."));
    case RECOVERY_NOT_PROVEN:
        return recovery_no_flow(req);
    case RECOVERY_BAD_PASSWORD:
        form_fail(req, RECOVERY_FIELD_PASSWORD, fault);
        return show_password(req);
    }
    return ERR_INTERNAL;
}

err get_recover_objection(struct request *req)
{
    struct page *page = page_for(req);
    objection_page(page, view_of(req), token_of_query(req));
    return reply_page(req, 200, page);
}

err post_recover_objection(struct request *req)
{
    struct act act = act_of(req);
    err e = recovery_object(&act, form_text(req, RECOVERY_FIELD_TOKEN));
    if (e == ERR_NOT_FOUND) {
        return reply_redirect_warning(req, url_path("/recover"),
                                      N_("This link no longer works. If you cannot log in, "
                                         "recover access here."));
    }
    return e == ERR_OK ? reply_redirect_saying(
                             req, url_path("/recover"),
                             N_("The account is locked. Recover access to it with a code to your "
                                "own phone or e-mail."))
                       : e;
}

err get_recover_email(struct request *req)
{
    struct page *page = page_for(req);
    email_back_page(page, view_of(req), token_of_query(req));
    return reply_page(req, 200, page);
}

err post_recover_email(struct request *req)
{
    struct act act = act_of(req);
    struct url recover = url_path("/recover");
    bool restored = false;
    err e = recovery_take_email_back(&act, form_text(req, RECOVERY_FIELD_TOKEN), &restored);
    if (e == ERR_NOT_FOUND) {
        return reply_redirect_warning(req, recover,
                                      N_("This link no longer works. If you cannot log in, "
                                         "recover access here."));
    }
    if (e != ERR_OK) {
        return e;
    }
    return restored ? reply_redirect_saying(
                          req, recover,
                          N_("Your e-mail is kept, and all devices are signed out. Now set a new "
                             "password: recover access by that e-mail."))
                    : reply_redirect_warning(
                          req, recover,
                          N_("The account is locked, but its former e-mail belongs to another "
                             "account now. Please write to us."));
}
