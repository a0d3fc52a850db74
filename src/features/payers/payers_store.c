/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/payers_store.h"

#include "features/payers/payers_sql.h"
#include "features/payers/payers.h"

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

err payers_of_account(struct db *db, struct arena *arena, account_id account, struct payer **out,
                      size_t *out_count)
{
    struct payer_page_row *rows = NULL;
    size_t count = 0;
    err e = payer_page_all(db, arena, &(struct payer_page_in){.account = account}, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct payer *payers = ARENA_ARRAY(arena, struct payer, count);
    for (size_t i = 0; i < count; i++) {
        payers[i] = PAYER_OF(&rows[i]);
    }
    *out = payers;
    *out_count = count;
    return ERR_OK;
}

err payer_store_put(struct db *tx, const struct payer *payer)
{
    return payer_insert(tx, &(struct payer_insert_in){
                                .id = payer->id,
                                .account = payer->account,
                                .kind = payer->kind,
                                .name = payer->name,
                                .tax_number = payer->tax_number,
                                .vat_number = payer->vat_number,
                                .iban = payer->iban,
                                .country = payer->country,
                                .address = payer->address,
                                .is_default = payer->is_default,
                                .now = payer->created_at,
                            });
}

err payer_store_rewrite(struct db *tx, const struct payer *payer)
{
    return payer_rewrite(tx, &(struct payer_rewrite_in){
                                 .id = payer->id,
                                 .name = payer->name,
                                 .tax_number = payer->tax_number,
                                 .vat_number = payer->vat_number,
                                 .iban = payer->iban,
                                 .country = payer->country,
                                 .address = payer->address,
                                 .tax_exempt = payer->tax_exempt,
                                 .now = payer->changed_at,
                             });
}

err payer_store_prefer(struct db *tx, account_id account, payer_id id, when now)
{
    err e = payer_no_default(tx, &(struct payer_no_default_in){.account = account});
    return e == ERR_OK
               ? payer_make_default(tx, &(struct payer_make_default_in){.id = id, .now = now})
               : e;
}

err payer_store_put_away(struct db *tx, payer_id id, when now)
{
    return payer_put_away(tx, &(struct payer_put_away_in){.id = id, .now = now});
}

err payer_free_of_tax(struct db *tx, payer_id id, when now)
{
    return payer_set_exempt(tx,
                            &(struct payer_set_exempt_in){.id = id, .exempt = true, .now = now});
}

err payer_tax_again(struct db *tx, payer_id id, when now)
{
    return payer_set_exempt(tx,
                            &(struct payer_set_exempt_in){.id = id, .exempt = false, .now = now});
}

err payers_id_is_foreign(struct db *db, struct arena *arena, str id, account_id account, bool *out)
{
    struct payer_foreign_in in = {id, account};
    struct payer_foreign_row row;
    err e = payer_foreign_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.found > 0;
    }
    return e;
}
