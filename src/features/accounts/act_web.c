/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts.h"
#include "http/request.h"
#include "system/log.h"
#include "web/device.h"

struct act act_of(const struct request *req)
{
    return (struct act){
        .site = req->site,
        .db = req->db,
        .arena = req->arena,
        .now = req->now,
        .lang = req->lang,
        .network = req->network,
        .user_agent = device_program(req),
        .session = {req->session.signed_in ? req->session.id.text : STR("")},
        .credential = req->session.credential,
    };
}

err act_stands(struct db *tx, const struct act *act, account_id account)
{
    bool lives = true, same = true;
    when proven_at;
    err e = ERR_OK;
    if (act->session.text.len > 0) {
        e = session_lives(tx, act->arena, account, act->session, act->now, &lives, &proven_at);
    }
    if (e == ERR_OK && act->credential > 0) {
        e = account_credential_is(tx, act->arena, account, act->credential, &same);
    }
    return e == ERR_OK && !(lives && same) ? ERR_DENIED : e;
}

void act_log(const struct act *act, const char *what, account_id account)
{
    log_info(what, LOG_STR("account", account.text), LOG_STR("network", act->network), LOG_END);
}
