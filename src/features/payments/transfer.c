/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/transfer.h"

#include "features/billing/billing.h"
#include "features/payments/payments_store.h"
#include "features/payments/transfer_store.h"
#include "system/random.h"

/* A reference as it is kept and compared: in capitals, without the spaces that banks and people put
 * into it. */
static str fold(struct arena *arena, str text)
{
    char *out = arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != ' ') {
            out[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
    }
    return (str){out, len};
}

static err credit(struct db *tx, struct arena *arena, const struct transfer *one, str actor,
                  when now)
{
    struct payment_receipt receipt = {
        .external_id = one->reference,
        .charge_id = STR(""),
        .received = one->amount,
        .actor = actor,
        .now = now,
    };
    return payment_received(tx, arena, one->payment, &receipt);
}

/* What stands against it just now. */
static err check(struct db *tx, struct arena *arena, const struct payment *payment,
                 const struct transfer_ask *ask)
{
    if (!str_eq(payment->provider, STR("bank")) || ask->amount.minor <= 0 ||
        ask->amount.minor > LEDGER_AMOUNT_MAX ||
        !money_same_currency(ask->amount, payment->amount)) {
        return ERR_INVALID;
    }
    if (payment->received.minor > 0) {
        return ERR_CONFLICT;
    }
    payment_id owner;
    err e = payment_store_by_reference(tx, arena, fold(arena, ask->reference), &owner);
    if (e != ERR_NOT_FOUND) {
        return e == ERR_OK ? ERR_CONFLICT : e;
    }
    bool waits = false;
    e = transfer_store_waits(tx, arena, payment->id, fold(arena, ask->reference), &waits);
    return e == ERR_OK && waits ? ERR_LIMITED : e;
}

err transfer_ask(struct db *tx, struct arena *arena, const struct transfer_ask *ask,
                 struct transfer *out)
{
    struct payment payment;
    err e = payment_by_id(tx, arena, ask->payment, &payment);
    if (e == ERR_OK) {
        e = check(tx, arena, &payment, ask);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct transfer one = {
        .id = {id_new(arena)},
        .payment = payment.id,
        .number = payment.number,
        .account = payment.account,
        .amount = ask->amount,
        .reference = fold(arena, ask->reference),
        .state = ask->second ? STR("approval") : STR("done"),
        .asked_by = ask->actor,
        .decided_by = STR(""),
        .created_at = ask->now,
        .settled_at = ask->second ? WHEN_NONE : ask->now,
    };
    e = transfer_store_insert(tx, &one);
    if (e == ERR_OK && !ask->second) {
        e = credit(tx, arena, &one, ask->actor, ask->now);
    }
    if (e == ERR_OK) {
        *out = one;
    }
    return e;
}

err transfer_by_id(struct db *db, struct arena *arena, transfer_id id, struct transfer *out)
{
    return id_is_wellformed(id.text) ? transfer_store_find(db, arena, id, out) : ERR_NOT_FOUND;
}

static err decide(struct db *tx, transfer_id id, str state, str actor, when now)
{
    bool first = false;
    err e = transfer_store_decide(tx, id, state, actor, now, &first);
    return e == ERR_OK && !first ? ERR_CONFLICT : e;
}

err transfer_agree(struct db *tx, struct arena *arena, transfer_id id, str actor, when now)
{
    struct transfer one;
    err e = transfer_by_id(tx, arena, id, &one);
    if (e == ERR_OK && str_eq(one.asked_by, actor)) {
        return ERR_DENIED;
    }
    if (e == ERR_OK) {
        e = decide(tx, id, STR("done"), actor, now);
    }
    return e == ERR_OK ? credit(tx, arena, &one, actor, now) : e;
}

err transfer_refuse(struct db *tx, struct arena *arena, transfer_id id, str actor, when now)
{
    struct transfer one;
    err e = transfer_by_id(tx, arena, id, &one);
    return e == ERR_OK ? decide(tx, id, STR("refused"), actor, now) : e;
}

err transfers_of_payment(struct db *db, struct arena *arena, payment_id payment,
                         struct transfer **out, size_t *out_count)
{
    return transfer_store_of_payment(db, arena, payment, out, out_count);
}

err transfers_waiting(struct db *db, struct arena *arena, struct transfer **out, size_t *out_count)
{
    return transfer_store_waiting(db, arena, out, out_count);
}
