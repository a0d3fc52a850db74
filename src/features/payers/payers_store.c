/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/payers_store.h"

#include "features/payers/payers_sql.h"

/* The rows of all queries have the same columns under names of their own. */
#define PAYER_OF(row)                                                                              \
    ((struct payer){                                                                               \
        .id = (row)->id,                                                                           \
        .account = (row)->account_id,                                                              \
        .kind = (row)->kind,                                                                       \
        .name = (row)->name,                                                                       \
        .tax_number = (row)->tax_number,                                                           \
        .vat_number = (row)->vat_number,                                                           \
        .iban = (row)->iban,                                                                       \
        .country = (row)->country,                                                                 \
        .address = (row)->address,                                                                 \
        .tax_exempt = (row)->tax_exempt,                                                           \
        .is_default = (row)->is_default,                                                           \
        .created_at = (row)->created_at,                                                           \
        .changed_at = (row)->changed_at,                                                           \
        .deactivated_at = (row)->deactivated_at,                                                   \
    })

err payer_store_find(struct db *db, struct arena *arena, account_id account, payer_id id,
                     struct payer *out)
{
    struct payer_find_row row;
    err e = payer_find_one(db, arena, &(struct payer_find_in){.id = id, .account = account}, &row);
    if (e == ERR_OK) {
        *out = PAYER_OF(&row);
    }
    return e;
}

err payer_store_default(struct db *db, struct arena *arena, account_id account, struct payer *out)
{
    struct payer_find_default_row row;
    err e = payer_find_default_one(db, arena, &(struct payer_find_default_in){.account = account},
                                   &row);
    if (e == ERR_OK) {
        *out = PAYER_OF(&row);
    }
    return e;
}
