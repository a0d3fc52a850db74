/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from a proven notice: the one place where a provider's word becomes money. */
#include "features/payments/apply_refund.h"
#include "features/payments/notice.h"
#include "features/payments/notice_store.h"
#include "features/payments/payments_store.h"
#include "features/payments/returns.h"
#include "features/payments/second.h"

/* What became of a notice: a state and, for parked and ignored ones, why. */
struct verdict {
    const char *state;
    const char *reason;
};
#define APPLIED ((struct verdict){"applied", ""})
#define REPEATED ((struct verdict){"repeated", ""})
#define IGNORED(why) ((struct verdict){"ignored", (why)})
#define PARKED(why) ((struct verdict){"parked", (why)})

/* Why money that the notice tells of is not the payment's; NULL when it is. */
static const char *mismatch(const struct notice *notice, const struct payment *payment)
{
    if (!str_eq(notice->provider, payment->provider)) {
        return "other_provider";
    }
    if (payment->external_id.len > 0 && notice->external_id.len > 0 &&
        !str_eq(payment->external_id, notice->external_id)) {
        return payment->received.minor > 0 ? "paid_twice" : "other_payment";
    }
    if (!str_eq(notice->currency, money_currency(&payment->amount))) {
        return "other_currency";
    }
    return notice->amount == payment->amount.minor ? NULL : "other_amount";
}

static bool same_meaning(const struct notice *a, const struct notice *b)
{
    return a->kind == b->kind && a->amount == b->amount && str_eq(a->currency, b->currency) &&
           str_eq(a->payment_ref, b->payment_ref) && str_eq(a->external_id, b->external_id);
}

static err apply_paid(struct db *tx, struct arena *arena, const struct notice *notice,
                      const struct payment *payment, when now, struct verdict *out)
{
    const char *fault = mismatch(notice, payment);
    if (fault != NULL || payment->received.minor > 0) {
        *out = fault != NULL ? PARKED(fault) : REPEATED;
        return ERR_OK;
    }
    payment_id owner;
    err e = payment_store_by_external(tx, arena, notice->provider, notice->external_id, &owner);
    if (e == ERR_OK && !str_eq(owner.text, payment->id.text)) {
        *out = PARKED("other_payment");
        return ERR_OK;
    }
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    struct payment_receipt receipt = {
        .external_id = notice->external_id,
        .charge_id = notice->charge_id,
        .received = payment->amount,
        .actor = STR("system"),
        .now = now,
    };
    *out = APPLIED;
    return payment_received(tx, arena, payment->id, &receipt);
}

static err apply_charged_back(struct db *tx, struct arena *arena, const struct notice *notice,
                              const struct payment *payment, when now, struct verdict *out)
{
    money amount;
    if (!str_eq(notice->provider, payment->provider)) {
        *out = PARKED("other_provider");
        return ERR_OK;
    }
    bool same = notice->external_id.len > 0 ? str_eq(notice->external_id, payment->external_id)
                                            : str_eq(notice->charge_id, payment->charge_id);
    if (!same) {
        *out = PARKED("other_payment");
        return ERR_OK;
    }
    if (!money_of(notice->amount, notice->currency, &amount) ||
        !money_same_currency(amount, payment->amount)) {
        *out = PARKED("other_currency");
        return ERR_OK;
    }
    if (amount.minor <= 0 || amount.minor > payment->received.minor - payment->returned.minor) {
        *out = PARKED("other_amount");
        return ERR_OK;
    }
    *out = APPLIED;
    return return_charge_back(tx, arena, payment, amount, now);
}

static err apply_state(struct db *tx, const struct payment *payment, enum payment_state state,
                       when now, struct verdict *out)
{
    bool moved = false;
    str failure = state == PAYMENT_FAILED ? STR("declined") : STR("");
    err e = payment_store_move(tx, payment->id, state, failure, now, &moved);
    if (e == ERR_OK && moved && state == PAYMENT_PENDING) {
        e = payment_store_begun(tx, payment->id, now);
    }
    if (e == ERR_OK) {
        *out = moved ? APPLIED : IGNORED("not_open");
    }
    return e;
}

static err apply_to(struct db *tx, struct arena *arena, const struct notice *notice,
                    const struct payment *payment, when now, struct verdict *out)
{
    bool others =
        !str_eq(notice->provider, payment->provider) ||
        (payment->external_id.len > 0 && !str_eq(notice->external_id, payment->external_id));
    switch (notice->kind) {
    case NOTICE_PAID:
        return apply_paid(tx, arena, notice, payment, now, out);
    case NOTICE_CHARGED_BACK:
        return apply_charged_back(tx, arena, notice, payment, now, out);
    case NOTICE_FAILED:
    case NOTICE_PENDING:
        if (others) {
            *out = IGNORED("other_payment");
            return ERR_OK;
        }
        return apply_state(tx, payment,
                           notice->kind == NOTICE_FAILED ? PAYMENT_FAILED : PAYMENT_PENDING, now,
                           out);
    case NOTICE_REFUND_PENDING:
    case NOTICE_REFUND_DONE:
    case NOTICE_REFUND_FAILED:
    case NOTICE_OTHER:
    case NOTICE_UNREADABLE:
        break;
    }
    *out = notice->kind == NOTICE_OTHER ? IGNORED("") : PARKED("unreadable");
    return ERR_OK;
}

