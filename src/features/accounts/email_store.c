/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of an e-mail that is changed, and of the ways back. */
#include "features/accounts/accounts_sql.h"
#include "features/accounts/accounts_store.h"

#define EMAIL STR("email")

static err put_email(struct db *tx, struct identifier_insert_in *in)
{
    err e = identifier_remove(
        tx, &(struct identifier_remove_in){.account_id = in->account_id, .kind = EMAIL});
    in->kind = EMAIL;
    return e == ERR_OK ? identifier_insert(tx, in) : e;
}

err account_store_switch_email(struct db *tx, account_id account, struct email email, when now)
{
    return put_email(tx, &(struct identifier_insert_in){.value = email.text,
                                                        .account_id = account,
                                                        .verified_at = now,
                                                        .how = STR("code"),
                                                        .now = now});
}

err account_store_prove_email(struct db *tx, account_id account, struct email email, when now)
{
    return identifier_verify(
        tx, &(struct identifier_verify_in){
                .value = email.text, .account_id = account, .now = now, .how = STR("code")});
}

err account_store_distrust_email(struct db *tx, account_id account, when now)
{
    return identifier_distrust(
        tx, &(struct identifier_distrust_in){.account_id = account, .kind = EMAIL, .now = now});
}

err email_return_store(struct db *tx, account_id account, str token_digest, when now)
{
    return email_return_insert(
        tx, &(struct email_return_insert_in){.token_digest = token_digest,
                                             .account_id = account,
                                             .now = now,
                                             .expires_at = when_add(now, EMAIL_RETURN_LIFE)});
}

err email_return_store_spend(struct db *tx, struct arena *arena, str token_digests, when now,
                             struct email_return_row *out)
{
    str digest;
    err e = ERR_NOT_FOUND;
    while (e == ERR_NOT_FOUND && one_time_next(&token_digests, &digest)) {
        struct email_return_spend_row row;
        e = email_return_spend_one(
            tx, arena, &(struct email_return_spend_in){.token_digest = digest, .now = now}, &row);
        if (e == ERR_OK) {
            *out = (struct email_return_row){
                .account = row.account_id,
                .email = {row.email},
                .verified_at = row.verified_at,
                .since = row.since,
                .written_at = row.created_at,
                .how = row.how,
            };
        } else if (e == ERR_NOT_FOUND) {
            struct email_return_spoil_in old = {.token_digest = digest, .now = now};
            err spoilt = email_return_spoil(tx, &old);
            e = spoilt == ERR_OK ? e : spoilt;
        }
    }
    return e;
}

err email_return_store_restore(struct db *tx, const struct email_return_row *row)
{
    return put_email(tx, &(struct identifier_insert_in){.value = row->email.text,
                                                        .account_id = row->account,
                                                        .verified_at = row->verified_at,
                                                        .how = row->how,
                                                        .now = row->since});
}

err email_return_store_end_later(struct db *tx, const struct email_return_row *row, when now)
{
    return email_return_end_later(
        tx, &(struct email_return_end_later_in){
                .account_id = row->account, .written_from = row->written_at, .now = now});
}

err email_returns_purge(struct db *tx, when now)
{
    return email_return_purge(tx, &(struct email_return_purge_in){.now = now});
}
