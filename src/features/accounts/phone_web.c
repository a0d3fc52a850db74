/* SPDX-License-Identifier: Apache-2.0 */
/* Confirming the phone, on one page: first the number, then the code that came to it. */
#include "features/accounts/accounts_page.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/accounts_view.h"
#include "features/accounts/accounts_web.h"
#include "features/accounts/phone.h"
#include "web/components.h"
#include "web/reply.h"

/* The code that is alive, if one is. */
static err find_waiting(struct request *req, struct phone_view *view)
{
    struct phone_proof proof;
    err e = phone_proof_of(req->db, req->arena, req->session.account, &proof);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    view->waiting = when_before(req->now, proof.expires_at);
    view->phone = proof.phone;
    view->resend_wait = when_seconds_until(when_add(proof.sent_at, CODE_PAUSE), req->now);
    return ERR_OK;
}

static err show_phone(struct request *req)
{
    struct account account;
    struct phone_view view = {.account = &account, .sends_sms = site_sends_sms(req->site)};
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e == ERR_OK) {
        e = find_waiting(req, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    view.trusted =
        !when_is_none(account.phone_verified_at) && when_is_none(account.phone_trust.suspended_at);
    view.number = fields_of_form(req, &phone_form)[PHONE_NUMBER];
    view.code = fields_of_form(req, &phone_code_form)[PHONE_CODE];
    if (view.number.value.len == 0) {
        view.number.value = account.phone.text;
    }
    view.number.label = tr(req->lang, "Phone");
    view.number.type = STR("tel");
    view.number.autocomplete = STR("tel");
    view.number.required = true;
    field_for_code(req, &view.code);
    struct page *page = page_for(req);
    phone_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err get_phone(struct request *req)
{
    return show_phone(req);
}

err post_phone(struct request *req)
{
    err e = phone_form_send(req);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show_phone(req) : e;
    }
    return reply_redirect_saying(req, url_path("/profile/phone"),
                                 N_("The code is on its way to your phone."));
}

err post_phone_remove(struct request *req)
{
    struct act act = act_of(req);
    enum phone_removal outcome;
    err e = phone_remove(&act, req->session.account, &outcome);
    struct url back = url_path("/profile");
    if (e != ERR_OK) {
        return e;
    }
    switch (outcome) {
    case PHONE_REMOVED:
        return reply_redirect_saying(req, back, N_("The phone is removed from your account."));
    case PHONE_IS_NONE:
        return reply_redirect(req, back);
    case PHONE_IS_HELD:
        return reply_redirect_warning(
            req, back, N_("After a recovery of access the number cannot be changed for a day."));
    }
    return ERR_INTERNAL;
}

err post_phone_code(struct request *req)
{
    bool proven = false;
    err e = phone_form_check(req, &proven);
    if (e != ERR_OK || !proven) {
        return e == ERR_OK ? show_phone(req) : e;
    }
    return reply_redirect_saying(req, url_path("/home"), N_("Your phone is confirmed."));
}
