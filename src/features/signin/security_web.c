/* SPDX-License-Identifier: Apache-2.0 */
/* Where one is signed in, and who tried to be. */
#include "features/signin/sessions.h"
#include "features/signin/signin_page.h"
#include "features/signin/signin_store.h"
#include "features/signin/signin_view.h"
#include "features/signin/signin_web.h"
#include "web/user_agent.h"
#include "web/cursor.h"
#include "web/device.h"
#include "web/reply.h"

#define ATTEMPTS_SHOWN 10
#define ATTEMPTS_A_PAGE 25

enum { SESSION_ID };
static const struct field_rule session_fields[] = {[SESSION_ID] = {"id", FIELD_TOKEN, 1, 64}};
const struct form_rule session_form = FORM(session_fields);

static struct device_line line_of_session(struct request *req, const struct session_item *session)
{
    struct device_name name = device_name_of(req->arena, req->lang, session->user_agent);
    return (struct device_line){
        .name = name.text,
        .phone = name.phone,
        .current = session->current,
        .network = session->network,
        .created_at = session->created_at,
        .seen_at = session->seen_at,
        .end = session->current ? url_path("/logout") : url_path("/security/sessions/end"),
        .id = session->current ? STR("") : session->id.text,
    };
}

static err gather_devices(struct request *req, struct security_view *view)
{
    struct session_item *sessions = NULL;
    size_t count = 0;
    err e = sessions_of_account(req, req->session.account, &sessions, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct device_line *lines = ARENA_ARRAY(req->arena, struct device_line, count);
    size_t line = 0;
    for (int pass = 0; pass < 2; pass++) { /* this device stands first */
        for (size_t i = 0; i < count; i++) {
            if (sessions[i].current == (pass == 0)) {
                lines[line++] = line_of_session(req, &sessions[i]);
            }
        }
    }
    view->devices = lines;
    view->device_count = count;
    view->has_others = count > 1;
    return ERR_OK;
}

static struct attempt_line line_of_attempt(struct request *req,
                                           const struct signin_attempt *attempt)
{
    struct attempt_line line = {
        .at = attempt->at,
        .tone = attempt->ok ? TONE_GOOD : TONE_WARN,
        .device = device_name_of(req->arena, req->lang, attempt->user_agent).text,
        .network = attempt->network,
    };
    if (!attempt->ok) {
        line.what = tr(req->lang, "Wrong password");
    } else if (str_eq(attempt->method, STR("registration"))) {
        line.what = tr(req->lang, "Registered");
    } else {
        line.what = attempt->new_device ? tr(req->lang, "Signed in, new place")
                                        : tr(req->lang, "Signed in");
    }
    return line;
}

static struct url older_than(struct request *req, const struct signin_attempt *last)
{
    str place = cursor_text(req->arena, (struct cursor){.at = last->at, .id = last->id});
    return url_with(req->arena, url_path("/security/history"), STR("before"), place);
}

static err gather_attempts(struct request *req, int64_t limit, struct security_view *view)
{
    str text;
    struct cursor before = {.at = WHEN_NONE, .id = STR("")};
    bool from_within =
        http_query_param(req->http, STR("before"), &text) && cursor_parse(text, &before);
    struct signin_attempt *attempts = NULL;
    size_t count = 0;
    err e = signin_attempts_of(req->db, req->arena, req->session.account, before.at, before.id,
                               limit + 1, &attempts, &count);
    if (e != ERR_OK) {
        return e;
    }
    bool more = count > (size_t)limit;
    count = more ? (size_t)limit : count;
    struct attempt_line *lines = ARENA_ARRAY(req->arena, struct attempt_line, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = line_of_attempt(req, &attempts[i]);
    }
    view->attempts = lines;
    view->attempt_count = count;
    if (more) {
        view->pages.older = older_than(req, &attempts[count - 1]);
    }
    if (from_within) {
        view->pages.newer = url_path("/security/history");
    }
    return ERR_OK;
}

static struct contact_line line_of_contact(struct request *req, str kind, str value,
                                           struct contact_trust trust, when proven_at)
{
    struct contact_line line = {.kind = kind,
                                .value = value,
                                .since = trust.since,
                                .proven_at = proven_at,
                                .tone = TONE_WARN};
    if (when_is_none(proven_at)) {
        line.state = tr(req->lang, "not confirmed");
    } else if (!when_is_none(trust.suspended_at)) {
        line.state = tr(req->lang, "recovers nothing until you confirm it again");
    } else {
        line.tone = TONE_GOOD;
        line.state = tr(req->lang, "recovers access");
    }
    return line;
}

static err gather_contacts(struct request *req, struct security_view *view)
{
    struct account account;
    err e = account_by_id(req->db, req->arena, req->session.account, &account);
    if (e == ERR_OK) {
        e = account_has_notice(req->db, req->arena, account.id, ACCOUNT_RECOVERED,
                               &view->recovered);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct contact_line *lines = ARENA_ARRAY(req->arena, struct contact_line, 2);
    lines[view->contact_count++] = line_of_contact(req, tr(req->lang, "E-mail"), account.email.text,
                                                   account.email_trust, account.email_verified_at);
    lines[0].where = url_path("/profile/email");
    bool is_suspect = !when_is_none(account.email_trust.suspended_at);
    lines[0].act = is_suspect ? tr(req->lang, "Confirm or change") : tr(req->lang, "Change");
    if (account.phone.text.len > 0) {
        lines[view->contact_count] =
            line_of_contact(req, tr(req->lang, "Phone"), account.phone.text, account.phone_trust,
                            account.phone_verified_at);
        lines[view->contact_count].act = tr(req->lang, "Change or remove");
        lines[view->contact_count++].where = url_path("/profile/phone");
    }
    view->contacts = lines;
    return ERR_OK;
}

static err reviewed_in(struct db *tx, void *arg)
{
    const struct request *req = arg;
    return account_notice_settle(tx, req->session.account, ACCOUNT_RECOVERED);
}

err post_reviewed(struct request *req)
{
    err e = db_transaction(req->db, reviewed_in, req);
    return e == ERR_OK ? reply_redirect(req, url_path("/home")) : e;
}

err get_security(struct request *req)
{
    struct security_view view = {0};
    err e = gather_devices(req, &view);
    if (e == ERR_OK) {
        e = gather_contacts(req, &view);
    }
    if (e == ERR_OK) {
        e = gather_attempts(req, ATTEMPTS_SHOWN, &view);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    security_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err get_history(struct request *req)
{
    struct security_view view = {0};
    err e = gather_attempts(req, ATTEMPTS_A_PAGE, &view);
    if (e != ERR_OK) {
        return e;
    }
    struct page *page = page_for(req);
    history_page(page, view_of(req), &view);
    return reply_page(req, 200, page);
}

err post_session_end(struct request *req)
{
    struct act act = act_of(req);
    err e = session_end_own(&act, req->session.account, (session_id){form_text(req, SESSION_ID)});
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    /* One that has ended by itself meanwhile is what was wished for. */
    return reply_redirect_saying(req, url_path("/security"), N_("That device is signed out."));
}

err post_session_end_others(struct request *req)
{
    struct act act = act_of(req);
    err e = session_end_own_others(&act, req->session.account, req->session.id, device_of(req));
    return e == ERR_OK ? reply_redirect_saying(req, url_path("/security"),
                                               N_("All other devices are signed out."))
                       : e;
}
