/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/payer_act.h"

#include "features/payers/payers_store.h"
#include "system/random.h"
#include "web/audit.h"

struct work {
    const struct act *act;
    account_id account;
    struct payer payer; /* what was asked for */
    bool wants_default; /* asked for; the payer tells what came of it */
    const char *action; /* for the audit trail */
    enum account_event event;
    err (*change)(struct db *tx, struct work *work);
    enum payer_outcome outcome;
};

static err work_in(struct db *tx, void *arg)
{
    struct work *work = arg;
    const struct act *act = work->act;
    when held = WHEN_NONE;
    err e = act_stands(tx, act, work->account);
    if (e != ERR_OK) {
        return e;
    }
    e = account_held_until(tx, act->arena, work->account, act->now, &held);
    if (e != ERR_OK) {
        return e;
    }
    work->outcome = when_is_none(held) ? PAYER_DONE : PAYER_HELD;
    if (work->outcome == PAYER_DONE) {
        e = work->change(tx, work);
    }
    if (e != ERR_OK || work->outcome != PAYER_DONE) {
        return e;
    }
    e = audit_put(tx, act->arena,
                  &(struct audit_entry){
                      .account = work->account,
                      .action = work->action,
                      .detail = work->payer.id.text,
                      .network = act->network,
                      .user_agent = act->user_agent,
                      .now = act->now,
                  });
    struct account account;
    if (e == ERR_OK) {
        e = account_by_id(tx, act->arena, work->account, &account);
    }
    return e == ERR_OK ? account_tell(tx, act, &account, work->event, work->payer.name) : e;
}

static err run(struct work *work, enum payer_outcome *out_outcome)
{
    err e = db_transaction(work->act->db, work_in, work);
    if (e == ERR_OK) {
        *out_outcome = work->outcome;
    }
    return e;
}

static err create_in(struct db *tx, struct work *work)
{
    struct payer *others = NULL;
    size_t count = 0;
    err e = payers_of_account(tx, work->act->arena, work->account, &others, &count);
    if (e != ERR_OK) {
        return e;
    }
    if (count >= PAYERS_MAX) {
        work->outcome = PAYER_FULL;
        return ERR_OK;
    }
    struct payer *payer = &work->payer;
    payer->is_default = count == 0;
    e = payer_store_put(tx, payer);
    if (e == ERR_OK && work->wants_default && count > 0) {
        payer->is_default = true;
        e = payer_store_prefer(tx, work->account, payer->id, work->act->now);
    }
    return e;
}

err payer_create(const struct act *act, struct payer *payer, enum payer_outcome *out_outcome)
{
    payer->id = (payer_id){id_new(act->arena)};
    payer->created_at = payer->changed_at = act->now;
    payer->deactivated_at = WHEN_NONE;
    struct work work = {.act = act,
                        .account = payer->account,
                        .payer = *payer,
                        .wants_default = payer->is_default,
                        .action = "payer.created",
                        .event = ACCOUNT_PAYER_ADDED,
                        .change = create_in};
    err e = run(&work, out_outcome);
    if (e == ERR_OK) {
        *payer = work.payer;
    }
    return e;
}

static err change_in(struct db *tx, struct work *work)
{
    struct payer present;
    struct payer *wanted = &work->payer;
    err e = payer_of_account(tx, work->act->arena, work->account, wanted->id, &present);
    if (e != ERR_OK) {
        return e;
    }
    if (!str_eq(present.kind, wanted->kind)) {
        return ERR_NOT_FOUND;
    }
    bool is_same =
        str_eq(present.tax_number, wanted->tax_number) && str_eq(present.country, wanted->country);
    wanted->tax_exempt = present.tax_exempt && is_same;
    wanted->changed_at = work->act->now;
    e = payer_store_rewrite(tx, wanted);
    if (e == ERR_OK && wanted->is_default && !present.is_default) {
        e = payer_store_prefer(tx, work->account, wanted->id, work->act->now);
    }
    return e;
}

err payer_change(const struct act *act, const struct payer *payer, enum payer_outcome *out_outcome)
{
    struct work work = {.act = act,
                        .account = payer->account,
                        .payer = *payer,
                        .action = "payer.changed",
                        .event = ACCOUNT_PAYER_CHANGED,
                        .change = change_in};
    return run(&work, out_outcome);
}

static err prefer_in(struct db *tx, struct work *work)
{
    struct payer present;
    err e = payer_of_account(tx, work->act->arena, work->account, work->payer.id, &present);
    if (e != ERR_OK) {
        return e;
    }
    work->payer.name = present.name;
    return payer_store_prefer(tx, work->account, work->payer.id, work->act->now);
}

err payer_prefer(const struct act *act, account_id account, payer_id id,
                 enum payer_outcome *out_outcome)
{
    struct work work = {.act = act,
                        .account = account,
                        .payer = {.id = id},
                        .action = "payer.preferred",
                        .event = ACCOUNT_PAYER_CHANGED,
                        .change = prefer_in};
    return run(&work, out_outcome);
}

static err deactivate_in(struct db *tx, struct work *work)
{
    struct arena *arena = work->act->arena;
    struct payer present;
    struct payer *rest = NULL;
    size_t count = 0;
    err e = payer_of_account(tx, arena, work->account, work->payer.id, &present);
    if (e == ERR_OK) {
        work->payer.name = present.name;
        e = payer_store_put_away(tx, work->payer.id, work->act->now);
    }
    if (e == ERR_OK) {
        e = payers_of_account(tx, arena, work->account, &rest, &count);
    }
    if (e == ERR_OK && present.is_default && count > 0) {
        e = payer_store_prefer(tx, work->account, rest[0].id, work->act->now);
    }
    return e;
}

err payer_deactivate(const struct act *act, account_id account, payer_id id,
                     enum payer_outcome *out_outcome)
{
    struct work work = {.act = act,
                        .account = account,
                        .payer = {.id = id},
                        .action = "payer.deactivated",
                        .event = ACCOUNT_PAYER_REMOVED,
                        .change = deactivate_in};
    return run(&work, out_outcome);
}
