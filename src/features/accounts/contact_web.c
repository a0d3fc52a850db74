/* SPDX-License-Identifier: Apache-2.0 */
/* Confirming a contact, on one page: first what it is, then the code that came to it. */
#include "features/accounts/accounts_view.h"
#include "features/accounts/accounts_web.h"
#include "features/accounts/contact_page.h"
#include "features/accounts/contact_rules.h"
#include "features/accounts/phone.h"
#include "web/components.h"
#include "web/reply.h"

/* The code that is alive, if one is. */
static err find_waiting(struct request *req, struct contact_view *view)
{
    struct contact_proof proof;
    err e = contact_proof_of(req->db, req->arena, req->session.account, view->kind, &proof);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    view->waiting = when_before(req->now, proof.expires_at);
    view->to = proof.value;
    view->resend_wait = when_seconds_until(when_add(proof.sent_at, CODE_PAUSE), req->now);
    return ERR_OK;
}

static void label_value(struct request *req, struct contact_view *view, str present)
{
    struct field *value = &view->value;
    bool email = view->kind == CONTACT_EMAIL;
    value->label = email ? tr(req->lang, "New e-mail") : tr(req->lang, "Phone");
    value->type = email ? STR("email") : STR("tel");
    value->autocomplete = value->type;
    value->required = true;
    if (value->value.len == 0 && view->waiting) {
        value->value = view->to;
    } else if (value->value.len == 0 && (!email || view->suspect)) {
        value->value = present;
    }
}

static err show_contact(struct request *req, enum contact_kind kind)
{
    struct account account;
    struct contact_view view = {
        .kind = kind, .account = &account, .sends_sms = site_sends_sms(req->site)};
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e == ERR_OK) {
        e = find_waiting(req, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct contact_state present = contact_state_of(&account, kind);
    view.trusted = contact_is_trusted(&account, kind);
    view.suspect = !when_is_none(present.trust.suspended_at);
    view.value = fields_of_form(req, kind == CONTACT_EMAIL ? &email_form : &phone_form)[0];
    view.code = fields_of_form(req, &contact_code_form)[CONTACT_CODE];
    label_value(req, &view, present.value);
    field_for_code(req, &view.code);
    struct page *page = page_for(req);
    if (kind == CONTACT_EMAIL) {
        email_page(page, view_of(req), &view);
    } else {
        phone_page(page, view_of(req), &view);
    }
    return reply_page(req, 200, page);
}

static err post_contact(struct request *req, enum contact_kind kind, struct url page,
                        const char *said)
{
    err e = contact_form_send(req, kind);
    if (e != ERR_OK || form_failed(req)) {
        return e == ERR_OK ? show_contact(req, kind) : e;
    }
    return reply_redirect_saying(req, page, said);
}

static err post_code(struct request *req, enum contact_kind kind, struct url next, const char *said)
{
    bool proven = false;
    err e = contact_form_check(req, kind, &proven);
    if (e != ERR_OK || !proven) {
        return e == ERR_OK ? show_contact(req, kind) : e;
    }
    return reply_redirect_saying(req, next, said);
}

err get_email(struct request *req)
{
    return show_contact(req, CONTACT_EMAIL);
}

err post_email(struct request *req)
{
    return post_contact(req, CONTACT_EMAIL, url_path("/profile/email"),
                        N_("The code is on its way to that e-mail."));
}

err post_email_code(struct request *req)
{
    return post_code(req, CONTACT_EMAIL, url_path("/profile"), N_("Your e-mail is confirmed."));
}

err get_phone(struct request *req)
{
    return show_contact(req, CONTACT_PHONE);
}

err post_phone(struct request *req)
{
    return post_contact(req, CONTACT_PHONE, url_path("/profile/phone"),
                        N_("The code is on its way to your phone."));
}

err post_phone_code(struct request *req)
{
    return post_code(req, CONTACT_PHONE, url_path("/home"), N_("Your phone is confirmed."));
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
