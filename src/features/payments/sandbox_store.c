/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/sandbox_store.h"

#include "features/payments/payments_store.h"
#include "features/payments/sandbox_sql.h"

err sandbox_store_insert(struct db *tx, const struct sandbox_payment *one, when now)
{
    return sandbox_insert(tx, &(struct sandbox_insert_in){
                                  .external_id = one->external_id,
                                  .payment_id = one->payment,
                                  .currency = money_currency(&one->amount),
                                  .amount = one->amount.minor,
                                  .now = now,
                              });
}

err sandbox_store_find(struct db *db, struct arena *arena, payment_id payment,
                       struct sandbox_payment *out)
{
    struct sandbox_find_row row;
    err e = sandbox_find_one(db, arena, &(struct sandbox_find_in){.payment_id = payment}, &row);
    if (e == ERR_OK) {
        *out = (struct sandbox_payment){
            .external_id = row.external_id,
            .payment = row.payment_id,
            .amount = stored_money(row.amount, row.currency),
            .state = row.state,
            .body = row.body,
        };
    }
    return e;
}

err sandbox_store_change(struct db *tx, const struct sandbox_payment *one, when now,
                         bool *out_moved)
{
    struct sandbox_change_in in = {
        .payment_id = one->payment,
        .state = one->state,
        .body = one->body,
        .now = now,
    };
    int64_t changed = 0;
    err e = sandbox_change_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_moved = changed == 1;
    }
    return e;
}
