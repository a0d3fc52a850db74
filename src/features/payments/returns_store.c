/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/returns_store.h"

#include "features/payments/payments_sql.h"
#include "features/payments/payments_store.h"

#define RETURN_OF(row)                                                                             \
    (struct payment_return)                                                                        \
    {                                                                                              \
        .id = (row).id, .payment = (row).payment_id, .kind = (row).kind, .state = (row).state,     \
        .amount = stored_money((row).amount, (row).currency), .reason = (row).reason,              \
        .asked_by = (row).asked_by, .decided_by = (row).decided_by,                                \
        .external_id = (row).external_id, .created_at = (row).created_at,                          \
        .settled_at = (row).settled_at,                                                            \
    }

err return_store_insert(struct db *tx, const struct payment_return *one)
{
    return payment_return_insert(tx, &(struct payment_return_insert_in){
                                         .id = one->id,
                                         .payment_id = one->payment,
                                         .kind = one->kind,
                                         .amount = one->amount.minor,
                                         .state = one->state,
                                         .reason = one->reason,
                                         .asked_by = one->asked_by,
                                         .now = one->created_at,
                                         .settled_at = one->settled_at,
                                     });
}

err return_store_find(struct db *db, struct arena *arena, refund_id id, struct payment_return *out)
{
    struct payment_return_find_row row;
    err e = payment_return_find_one(db, arena, &(struct payment_return_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = RETURN_OF(row);
    }
    return e;
}

err return_store_by_external(struct db *db, struct arena *arena, str provider, str external_id,
                             struct payment_return *out)
{
    struct payment_return_by_external_in in = {.provider = provider, .external_id = external_id};
    struct payment_return_by_external_row row;
    err e = payment_return_by_external_one(db, arena, &in, &row);
    return e == ERR_OK ? return_store_find(db, arena, row.id, out) : e;
}

err return_store_of_payment(struct db *db, struct arena *arena, const struct payment *payment,
                            struct payment_return **out, size_t *out_count)
{
    struct payment_return_list_row *rows = NULL;
    err e = payment_return_list_all(
        db, arena, &(struct payment_return_list_in){.payment_id = payment->id}, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct payment_return, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = RETURN_OF(rows[i]);
        }
    }
    return e;
}

err return_store_waiting(struct db *db, struct arena *arena, struct payment_return **out,
                         size_t *out_count)
{
    struct payment_return_open_row *rows = NULL;
    err e = payment_return_open_all(db, arena, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct payment_return, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = RETURN_OF(rows[i]);
        }
    }
    return e;
}

err return_store_move(struct db *tx, const struct payment_return *one, str before, bool *out_moved)
{
    struct payment_return_move_in in = {
        .id = one->id,
        .before = before,
        .after = one->state,
        .decided_by = one->decided_by,
        .external_id = one->external_id,
        .settled_at = one->settled_at,
    };
    int64_t changed = 0;
    err e = payment_return_move_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_moved = changed == 1;
    }
    return e;
}
