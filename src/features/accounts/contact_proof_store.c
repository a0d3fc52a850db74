/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of contacts that are being proven. */
#include "features/accounts/accounts_sql.h"
#include "features/accounts/contact_rules.h"

static str word_of(enum contact_kind kind)
{
    return str_from_z(kind == CONTACT_EMAIL ? email_rules.word : phone_rules.word);
}

err contact_proof_of(struct db *db, struct arena *arena, account_id account, enum contact_kind kind,
                     struct contact_proof *out)
{
    struct contact_proof_find_in in = {.account_id = account, .kind = word_of(kind)};
    struct contact_proof_find_row row;
    err e = contact_proof_find_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct contact_proof){
            .value = row.value, .expires_at = row.code_expires_at, .sent_at = row.code_sent_at};
    }
    return e;
}

err contact_proof_store(struct db *tx, const struct contact_sending *sending)
{
    when now = sending->act->now;
    return contact_proof_put(tx, &(struct contact_proof_put_in){
                                     .account_id = sending->account.id,
                                     .kind = word_of(sending->kind),
                                     .value = sending->value,
                                     .decoy = sending->decoy,
                                     .code_digest = sending->code_digest,
                                     .expires_at = when_add(now, CODE_LIFE),
                                     .now = now,
                                 });
}

err contact_proof_store_try(struct db *tx, struct arena *arena, account_id account,
                            enum contact_kind kind, when now, struct contact_try *out)
{
    str word = word_of(kind);
    struct contact_proof_try_in in = {account, word, now, CODE_TRIES_MAX};
    struct contact_proof_try_row row;
    err e = contact_proof_try_one(tx, arena, &in, &row);
    if (e == ERR_NOT_FOUND) {
        struct contact_proof_spoil_in old = {account, word, now, CODE_TRIES_MAX};
        err spoilt = contact_proof_spoil(tx, &old);
        return spoilt == ERR_OK ? e : spoilt;
    }
    if (e == ERR_OK) {
        *out = (struct contact_try){row.value, row.decoy, row.code_digest};
    }
    return e;
}

err contact_proof_store_end(struct db *tx, account_id account, enum contact_kind kind)
{
    return contact_proof_end(
        tx, &(struct contact_proof_end_in){.account_id = account, .kind = word_of(kind)});
}
