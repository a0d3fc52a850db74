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
    };
}

void act_log(const struct act *act, const char *what, account_id account)
{
    log_info(what, LOG_STR("account", account.text), LOG_STR("network", act->network), LOG_END);
}
