/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/correction_store.h"

#include "features/payments/payments_sql.h"
#include "features/payments/payments_store.h"

#define CORRECTION_OF(row)                                                                         \
    (struct correction)                                                                            \
    {                                                                                              \
        .id = (row).id, .account = (row).account_id,                                               \
        .amount = stored_money((row).amount, (row).currency), .reason = (row).reason,              \
        .state = (row).state, .asked_by = (row).asked_by, .decided_by = (row).decided_by,          \
        .created_at = (row).created_at, .settled_at = (row).settled_at,                            \
    }

err correction_store_insert(struct db *tx, const struct correction *one)
{
    return correction_insert(tx, &(struct correction_insert_in){
                                     .id = one->id,
                                     .account_id = one->account,
                                     .amount = one->amount.minor,
                                     .currency = money_currency(&one->amount),
                                     .reason = one->reason,
                                     .state = one->state,
                                     .asked_by = one->asked_by,
                                     .now = one->created_at,
                                     .settled_at = one->settled_at,
                                 });
}

err correction_store_find(struct db *db, struct arena *arena, correction_id id,
                          struct correction *out)
{
    struct correction_find_row row;
    err e = correction_find_one(db, arena, &(struct correction_find_in){.id = id}, &row);
    if (e == ERR_OK) {
        *out = CORRECTION_OF(row);
    }
    return e;
}

err correction_store_page(struct db *db, struct arena *arena, when before, str before_id,
                          int64_t limit, struct correction **out, size_t *out_count)
{
    bool newest = when_is_none(before);
    struct correction_page_in in = {
        .before = newest ? (when){INT64_MAX} : before,
        .before_id = newest ? STR("") : before_id,
        .limit = limit,
    };
    struct correction_page_row *rows = NULL;
    err e = correction_page_all(db, arena, &in, &rows, out_count);
    if (e == ERR_OK) {
        *out = ARENA_ARRAY(arena, struct correction, *out_count);
        for (size_t i = 0; i < *out_count; i++) {
            (*out)[i] = CORRECTION_OF(rows[i]);
        }
    }
    return e;
}

err correction_store_decide(struct db *tx, correction_id id, str state, str actor, when now,
                            bool *out_first)
{
    struct correction_decide_in in = {.id = id, .state = state, .decided_by = actor, .now = now};
    int64_t changed = 0;
    err e = correction_decide_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_first = changed == 1;
    }
    return e;
}