/* The payment by our own id, else by the provider's. */
static err find_payment(struct db *tx, struct arena *arena, const struct notice *notice,
                        struct payment *out)
{
    if (notice->payment_ref.len > 0) {
        return payment_by_id(tx, arena, (payment_id){notice->payment_ref}, out);
    }
    payment_id id = {STR("")};
    err e = ERR_NOT_FOUND;
    if (notice->external_id.len > 0) {
        e = payment_store_by_external(tx, arena, notice->provider, notice->external_id, &id);
    } else if (notice->charge_id.len > 0) {
        e = payment_store_by_charge(tx, arena, notice->provider, notice->charge_id, &id);
    }
    return e == ERR_OK ? payment_store_find(tx, arena, id, out) : e;
}

static bool is_about_money(const struct notice *notice)
{
    return notice->kind == NOTICE_PAID || notice->kind == NOTICE_CHARGED_BACK;
}

static err apply_known(struct db *tx, struct arena *arena, const struct notice *notice, when now,
                       payment_id *out_payment, struct verdict *out)
{
    if (notice_is_about_refund(notice)) {
        return notice_apply_refund(tx, arena, notice, now, out_payment, &out->state, &out->reason);
    }
    struct payment payment;
    err e = find_payment(tx, arena, notice, &payment);
    if (e == ERR_NOT_FOUND) {
        *out = is_about_money(notice) ? PARKED("unknown_payment") : IGNORED("unknown_payment");
        return ERR_OK;
    }
    if (e == ERR_OK) {
        *out_payment = payment.id;
        e = apply_to(tx, arena, notice, &payment, now, out);
    }
    return e;
}

/* An event counts once, in whatever bytes it is told. */
static err process(struct db *tx, struct arena *arena, const struct notice *notice, when now,
                   payment_id *out_payment, struct verdict *out)
{
    if (notice->kind == NOTICE_OTHER || notice->kind == NOTICE_UNREADABLE) {
        *out = notice->kind == NOTICE_OTHER ? IGNORED("") : PARKED("unreadable");
        return ERR_OK;
    }
    notice_id first = notice->id;
    err e = event_store_take(tx, arena, notice, &first);
    if (e != ERR_OK || str_eq(first.text, notice->id.text)) {
        return e == ERR_OK ? apply_known(tx, arena, notice, now, out_payment, out) : e;
    }
    struct notice told;
    e = notice_store_find(tx, arena, first, &told);
    if (e == ERR_OK) {
        *out = same_meaning(notice, &told) ? REPEATED : PARKED("event_reused");
        *out_payment = told.payment;
    }
    return e;
}

err notice_apply(struct db *tx, struct arena *arena, notice_id id, when now)
{
    struct notice notice;
    err e = notice_store_find(tx, arena, id, &notice);
    if (e != ERR_OK || !str_eq(notice.state, STR("received"))) {
        return e;
    }
    payment_id payment = {{NULL, 0}};
    struct verdict verdict = PARKED("");
    e = process(tx, arena, &notice, now, &payment, &verdict);
    struct notice_settling settling = {
        .id = id,
        .before = STR("received"),
        .after = str_from_z(verdict.state),
        .reason = str_from_z(verdict.reason),
        .payment = payment,
        .by = STR(""),
        .now = now,
    };
    bool settled = false;
    return e == ERR_OK ? notice_store_settle(tx, &settling, &settled) : e;
}

err notice_match(struct db *tx, struct arena *arena, notice_id id, payment_id target, str actor,
                 when now)
{
    struct notice notice;
    struct payment payment;
    err e = notice_store_find(tx, arena, id, &notice);
    if (e == ERR_OK) {
        e = payment_by_id(tx, arena, target, &payment);
    }
    if (e != ERR_OK) {
        return e;
    }
    money amount;
    if (!str_eq(notice.state, STR("parked")) || notice.kind != NOTICE_PAID ||
        !money_of(notice.amount, notice.currency, &amount)) {
        return ERR_CONFLICT;
    }
    if (payment.received.minor > 0) {
        e = payment_like(tx, arena, &payment, amount, now, &payment);
    }
    if (e != ERR_OK) {
        return e;
    }
    struct payment_receipt receipt = {
        .external_id = notice.external_id,
        .charge_id = notice.charge_id,
        .received = amount,
        .actor = actor,
        .now = now,
    };
    e = payment_received(tx, arena, payment.id, &receipt);
    struct notice_settling settling = {
        .id = id,
        .before = STR("parked"),
        .after = STR("matched"),
        .reason = notice.reason,
        .payment = payment.id,
        .by = actor,
        .now = now,
    };
    bool settled = false;
    return e == ERR_OK ? notice_store_settle(tx, &settling, &settled) : e;
}

err notice_dismiss(struct db *tx, notice_id id, str actor, str reason, when now)
{
    struct notice_settling settling = {
        .id = id,
        .before = STR("parked"),
        .after = STR("dismissed"),
        .reason = reason,
        .payment = {{NULL, 0}},
        .by = actor,
        .now = now,
    };
    bool settled = false;
    err e = notice_store_settle(tx, &settling, &settled);
    return e == ERR_OK && !settled ? ERR_CONFLICT : e;
}
