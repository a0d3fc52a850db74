/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/profile.h"

#include "features/accounts/accounts_store.h"
#include "web/audit.h"

static err audit(struct db *tx, const struct act *act, account_id account, const char *action,
                 str detail)
{
    struct audit_entry entry = {
        .account = account,
        .action = action,
        .detail = detail,
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    return audit_put(tx, act->arena, &entry);
}

struct changing {
    const struct act *act;
    account_id account;
    const struct profile_change *change;
};

static err change_in(struct db *tx, void *arg)
{
    const struct changing *changing = arg;
    const struct profile_change *change = changing->change;
    err e = account_store_rename(tx, changing->account, change->name.text, change->lang,
                                 change->timezone);
    return e == ERR_OK ? audit(tx, changing->act, changing->account, "profile.changed", STR(""))
                       : e;
}

err profile_change(const struct act *act, account_id account, const struct profile_change *change)
{
    struct changing changing = {.act = act, .account = account, .change = change};
    return db_transaction(act->db, change_in, &changing);
}

static err agree_in(struct db *tx, void *arg)
{
    const struct changing *changing = arg;
    const struct act *act = changing->act;
    str version = act->site->settings->terms_version;
    err e = account_store_agree(tx, changing->account, version, act->now, act->network);
    return e == ERR_OK ? audit(tx, act, changing->account, "terms.agreed", version) : e;
}

err terms_agree(const struct act *act, account_id account)
{
    struct changing changing = {.act = act, .account = account};
    return db_transaction(act->db, agree_in, &changing);
}
