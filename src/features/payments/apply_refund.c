/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from a provider's word about a refund. */
#include "features/payments/apply_refund.h"

#include "features/payments/payments_store.h"
#include "features/payments/returns.h"
#include "features/payments/returns_store.h"

bool notice_is_about_refund(const struct notice *notice)
{
    return notice->kind == NOTICE_REFUND_PENDING || notice->kind == NOTICE_REFUND_DONE ||
           notice->kind == NOTICE_REFUND_FAILED;
}

/* By our own id, else by the provider's. */
static err find(struct db *tx, struct arena *arena, const struct notice *notice,
                struct payment_return *out)
{
    bool ours = notice->payment_ref.len > 0;
    if (ours && !id_is_wellformed(notice->payment_ref)) {
        return ERR_NOT_FOUND;
    }
    return ours ? return_store_find(tx, arena, (refund_id){notice->payment_ref}, out)
                : return_store_by_external(tx, arena, notice->provider, notice->external_id, out);
}

/* Why the notice is not about this refund; NULL when it is. */
static const char *mismatch(const struct notice *notice, const struct payment_return *one,
                            const struct payment *payment)
{
    if (!str_eq(notice->provider, payment->provider)) {
        return "other_provider";
    }
    if (one->external_id.len > 0 && !str_eq(one->external_id, notice->external_id)) {
        return "other_refund";
    }
    if (!str_eq(notice->currency, money_currency(&one->amount))) {
        return "other_currency";
    }
    return notice->amount == one->amount.minor ? NULL : "other_amount";
}

static err move(struct db *tx, struct arena *arena, const struct notice *notice, refund_id refund,
                when now, bool *out_moved)
{
    if (notice->kind == NOTICE_REFUND_DONE) {
        return return_done(tx, arena, refund, notice->external_id, now, out_moved);
    }
    return notice->kind == NOTICE_REFUND_FAILED
               ? return_failed(tx, arena, refund, now, out_moved)
               : return_under_way(tx, arena, refund, notice->external_id, out_moved);
}

err notice_apply_refund(struct db *tx, struct arena *arena, const struct notice *notice, when now,
                        payment_id *out_payment, const char **out_state, const char **out_reason)
{
    struct payment_return one;
    struct payment payment;
    err e = find(tx, arena, notice, &one);
    if (e == ERR_NOT_FOUND) {
        /* Money that somebody sent back at the provider's, past us. */
        bool went = notice->kind != NOTICE_REFUND_FAILED;
        *out_state = went ? "parked" : "ignored";
        *out_reason = "unknown_refund";
        return ERR_OK;
    }
    if (e == ERR_OK) {
        e = payment_by_id(tx, arena, one.payment, &payment);
    }
    if (e != ERR_OK) {
        return e;
    }
    *out_payment = payment.id;
    const char *fault = mismatch(notice, &one, &payment);
    if (fault != NULL) {
        *out_state = "parked";
        *out_reason = fault;
        return ERR_OK;
    }
    bool moved = false;
    e = move(tx, arena, notice, one.id, now, &moved);
    *out_state = moved ? "applied" : "ignored";
    *out_reason = moved ? "" : "not_open";
    return e;
}
