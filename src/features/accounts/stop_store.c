/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/stop.h"

#include "features/accounts/accounts_sql.h"

err account_stop_of(struct db *db, struct arena *arena, account_id account,
                    struct account_stop *out)
{
    struct account_stop_find_in in = {.account_id = account};
    struct account_stop_find_row row;
    err e = account_stop_find_one(db, arena, &in, &row);
    if (e == ERR_NOT_FOUND) {
        *out = (struct account_stop){.kind = STR(""), .told = STR(""), .since = WHEN_NONE};
        return ERR_OK;
    }
    if (e == ERR_OK) {
        *out = (struct account_stop){.kind = row.kind, .told = row.told, .since = row.since};
    }
    return e;
}

err account_stop_put(struct db *tx, account_id account, const struct account_stop *stop)
{
    if (stop->kind.len == 0) {
        return account_stop_clear(tx, &(struct account_stop_clear_in){.account_id = account});
    }
    struct account_stop_set_in in = {
        .account_id = account,
        .kind = stop->kind,
        .told = stop->told,
        .since = stop->since,
    };
    return account_stop_set(tx, &in);
}
