/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/closing.h"

#include "features/payments/payments_store.h"
#include "features/payments/provider.h"
#include "features/payments/transfer_store.h"

err payment_close_there(struct db *tx, const struct payment *payment, when now)
{
    const struct provider *provider = provider_by_name(payment->provider);
    bool has = provider != NULL && provider->close != NULL && payment->external_id.len > 0;
    return has ? provider->close(tx, payment, now) : ERR_OK;
}

err payment_close(struct db *tx, const struct payment *payment, str why, when now)
{
    bool moved = false;
    err e = payment_store_move(tx, payment->id, PAYMENT_CANCELLED, why, now, &moved);
    return e == ERR_OK && moved ? payment_close_there(tx, payment, now) : e;
}

err payment_may_withdraw(struct db *db, struct arena *arena, const struct payment *payment,
                         bool *out)
{
    bool open = payment->state == PAYMENT_NEW || payment->state == PAYMENT_PENDING;
    bool arrives = false;
    err e = transfer_store_waits(db, arena, payment->id, STR(""), &arrives);
    if (e == ERR_OK) {
        *out = open && when_is_none(payment->begun_at) && !arrives;
    }
    return e;
}

err payment_withdraw(struct db *tx, struct arena *arena, account_id account, payment_id id,
                     when now)
{
    struct payment payment;
    bool may = false;
    err e = payment_of_account(tx, arena, account, id, &payment);
    if (e == ERR_OK) {
        e = payment_may_withdraw(tx, arena, &payment, &may);
    }
    if (e == ERR_OK && !may) {
        return ERR_CONFLICT;
    }
    return e == ERR_OK ? payment_close(tx, &payment, STR("withdrawn"), now) : e;
}

/* One purpose, one payment: every way that is still open closes. */
static err close_of_invoice(struct db *tx, struct arena *arena, invoice_id invoice, str why,
                            when now)
{
    payment_id *open = NULL;
    size_t count = 0;
    err e = payment_store_open_of_invoice(tx, arena, invoice, &open, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        struct payment payment;
        e = payment_store_find(tx, arena, open[i], &payment);
        if (e == ERR_OK) {
            e = payment_close(tx, &payment, why, now);
        }
    }
    return e;
}

static err hear_invoice_paid(struct db *tx, struct arena *arena, str ref, when now)
{
    return close_of_invoice(tx, arena, (invoice_id){ref}, STR("invoice_paid"), now);
}

static err hear_invoice_cancelled(struct db *tx, struct arena *arena, str ref, when now)
{
    return close_of_invoice(tx, arena, (invoice_id){ref}, STR("invoice_cancelled"), now);
}

const struct listener payments_listeners[] = {
    {"invoice.paid", hear_invoice_paid},
    {"invoice.cancelled", hear_invoice_cancelled},
    LISTENERS_END,
};
