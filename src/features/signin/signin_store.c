/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/signin_store.h"

#include "features/signin/signin_sql.h"
#include "system/random.h"

#define KEEP_ATTEMPTS (183 * WHEN_DAY)
#define KEEP_OF_NOBODY WHEN_DAY
#define PLACE_REMEMBERED (90 * WHEN_DAY)

err known_device_store_has(struct db *db, struct arena *arena, str device, account_id account,
                           bool *out)
{
    struct known_device_count_in in = {.device_id = device, .account_id = account};
    struct known_device_count_row row;
    err e = known_device_count_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = device.len > 0 && row.count > 0;
    }
    return e;
}

err known_device_store(struct db *tx, str device, account_id account, when now)
{
    return known_device_put(
        tx, &(struct known_device_put_in){.device_id = device, .account_id = account, .now = now});
}

err known_device_store_forget(struct db *tx, account_id account, str spared)
{
    return known_device_forget(
        tx, &(struct known_device_forget_in){.account_id = account, .spared = spared});
}

err signin_store_knows_place(struct db *db, const struct act *act, account_id account, bool *out)
{
    struct signin_place_count_in in = {
        .account_id = account,
        .network = act->network,
        .user_agent = act->user_agent,
        .since = when_add(act->now, -PLACE_REMEMBERED),
    };
    struct signin_place_count_row row;
    err e = signin_place_count_one(db, act->arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.count > 0;
    }
    return e;
}

err signin_store_knows_network(struct db *db, struct arena *arena, account_id account, str network,
                               when now, bool *out)
{
    struct signin_network_count_in in = {account, network, when_add(now, -PLACE_REMEMBERED)};
    struct signin_network_count_row row;
    err e = signin_network_count_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = network.len > 0 && row.count > 0;
    }
    return e;
}

err signin_store_attempt(struct db *tx, struct arena *arena, const struct signin_attempt *attempt)
{
    struct signin_attempt_insert_in in = {
        .id = id_new(arena),
        .account_id = attempt->account,
        .at = attempt->at,
        .method = attempt->method,
        .outcome = attempt->ok ? STR("ok") : STR("refused"),
        .network = attempt->network,
        .user_agent = attempt->user_agent,
        .new_device = attempt->new_device,
    };
    return signin_attempt_insert(tx, &in);
}

err signin_attempts_of(struct db *db, struct arena *arena, account_id account, when before,
                       str before_id, int64_t limit, struct signin_attempt **out, size_t *out_count)
{
    bool newest = when_is_none(before);
    struct signin_attempt_page_in in = {
        .account_id = account,
        .before = newest ? (when){INT64_MAX} : before,
        .before_id = newest ? STR("") : before_id,
        .limit = limit,
    };
    struct signin_attempt_page_row *rows = NULL;
    size_t count = 0;
    err e = signin_attempt_page_all(db, arena, &in, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct signin_attempt *attempts = ARENA_ARRAY(arena, struct signin_attempt, count);
    for (size_t i = 0; i < count; i++) {
        attempts[i] = (struct signin_attempt){
            .id = rows[i].id,
            .account = account,
            .at = rows[i].at,
            .method = rows[i].method,
            .ok = str_eq(rows[i].outcome, STR("ok")),
            .network = rows[i].network,
            .user_agent = rows[i].user_agent,
            .new_device = rows[i].new_device,
        };
    }
    *out = attempts;
    *out_count = count;
    return ERR_OK;
}

err signin_store_purge(struct db *tx, when now)
{
    err e = signin_attempt_purge_nobody(
        tx, &(struct signin_attempt_purge_nobody_in){.before = when_add(now, -KEEP_OF_NOBODY)});
    if (e != ERR_OK) {
        return e;
    }
    return signin_attempt_purge(
        tx, &(struct signin_attempt_purge_in){.before = when_add(now, -KEEP_ATTEMPTS)});
}
