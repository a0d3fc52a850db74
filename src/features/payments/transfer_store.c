/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/transfer_store.h"

#include "features/payments/payments_store.h"
#include "features/payments/transfer_sql.h"

#define TRANSFER_OF(row)                                                                           \
    (struct transfer)                                                                              \
    {                                                                                              \
        .id = (row).id, .payment = (row).payment_id, .number = (row).number,                       \
        .account = (row).account_id, .amount = stored_money((row).amount, (row).currency),         \
        .reference = (row).reference, .state = (row).state, .asked_by = (row).asked_by,            \
        .decided_by = (row).decided_by, .created_at = (row).created_at,                            \
        .settled_at = (row).settled_at,                                                            \
    }

err transfer_store_insert(struct db *tx, const struct transfer *one)
{
    return transfer_insert(tx, &(struct transfer_insert_in){
                                   .id = one->id,
                                   .payment_id = one->payment,
                                   .amount = one->amount.minor,
                                   .reference = one->reference,
                                   .state = one->state,
                                   .asked_by = one->asked_by,
                                   .now = one->created_at,
                                   .settled_at = one->settled_at,
                               });
}

err transfer_store_find(struct db *db, struct arena *arena, transfer_id id, struct transfer *out)
{
    struct transfer_find_row row;
    err e = transfer_find_one(db, arena, &(struct transfer_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = TRANSFER_OF(row);
    }
    return e;
}

err transfer_store_of_payment(struct db *db, struct arena *arena, payment_id payment,
                              struct transfer **out, size_t *out_count)
{
    struct transfer_list_row *rows = NULL;
    err e = transfer_list_all(db, arena, &(struct transfer_list_in){.payment_id = payment}, &rows,
                              out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct transfer, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = TRANSFER_OF(rows[i]);
        }
    }
    return e;
}

err transfer_store_waiting(struct db *db, struct arena *arena, struct transfer **out,
                           size_t *out_count)
{
    struct transfer_open_row *rows = NULL;
    err e = transfer_open_all(db, arena, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct transfer, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = TRANSFER_OF(rows[i]);
        }
    }
    return e;
}

err transfer_store_waits(struct db *db, struct arena *arena, payment_id payment, str reference,
                         bool *out)
{
    struct transfer_count_like_in in = {.payment_id = payment, .reference = reference};
    struct transfer_count_like_row row;
    err e = transfer_count_like_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.count > 0;
    }
    return e;
}

err transfer_store_decide(struct db *tx, transfer_id id, str state, str actor, when now,
                          bool *out_first)
{
    struct transfer_decide_in in = {.id = id, .state = state, .decided_by = actor, .now = now};
    int64_t changed = 0;
    err e = transfer_decide_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}
