/* SPDX-License-Identifier: Apache-2.0 */
/* Which contacts of an account are trusted to recover access to it, and what its owner has to be
 * told. */
#include "features/accounts/accounts.h"
#include "features/accounts/accounts_sql.h"

#define CONTACT_AGE WHEN_DAY

static bool recovers(const struct account *account, struct contact_trust trust, when verified_at,
                     when now)
{
    if (when_is_none(verified_at) || !when_is_none(trust.suspended_at)) {
        return false;
    }
    bool from_beginning = !when_before(account->created_at, trust.since);
    return from_beginning || !when_before(now, when_add(verified_at, CONTACT_AGE));
}

bool account_email_recovers(const struct account *account, when now)
{
    return recovers(account, account->email_trust, account->email_verified_at, now);
}

bool account_phone_recovers(const struct account *account, when now)
{
    return recovers(account, account->phone_trust, account->phone_verified_at, now);
}

err account_contacts_suspend(struct db *tx, const struct account *account, const char *kind,
                             when now)
{
    bool by_email = str_eq(str_from_z(kind), STR("email"));
    struct identifier_suspend_in in = {
        .account_id = account->id,
        .kind = str_from_z(kind),
        .proven_after = by_email ? account->email_verified_at : account->phone_verified_at,
        .now = now,
    };
    err e = identifier_suspend(tx, &in);
    struct email_return_end_suspect_in links = {account->id, in.proven_after, now};
    return e == ERR_OK ? email_return_end_suspect(tx, &links) : e;
}

err account_notice_set(struct db *tx, account_id account, const char *kind, when now)
{
    return account_notice_put(tx, &(struct account_notice_put_in){
                                      .account_id = account, .kind = str_from_z(kind), .now = now});
}

err account_notice_settle(struct db *tx, account_id account, const char *kind)
{
    return account_notice_clear(
        tx, &(struct account_notice_clear_in){.account_id = account, .kind = str_from_z(kind)});
}

err account_has_notice(struct db *db, struct arena *arena, account_id account, const char *kind,
                       bool *out)
{
    struct account_notice_count_in in = {.account_id = account, .kind = str_from_z(kind)};
    struct account_notice_count_row row;
    err e = account_notice_count_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.count > 0;
    }
    return e;
}
