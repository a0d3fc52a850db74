/* SPDX-License-Identifier: Apache-2.0 */
/* The other half of members_store.h: flows, recovery codes, attempts, sessions. */
#include "features/staff/members_sql.h"
#include "features/staff/members_store.h"
#include "system/random.h"

#define CODES_A_FLOW 5
#define KEEP_ATTEMPTS (180 * WHEN_DAY)
#define KEEP_ENDED (30 * WHEN_DAY)

err flow_store(struct db *tx, str digest, staff_id id, str next, when expires)
{
    struct staff_flow_insert_in in = {
        .token_digest = digest, .staff_id = id, .next = next, .expires_at = expires};
    return staff_flow_insert(tx, &in);
}

err flow_store_find(struct db *db, struct arena *arena, str digest, when now, struct flow_row *out)
{
    struct staff_flow_find_row row;
    struct staff_flow_find_in in = {.token_digest = digest, .now = now, .tries_max = CODES_A_FLOW};
    err e = staff_flow_find_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct flow_row){.member = row.staff_id, .next = row.next};
    }
    return e;
}

err flow_store_try(struct db *tx, struct arena *arena, str digest, when now, struct flow_row *out)
{
    struct staff_flow_try_row row;
    struct staff_flow_try_in in = {.token_digest = digest, .now = now, .tries_max = CODES_A_FLOW};
    err e = staff_flow_try_one(tx, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct flow_row){.member = row.staff_id, .next = row.next};
    }
    return e;
}

err flow_store_end(struct db *tx, staff_id id)
{
    return staff_flow_end(tx, &(struct staff_flow_end_in){.staff_id = id});
}

err flow_store_late(struct db *tx, str digest, when now)
{
    return staff_flow_late(tx, &(struct staff_flow_late_in){.token_digest = digest, .now = now});
}

err link_store_late(struct db *tx, str digest, when now)
{
    return staff_link_late(tx, &(struct staff_link_late_in){.token_digest = digest, .now = now});
}

err recovery_store_put(struct db *tx, str digest, staff_id id, when now)
{
    struct staff_code_insert_in in = {.code_digest = digest, .staff_id = id, .now = now};
    return staff_code_insert(tx, &in);
}

err recovery_store_use(struct db *tx, str digest, staff_id id, when now, bool *out_used)
{
    struct staff_code_use_in in = {.code_digest = digest, .staff_id = id, .now = now};
    int64_t changed = 0;
    err e = staff_code_use_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_used = changed == 1;
    }
    return e;
}

err recovery_store_left(struct db *db, struct arena *arena, staff_id id, int64_t *out)
{
    struct staff_code_left_row row;
    err e = staff_code_left_one(db, arena, &(struct staff_code_left_in){.staff_id = id}, &row);
    *out = e == ERR_OK ? row.count : 0;
    return e;
}

err recovery_store_forget(struct db *tx, staff_id id)
{
    return staff_code_forget(tx, &(struct staff_code_forget_in){.staff_id = id});
}

err attempt_store(struct db *tx, struct arena *arena, const struct staff_attempt *attempt)
{
    struct staff_attempt_insert_in in = {
        .id = id_new(arena),
        .login = attempt->login,
        .at = attempt->at,
        .outcome = attempt->outcome,
        .network = attempt->network,
        .user_agent = attempt->user_agent,
    };
    return staff_attempt_insert(tx, &in);
}

err attempt_store_list(struct db *db, struct arena *arena, str login, int64_t limit,
                       struct staff_attempt **out, size_t *out_count)
{
    struct staff_attempt_list_row *rows = NULL;
    struct staff_attempt_list_in in = {.login = login, .limit = limit};
    err e = staff_attempt_list_all(db, arena, &in, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct staff_attempt, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = (struct staff_attempt){
            .login = login,
            .at = rows[i].at,
            .outcome = rows[i].outcome,
            .network = rows[i].network,
            .user_agent = rows[i].user_agent,
        };
    }
    return ERR_OK;
}

err session_store_list(struct db *db, struct arena *arena, staff_id id, when now, when seen_after,
                       struct session_item **out, size_t *out_count)
{
    struct staff_session_list_row *rows = NULL;
    struct staff_session_list_in in = {.staff_id = id, .now = now, .seen_after = seen_after};
    err e = staff_session_list_all(db, arena, &in, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct session_item, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = (struct session_item){
            .id = rows[i].id,
            .user_agent = rows[i].user_agent,
            .network = rows[i].network,
            .created_at = rows[i].created_at,
            .seen_at = rows[i].seen_at,
        };
    }
    return ERR_OK;
}

err signin_store_forget_old(struct db *tx, when now)
{
    err e = staff_flow_purge(tx, &(struct staff_flow_purge_in){.before = now});
    if (e == ERR_OK) {
        e = staff_link_purge(tx,
                             &(struct staff_link_purge_in){.before = when_add(now, -KEEP_ENDED)});
    }
    if (e == ERR_OK) {
        e = staff_attempt_purge(
            tx, &(struct staff_attempt_purge_in){.before = when_add(now, -KEEP_ATTEMPTS)});
    }
    return e;
}
