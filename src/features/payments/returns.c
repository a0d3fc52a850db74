/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/returns.h"

#include "features/accounts/accounts.h"
#include "features/billing/billing.h"
#include "features/payments/watch.h"
#include "features/payments/payments_store.h"
#include "features/payments/provider.h"
#include "features/payments/returns_store.h"
#include "system/random.h"

/* Takes the money off the balance (positive), or puts it back there (negative). */
static err post(struct db *tx, struct arena *arena, const char *cause,
                const struct payment_return *one, const struct payment *payment, str actor,
                money amount, when now)
{
    money clearing;
    err e = money_times(amount, -1, &clearing);
    if (e != ERR_OK) {
        return e;
    }
    struct ledger_line lines[] = {
        {BOOK_BALANCE, payment->account, amount},
        {BOOK_CLEARING, {STR("")}, clearing},
    };
    struct ledger_entry entry = {
        .cause = cause,
        .cause_ref = one->id.text,
        .actor = actor,
        .note = one->reason,
        .now = now,
        .document = {"payment", payment->id.text,
                     str_printf(arena, "%lld", (long long)payment->number)},
        .lines = lines,
        .count = ARRAY_LEN(lines)};
    transaction_id posted;
    return ledger_post(tx, arena, &entry, &posted);
}

/* What stands against it just now. */
static err check(struct db *tx, struct arena *arena, const struct payment *payment, money amount,
                 when now)
{
    if (amount.minor <= 0 || !money_same_currency(amount, payment->received)) {
        return ERR_INVALID;
    }
    if (amount.minor > payment->received.minor - payment->returned.minor) {
        return ERR_CONFLICT;
    }
    money spendable;
    err e = payment_spendable(tx, arena, payment->account, money_currency(&amount), &spendable);
    if (e == ERR_OK && amount.minor > spendable.minor) {
        return ERR_LIMITED;
    }
    when held = WHEN_NONE;
    if (e == ERR_OK) {
        e = account_held_until(tx, arena, payment->account, now, &held);
    }
    return e == ERR_OK && !when_is_none(held) ? ERR_DENIED : e;
}

/* Posts it and sets the provider to work. */
static err carry_out(struct db *tx, struct arena *arena, const struct site *site,
                     const struct payment *payment, struct payment_return *one, str actor, when now)
{
    err e = check(tx, arena, payment, one->amount, now);
    bool fits = false;
    if (e == ERR_OK) {
        e = payment_store_give_back(tx, payment->id, one->amount.minor, now, &fits);
    }
    if (e == ERR_OK && !fits) {
        return ERR_CONFLICT;
    }
    if (e == ERR_OK) {
        e = post(tx, arena, "payment.refunded", one, payment, actor, one->amount, now);
    }
    const struct provider *provider = provider_by_name(payment->provider);
    bool by_hand = provider == NULL || provider->give_back == NULL;
    one->state = by_hand ? STR("done") : STR("sending");
    one->settled_at = by_hand ? now : WHEN_NONE;
    return e == ERR_OK && !by_hand ? provider->give_back(tx, site, payment, one, now) : e;
}

err return_ask(struct db *tx, struct arena *arena, const struct return_ask *ask,
               struct payment_return *out)
{
    struct payment payment;
    err e = payment_by_id(tx, arena, ask->payment, &payment);
    if (e != ERR_OK) {
        return e;
    }
    struct payment_return one = {
        .id = {id_new(arena)},
        .payment = payment.id,
        .kind = STR("refund"),
        .state = STR("approval"),
        .amount = ask->amount,
        .reason = ask->reason,
        .asked_by = ask->actor,
        .decided_by = STR(""),
        .external_id = STR(""),
        .created_at = ask->now,
        .settled_at = WHEN_NONE,
    };
    e = ask->second ? check(tx, arena, &payment, ask->amount, ask->now)
                    : carry_out(tx, arena, ask->site, &payment, &one, ask->actor, ask->now);
    if (e == ERR_OK) {
        e = return_store_insert(tx, &one);
    }
    if (e == ERR_OK) {
        *out = one;
    }
    return e;
}

static err find_waiting(struct db *tx, struct arena *arena, refund_id id, str actor,
                        struct payment_return *out)
{
    err e = id_is_wellformed(id.text) ? return_store_find(tx, arena, id, out) : ERR_NOT_FOUND;
    if (e != ERR_OK) {
        return e;
    }
    if (!str_eq(out->state, STR("approval"))) {
        return ERR_CONFLICT;
    }
    return str_eq(out->asked_by, actor) ? ERR_DENIED : ERR_OK;
}

