/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/customer_act.h"

#include "features/signin/signin.h"
#include "web/audit.h"
#include "web/staff_audit.h"

bool customer_kind_parse(str word, str *out)
{
    bool open = str_eq(word, STR("open"));
    if (!open && !str_eq(word, STR("locked")) && !str_eq(word, STR("restricted"))) {
        return false;
    }
    *out = open ? STR("") : word;
    return true;
}

/* One line for staff and one for the owner, who learns what happened and not why. */
static err write_down(struct db *tx, const struct customer_act *act, const char *action, str before,
                      str after)
{
    const struct request *req = act->req;
    struct staff_audit_entry entry = staff_audit_of(req, action);
    entry.subject = STR("account");
    entry.ref = act->account.text;
    entry.account = act->account;
    entry.reason = act->reason;
    entry.before = before;
    entry.after = after;
    err e = staff_audit_put(tx, req->arena, &entry);
    struct audit_entry own = {
        .account = act->account,
        .action = action,
        .detail = STR("staff"),
        .now = req->now,
    };
    return e == ERR_OK ? audit_put(tx, req->arena, &own) : e;
}

static err tell(struct db *tx, struct customer_act *act, const struct account *account,
                const struct mail_page *letter)
{
    struct letter_post post = {.kind = LETTER_HOUSE, .to = account->email.text};
    act->wrote = !when_is_none(account->email_verified_at);
    return act->wrote ? letter_put(tx, letter, &post, NULL) : ERR_OK;
}

static const char *action_of(str kind)
{
    if (kind.len == 0) {
        return "account.opened";
    }
    return str_eq(kind, STR("locked")) ? "account.locked" : "account.restricted";
}

err customer_stop_in(struct db *tx, void *arg)
{
    struct customer_act *act = arg;
    const struct request *req = act->req;
    struct account account;
    struct account_stop before;
    err e = account_by_id(tx, req->arena, act->account, &account);
    if (e == ERR_OK) {
        e = account_stop_of(tx, req->arena, act->account, &before);
    }
    if (e != ERR_OK) {
        return e;
    }
    if (str_eq(act->kind, before.kind)) {
        return ERR_CONFLICT;
    }
    struct account_stop stop = {.kind = act->kind, .told = act->told, .since = req->now};
    e = account_stop_put(tx, act->account, &stop);
    if (e == ERR_OK && str_eq(act->kind, STR("locked"))) {
        struct act asker = act_of(req);
        e = signin_begin_anew(tx, &asker, act->account, STR(""));
    }
    if (e == ERR_OK) {
        e = write_down(tx, act, action_of(act->kind), account.state,
                       act->kind.len > 0 ? act->kind : STR("open"));
    }
    return e == ERR_OK ? tell(tx, act, &account,
                              account_stop_letter(req->arena, req->site, &account, &stop, req->now))
                       : e;
}

err customer_sessions_end_in(struct db *tx, void *arg)
{
    struct customer_act *act = arg;
    const struct request *req = act->req;
    struct account account;
    err e = account_by_id(tx, req->arena, act->account, &account);
    if (e == ERR_OK) {
        struct act asker = act_of(req);
        e = signin_begin_anew(tx, &asker, act->account, STR(""));
    }
    if (e == ERR_OK) {
        e = write_down(tx, act, "session.ended_others", STR(""), STR(""));
    }
    return e == ERR_OK ? tell(tx, act, &account,
                              sessions_ended_letter(req->arena, req->site, &account, req->now))
                       : e;
}
