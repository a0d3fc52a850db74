/* SPDX-License-Identifier: Apache-2.0 */
/* The form that changes a password; the API uses the same judgement. */
#include "features/signin/attempt.h"
#include "features/signin/signin_page.h"
#include "features/signin/signin_view.h"
#include "features/signin/signin_web.h"
#include "web/device.h"
#include "web/idempotency.h"
#include "web/reply.h"

static const struct field_rule fields[] = {
    [PASSWORD_PRESENT] = {"password", FIELD_SECRET, 1, 1000},
    [PASSWORD_FRESH] = {"new_password", FIELD_SECRET, 1, 1000},
};
const struct form_rule password_form = FORM(fields);

/* The present password stands beside these, as in each call that asks for a proof. */
static const struct field_rule api_fields[] = {
    [PASSWORD_API_FRESH] = {"new_password", FIELD_SECRET, 1, 1000},
    [PASSWORD_API_NEW_TOKEN] = {"new_token", FIELD_CHECK, 0, 1},
};
const struct form_rule password_api_form = FORM(api_fields);

static err show_password(struct request *req, int status)
{
    struct password_view view = {.fields = fields_of(req), .whole = form_message_whole(req)};
    view.fields[PASSWORD_PRESENT].label = tr(req->lang, "Current password");
    view.fields[PASSWORD_PRESENT].autocomplete = STR("current-password");
    view.fields[PASSWORD_FRESH].label = tr(req->lang, "New password");
    view.fields[PASSWORD_FRESH].help =
        tr(req->lang, "At least 12 characters; a few words make a good one.");
    view.fields[PASSWORD_FRESH].autocomplete = STR("new-password");
    view.fields[PASSWORD_FRESH].meter = true;
    struct page *page = page_for(req);
    password_page(page, view_of(req), &view);
    return reply_page(req, status, page);
}

err get_password(struct request *req)
{
    return show_password(req, 200);
}

/* The fresh password is checked before the present one is hashed: a slip costs no try. */
static err check_fresh(struct request *req, str present, struct secret fresh, size_t field)
{
    struct account account;
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e != ERR_OK || form_failed(req)) {
        return e;
    }
    const char *fault = account_password_fault(req->arena, req->site, &account, fresh);
    if (fault == NULL && secret_eq(secret_copy(req->arena, present), fresh)) {
        fault = "password_same";
    }
    if (fault != NULL) {
        form_fail(req, field, fault);
    }
    return ERR_OK;
}

/* A page's form has the present password in a field of its own. */
static err prove_present(struct request *req, const struct act *act, struct guard_subject *out)
{
    struct attempt attempt;
    struct secret present = secret_copy(req->arena, form_text(req, PASSWORD_PRESENT));
    err e = attempt_own_password(act, req->session.account, present, device_of(req), &attempt);
    if (e == ERR_OK && attempt.outcome == ATTEMPT_REFUSED) {
        form_fail(req, PASSWORD_PRESENT, "wrong_password");
    } else if (e == ERR_OK && attempt.outcome == ATTEMPT_LIMITED) {
        retry_after(req, attempt.retry_us);
        form_fail_whole(req, "too_many_attempts");
    }
    if (e == ERR_OK) {
        *out = attempt.subject;
    }
    return e;
}

/* A call was let in by a proof: the password that was verified with it, or the session's. */
static err proven_subject(struct request *req, const struct act *act, struct guard_subject *out)
{
    err e = guard_subject_of_account(act, req->session.account, STR(""), out);
    if (e == ERR_OK && act->credential > 0) {
        out->credential.version = act->credential;
    }
    return e;
}

static err change(struct request *req, const struct act *act, struct password_asker *asker,
                  struct secret fresh, str *out_token)
{
    asker->session = req->session.id;
    asker->device = device_of(req);
    enum change_outcome outcome;
    str hash;
    err e = idempotency_hash(req, fresh, &hash);
    e = e == ERR_OK ? password_change(act, asker, hash, &outcome, out_token) : e;
    if (e == ERR_OK && outcome == CHANGE_WRONG_PASSWORD && req->is_api) {
        req->form.proof_code = "wrong_password";
    } else if (e == ERR_OK && outcome == CHANGE_WRONG_PASSWORD) {
        form_fail(req, PASSWORD_PRESENT, "wrong_password");
    } else if (e == ERR_OK && outcome == CHANGE_SIGNED_OUT) {
        form_fail_whole(req, "signed_out");
    }
    return e;
}

err password_change_call(struct request *req, str *out_token)
{
    struct act act = act_of(req);
    struct secret fresh = secret_copy(req->arena, form_text(req, PASSWORD_API_FRESH));
    /* A program keeps its token, which no browser ever sends by itself, unless it asks. */
    struct password_asker asker = {.renews = form_checked(req, PASSWORD_API_NEW_TOKEN)};
    err e = check_fresh(req, req->form.proof, fresh, PASSWORD_API_FRESH);
    if (e == ERR_OK && !form_failed(req)) {
        e = proven_subject(req, &act, &asker.subject);
    }
    return e != ERR_OK || form_failed(req) ? e : change(req, &act, &asker, fresh, out_token);
}

static err change_by_form(struct request *req, str *out_token)
{
    struct act act = act_of(req);
    struct secret fresh = secret_copy(req->arena, form_text(req, PASSWORD_FRESH));
    struct password_asker asker = {.renews = true};
    err e = check_fresh(req, form_text(req, PASSWORD_PRESENT), fresh, PASSWORD_FRESH);
    if (e == ERR_OK && !form_failed(req)) {
        e = prove_present(req, &act, &asker.subject);
    }
    return e != ERR_OK || form_failed(req) ? e : change(req, &act, &asker, fresh, out_token);
}

bool password_signed_out(const struct request *req)
{
    return req->form.code != NULL && str_eq(str_from_z(req->form.code), STR("signed_out"));
}

err post_password(struct request *req)
{
    str token = STR("");
    err e = change_by_form(req, &token);
    if (e != ERR_OK) {
        return e;
    }
    if (password_signed_out(req)) {
        return reply_redirect(req, url_path("/login"));
    }
    if (form_failed(req)) {
        return show_password(req, req->form.code != NULL ? 429 : 422);
    }
    session_cookie_set(req, token);
    return reply_redirect_saying(req, url_path("/security"),
                                 N_("The password is changed. All other devices are signed out."));
}
