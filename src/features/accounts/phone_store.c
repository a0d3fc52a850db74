/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts_sql.h"
#include "features/accounts/accounts_store.h"

#define PHONE STR("phone")
#define PHONE_TAKEN STR("phone_taken")

err account_store_drop_unproven_phone(struct db *tx, account_id account)
{
    return identifier_release_unproven(
        tx, &(struct identifier_release_unproven_in){.account_id = account, .kind = PHONE});
}

err account_store_remove_phone(struct db *tx, account_id account)
{
    return identifier_remove(tx,
                             &(struct identifier_remove_in){.account_id = account, .kind = PHONE});
}

err account_store_take_phone(struct db *tx, struct phone phone, account_id loser, when now)
{
    err e = identifier_release(tx, &(struct identifier_release_in){.value = phone.text});
    if (e == ERR_OK) {
        e = account_notice_put(tx, &(struct account_notice_put_in){
                                       .account_id = loser, .kind = PHONE_TAKEN, .now = now});
    }
    return e;
}

err account_store_prove_phone(struct db *tx, struct arena *arena, account_id account,
                              struct phone phone, when now)
{
    struct identifier_owner owner;
    err e = identifier_owner_of(tx, arena, phone.text, &owner);
    if (e == ERR_OK && owner.taken) {
        e = identifier_verify(
            tx, &(struct identifier_verify_in){
                    .value = phone.text, .account_id = account, .now = now, .how = STR("code")});
    } else if (e == ERR_OK) {
        e = identifier_insert(tx, &(struct identifier_insert_in){.value = phone.text,
                                                                 .kind = PHONE,
                                                                 .account_id = account,
                                                                 .verified_at = now,
                                                                 .how = STR("code"),
                                                                 .now = now});
    }
    if (e == ERR_OK) {
        e = account_notice_clear(
            tx, &(struct account_notice_clear_in){.account_id = account, .kind = PHONE_TAKEN});
    }
    return e;
}

err account_wants_phone(struct db *db, struct arena *arena, account_id account, bool *out)
{
    struct account_notice_count_row row;
    err e = account_notice_count_one(
        db, arena, &(struct account_notice_count_in){.account_id = account, .kind = PHONE_TAKEN},
        &row);
    if (e == ERR_OK) {
        *out = row.count > 0;
    }
    return e;
}
