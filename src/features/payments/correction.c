/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/correction.h"

#include "features/accounts/accounts.h"
#include "features/billing/billing.h"
#include "features/payments/correction_store.h"
#include "system/random.h"

static err post(struct db *tx, struct arena *arena, const struct correction *one, str actor,
                when now)
{
    money credit;
    err e = money_times(one->amount, -1, &credit);
    if (e != ERR_OK) {
        return e;
    }
    struct ledger_line lines[] = {
        {BOOK_BONUS, {STR("")}, one->amount},
        {BOOK_BALANCE, one->account, credit},
    };
    struct ledger_entry entry = {.cause = "correction",
                                 .cause_ref = one->id.text,
                                 .actor = actor,
                                 .note = one->reason,
                                 .now = now,
                                 .lines = lines,
                                 .count = ARRAY_LEN(lines)};
    transaction_id posted;
    return ledger_post(tx, arena, &entry, &posted);
}

err correction_ask(struct db *tx, struct arena *arena, const struct correction_ask *ask,
                   struct correction *out)
{
    if (ask->amount.minor == 0 || ask->amount.minor > LEDGER_AMOUNT_MAX ||
        ask->amount.minor < -LEDGER_AMOUNT_MAX) {
        return ERR_INVALID;
    }
    struct account account;
    err e = account_by_id(tx, arena, ask->account, &account);
    if (e != ERR_OK) {
        return e;
    }
    struct correction one = {
        .id = {id_new(arena)},
        .account = ask->account,
        .amount = ask->amount,
        .reason = ask->reason,
        .state = ask->second ? STR("approval") : STR("done"),
        .asked_by = ask->actor,
        .decided_by = STR(""),
        .created_at = ask->now,
        .settled_at = ask->second ? WHEN_NONE : ask->now,
    };
    e = correction_store_insert(tx, &one);
    if (e == ERR_OK && !ask->second) {
        e = post(tx, arena, &one, ask->actor, ask->now);
    }
    if (e == ERR_OK) {
        *out = one;
    }
    return e;
}

err correction_by_id(struct db *db, struct arena *arena, correction_id id, struct correction *out)
{
    return id_is_wellformed(id.text) ? correction_store_find(db, arena, id, out) : ERR_NOT_FOUND;
}

static err decide(struct db *tx, correction_id id, str state, str actor, when now)
{
    bool first = false;
    err e = correction_store_decide(tx, id, state, actor, now, &first);
    return e == ERR_OK && !first ? ERR_CONFLICT : e;
}

err correction_agree(struct db *tx, struct arena *arena, correction_id id, str actor, when now)
{
    struct correction one;
    err e = correction_by_id(tx, arena, id, &one);
    if (e == ERR_OK && str_eq(one.asked_by, actor)) {
        return ERR_DENIED;
    }
    if (e == ERR_OK) {
        e = decide(tx, id, STR("done"), actor, now);
    }
    return e == ERR_OK ? post(tx, arena, &one, actor, now) : e;
}

err correction_refuse(struct db *tx, struct arena *arena, correction_id id, str actor, when now)
{
    struct correction one;
    err e = correction_by_id(tx, arena, id, &one);
    return e == ERR_OK ? decide(tx, id, STR("refused"), actor, now) : e;
}

err corrections_page(struct db *db, struct arena *arena, when before, str before_id, int64_t limit,
                     struct correction **out, size_t *out_count)
{
    return correction_store_page(db, arena, before, before_id, limit, out, out_count);
}
