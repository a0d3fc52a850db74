/* SPDX-License-Identifier: Apache-2.0 */
/* What an owner does by the link of a letter against whoever has the account: object to a new
 * password, or take a change of the e-mail back. */
#include "features/recovery/recovery_store.h"
#include "features/signin/signin.h"
#include "web/audit.h"

err recovery_trail(struct db *tx, const struct act *act, account_id account, const char *action)
{
    struct audit_entry entry = {
        .account = account,
        .action = action,
        .network = act->network,
        .user_agent = act->user_agent,
        .now = act->now,
    };
    return audit_put(tx, act->arena, &entry);
}

/* The password opens for nobody, and the hold keeps the contacts as they are: only whoever has
 * phone or mailbox gets in again, by another recovery. */
static err close_doors(struct db *tx, const struct act *act, account_id account)
{
    err e = account_password_set(tx, account, STR(""), act->now);
    if (e == ERR_OK) {
        e = signin_begin_anew(tx, act, account, STR(""));
    }
    if (e == ERR_OK) {
        e = recovery_store_void_all(tx, account);
    }
    return e == ERR_OK
               ? account_hold_begin(tx, account, act->now, when_add(act->now, RECOVERY_HOLD))
               : e;
}

struct objecting {
    const struct act *act;
    str token;
    account_id account; /* no text: the link is none of ours, used or too old */
    bool restored;
};

static err object_in(struct db *tx, void *arg)
{
    struct objecting *objecting = arg;
    const struct act *act = objecting->act;
    str digests =
        one_time_link_digests(act->arena, act->site, RECOVERY_OBJECTION, objecting->token);
    err e = objection_store_spend(tx, act->arena, digests, act->now, &objecting->account);
    if (e == ERR_NOT_FOUND) {
        objecting->account.text = STR("");
        return ERR_OK;
    }
    if (e == ERR_OK) {
        e = close_doors(tx, act, objecting->account);
    }
    return e == ERR_OK ? recovery_trail(tx, act, objecting->account, "recovery.objected") : e;
}

static err take_back_in(struct db *tx, void *arg)
{
    struct objecting *objecting = arg;
    const struct act *act = objecting->act;
    struct email_taken_back back;
    err e = email_take_back(tx, act, objecting->token, &back);
    if (e != ERR_OK) {
        return e;
    }
    objecting->account = back.account;
    objecting->restored = back.restored;
    return back.account.text.len > 0 ? close_doors(tx, act, back.account) : ERR_OK;
}

static err object(struct objecting *objecting, db_fn *fn, const char *what)
{
    err e = db_transaction(objecting->act->db, fn, objecting);
    if (e == ERR_OK && objecting->account.text.len == 0) {
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        act_log(objecting->act, what, objecting->account);
    }
    return e;
}

err recovery_object(const struct act *act, str token)
{
    struct objecting objecting = {.act = act, .token = token};
    return object(&objecting, object_in, "recovery objected to");
}

err recovery_take_email_back(const struct act *act, str token, bool *out_restored)
{
    struct objecting objecting = {.act = act, .token = token};
    err e = object(&objecting, take_back_in, "change of e-mail taken back");
    if (e == ERR_OK) {
        *out_restored = objecting.restored;
    }
    return e;
}
