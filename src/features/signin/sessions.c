/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/sessions.h"

#include "features/signin/signin_store.h"
#include "web/audit.h"

struct ending {
    const struct act *act;
    account_id account;
    session_id session; /* the one to end, or to spare */
    str device;
};

static err audit(struct db *tx, const struct ending *ending, const char *action)
{
    const struct act *act = ending->act;
    struct audit_entry entry = {
        .account = ending->account,
        .action = action,
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    return audit_put(tx, act->arena, &entry);
}

static err end_in(struct db *tx, void *arg)
{
    const struct ending *ending = arg;
    const struct act *act = ending->act;
    bool own = str_eq(ending->session.text, act->session.text); /* logging out asks for no proof */
    err e = own ? ERR_OK : act_stands(tx, act, ending->account);
    if (e == ERR_OK) {
        e = session_end(tx, ending->account, ending->session, act->now);
    }
    if (e == ERR_OK) {
        e = audit(tx, ending, "session.ended");
    }
    return e == ERR_OK && !own ? account_tell_id(tx, act, ending->account, ACCOUNT_SESSION_ENDED)
                               : e;
}

err session_end_own(const struct act *act, account_id account, session_id session)
{
    struct ending ending = {.act = act, .account = account, .session = session};
    err e = db_transaction(act->db, end_in, &ending);
    if (e == ERR_OK) {
        act_log(act, "session ended", account);
    }
    return e;
}

static err end_others_in(struct db *tx, void *arg)
{
    const struct ending *ending = arg;
    err e = act_stands(tx, ending->act, ending->account);
    if (e == ERR_OK) {
        e = session_end_others(tx, ending->account, ending->session, ending->act->now);
    }
    if (e == ERR_OK) {
        e = known_device_store_forget(tx, ending->account, ending->device);
    }
    if (e == ERR_OK) {
        e = audit(tx, ending, "session.ended_others");
    }
    return e == ERR_OK ? account_tell_id(tx, ending->act, ending->account, ACCOUNT_SESSIONS_ENDED)
                       : e;
}

err session_end_own_others(const struct act *act, account_id account, session_id spared, str device)
{
    struct ending ending = {.act = act, .account = account, .session = spared, .device = device};
    err e = db_transaction(act->db, end_others_in, &ending);
    if (e == ERR_OK) {
        act_log(act, "other sessions ended", account);
    }
    return e;
}