err return_agree(struct db *tx, struct arena *arena, const struct site *site, refund_id id,
                 str actor, when now)
{
    struct payment_return one;
    struct payment payment;
    err e = find_waiting(tx, arena, id, actor, &one);
    if (e == ERR_OK) {
        e = payment_by_id(tx, arena, one.payment, &payment);
    }
    if (e == ERR_OK) {
        e = carry_out(tx, arena, site, &payment, &one, actor, now);
    }
    one.decided_by = actor;
    bool moved = false;
    if (e == ERR_OK) {
        e = return_store_move(tx, &one, STR("approval"), &moved);
    }
    return e == ERR_OK && !moved ? ERR_CONFLICT : e;
}

err return_refuse(struct db *tx, struct arena *arena, refund_id id, str actor, when now)
{
    struct payment_return one;
    err e = find_waiting(tx, arena, id, actor, &one);
    if (e == ERR_DENIED) {
        e = ERR_OK; /* one may take back what one asked for */
    }
    one.state = STR("refused");
    one.decided_by = actor;
    one.settled_at = now;
    bool moved = false;
    if (e == ERR_OK) {
        e = return_store_move(tx, &one, STR("approval"), &moved);
    }
    return e == ERR_OK && !moved ? ERR_CONFLICT : e;
}

err return_under_way(struct db *tx, struct arena *arena, refund_id id, str external_id,
                     bool *out_moved)
{
    struct payment_return one;
    *out_moved = false;
    err e = return_store_find(tx, arena, id, &one);
    if (e != ERR_OK || one.external_id.len > 0) {
        return e;
    }
    one.external_id = external_id;
    return return_store_move(tx, &one, STR("sending"), out_moved);
}

err return_done(struct db *tx, struct arena *arena, refund_id id, str external_id, when now,
                bool *out_moved)
{
    struct payment_return one;
    *out_moved = false;
    err e = return_store_find(tx, arena, id, &one);
    if (e != ERR_OK || !str_eq(one.state, STR("sending"))) {
        return e;
    }
    one.state = STR("done");
    one.external_id = external_id.len > 0 ? external_id : one.external_id;
    one.settled_at = now;
    return return_store_move(tx, &one, STR("sending"), out_moved);
}

/* The money is on the balance again. */
static err put_back(struct db *tx, struct arena *arena, const struct payment_return *one, when now)
{
    struct payment payment;
    money back;
    err e = payment_by_id(tx, arena, one->payment, &payment);
    if (e == ERR_OK) {
        e = money_times(one->amount, -1, &back);
    }
    if (e == ERR_OK) {
        e = post(tx, arena, "payment.refund_failed", one, &payment, STR("system"), back, now);
    }
    if (e == ERR_OK) {
        e = payment_store_keep(tx, payment.id, one->amount.minor, now);
    }
    return e == ERR_OK
               ? job_put(tx, now, STR(PAYMENT_RETURN_LETTER_JOB), one->id.text, now, STR(""))
               : e;
}

err return_failed(struct db *tx, struct arena *arena, refund_id id, when now, bool *out_moved)
{
    struct payment_return one;
    *out_moved = false;
    err e = return_store_find(tx, arena, id, &one);
    if (e != ERR_OK) {
        return e;
    }
    str before = one.state;
    if (!str_eq(one.kind, STR("refund")) ||
        (!str_eq(before, STR("sending")) && !str_eq(before, STR("done")))) {
        return ERR_OK;
    }
    one.state = STR("failed");
    one.settled_at = now;
    e = return_store_move(tx, &one, before, out_moved);
    return e == ERR_OK && *out_moved ? put_back(tx, arena, &one, now) : e;
}

err return_charge_back(struct db *tx, struct arena *arena, const struct payment *payment,
                       money amount, when now)
{
    struct payment_return one = {
        .id = {id_new(arena)},
        .payment = payment->id,
        .kind = STR("charge_back"),
        .state = STR("done"),
        .amount = amount,
        .reason = STR(""),
        .asked_by = STR("system"),
        .decided_by = STR(""),
        .external_id = STR(""),
        .created_at = now,
        .settled_at = now,
    };
    bool fits = false;
    err e = payment_store_give_back(tx, payment->id, amount.minor, now, &fits);
    if (e == ERR_OK && !fits) {
        return ERR_CONFLICT;
    }
    if (e == ERR_OK) {
        e = return_store_insert(tx, &one);
    }
    if (e == ERR_OK) {
        e = post(tx, arena, "payment.charged_back", &one, payment, STR("system"), amount, now);
    }
    return e == ERR_OK ? job_put(tx, now, STR(PAYMENT_RETURN_LETTER_JOB), one.id.text, now, STR(""))
                       : e;
}

err returns_of_payment(struct db *db, struct arena *arena, const struct payment *payment,
                       struct payment_return **out, size_t *out_count)
{
    return return_store_of_payment(db, arena, payment, out, out_count);
}

err returns_waiting(struct db *db, struct arena *arena, struct payment_return **out,
                    size_t *out_count)
{
    return return_store_waiting(db, arena, out, out_count);
}
