/* SPDX-License-Identifier: Apache-2.0 */
/* The way back of an old mailbox. */
#include "crypto/token.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/contact_rules.h"
#include "features/accounts/email_change.h"

#define RETURN_KIND "email return"

err email_return_new(struct db *tx, const struct act *act, const struct account *account,
                     str *out_token)
{
    if (!contact_is_trusted(account, CONTACT_EMAIL)) {
        *out_token = STR("");
        return ERR_OK;
    }
    str token = secret_reveal(token_new(act->arena));
    str digest = one_time_link_digest(act->arena, act->site, RETURN_KIND, token);
    err e = email_return_store(tx, account->id, digest, act->now);
    if (e == ERR_OK) {
        *out_token = token;
    }
    return e;
}

/* The old address may have become another account's meanwhile: then the new one is trusted with
 * nothing, and staff has to help. Either way whatever was proven after the old one is suspect. */
static err restore(struct db *tx, const struct act *act, const struct account *before,
                   const struct email_return_row *row, bool *out)
{
    struct identifier_owner owner;
    err e = identifier_owner_of(tx, act->arena, row->email.text, &owner);
    if (e != ERR_OK) {
        return e;
    }
    bool own = owner.taken && str_eq(owner.account.text, row->account.text);
    *out = own || !owner.taken;
    if (!*out) {
        e = account_store_distrust_email(tx, row->account, act->now);
    } else if (!own) {
        e = email_return_store_restore(tx, row);
    }
    struct account account = *before;
    account.email_verified_at = row->verified_at;
    return e == ERR_OK ? account_contacts_suspend(tx, &account, "email", act->now) : e;
}

err email_take_back(struct db *tx, const struct act *act, str token, struct email_taken_back *out)
{
    str digests = one_time_link_digests(act->arena, act->site, RETURN_KIND, token);
    struct email_return_row row;
    struct account before;
    err e = email_return_store_spend(tx, act->arena, digests, act->now, &row);
    if (e == ERR_NOT_FOUND) {
        *out = (struct email_taken_back){.account = {STR("")}};
        return ERR_OK;
    }
    if (e == ERR_OK) {
        e = account_by_id(tx, act->arena, row.account, &before);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = email_return_store_end_later(tx, &row, act->now);
    if (e == ERR_OK) {
        e = contact_proof_store_end(tx, row.account, CONTACT_EMAIL);
    }
    bool restored = false;
    if (e == ERR_OK) {
        e = restore(tx, act, &before, &row, &restored);
    }
    str masked = email_masked(act->arena, row.email);
    if (e == ERR_OK) {
        e = contact_audit(tx, act, row.account, "email.taken_back", masked);
    }
    if (e == ERR_OK && restored) {
        e = account_tell(tx, act, &before, ACCOUNT_EMAIL_TAKEN_BACK, masked);
    }
    if (e == ERR_OK) {
        *out = (struct email_taken_back){.account = row.account, .restored = restored};
    }
    return e;
}
