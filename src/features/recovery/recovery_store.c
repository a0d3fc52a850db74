/* SPDX-License-Identifier: Apache-2.0 */
#include "features/recovery/recovery_store.h"

#include "features/recovery/recovery_sql.h"

err recovery_store(struct db *tx, recovery_id id, str token_digest, str identifier, str device,
                   const struct act *act)
{
    struct recovery_insert_in in = {
        .id = id,
        .token_digest = token_digest,
        .identifier = identifier,
        .language = lang_code(act->lang),
        .network = act->network,
        .device = device,
        .expires_at = when_add(act->now, RECOVERY_CODE_LIFE),
        .now = act->now,
    };
    return recovery_insert(tx, &in);
}

err recovery_by_id(struct db *db, struct arena *arena, recovery_id id, when now,
                   struct recovery *out)
{
    if (!id_is_wellformed(id.text)) {
        return ERR_NOT_FOUND;
    }
    struct recovery_find_in in = {.id = id, .born_after = when_add(now, -RECOVERY_LIFE)};
    struct recovery_find_row row;
    err e = recovery_find_one(db, arena, &in, &row);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct recovery){
        .id = row.id,
        .token_digest = row.token_digest,
        .identifier = row.identifier,
        .account = {row.account_id.text.ptr == NULL ? STR("") : row.account_id.text},
        .language = row.language,
        .network = row.network,
        .device = row.device,
        .waits_for_code = str_eq(row.step, STR("code")),
        .waits_for_password = str_eq(row.step, STR("password")),
        .asked_email = str_eq(row.channel, STR("email")),
        .code_digest = row.code_digest,
        .code_expires_at = row.code_expires_at,
        .code_sent_at = row.code_sent_at,
        .proven_at = row.proven_at,
    };
    return ERR_OK;
}

err recovery_store_code(struct db *tx, recovery_id id, account_id account, const char *channel,
                        str code_digest, str link_digest)
{
    struct recovery_arm_in in = {
        .id = id,
        .account_id = account,
        .channel = str_from_z(channel),
        .code_digest = code_digest,
        .link_digest = link_digest,
    };
    err e = recovery_arm(tx, &in);
    if (e == ERR_OK) {
        struct recovery_void_others_in others = {.account_id = account, .id = id};
        e = recovery_void_others(tx, &others);
    }
    return e;
}

err recovery_store_ask_email(struct db *tx, recovery_id id, when now)
{
    struct recovery_turn_to_email_in in = {
        .id = id,
        .expires_at = when_add(now, RECOVERY_CODE_LIFE),
        .now = now,
    };
    return recovery_turn_to_email(tx, &in);
}

err recovery_store_try(struct db *tx, recovery_id id, when now, bool *out_live)
{
    struct recovery_try_in in = {.id = id, .now = now, .tries_max = CODE_TRIES_MAX};
    int64_t changed = 0;
    err e = recovery_try_count(tx, &in, &changed);
    if (e != ERR_OK) {
        return e;
    }
    *out_live = changed == 1;
    struct recovery_spoil_in old = {id, now, CODE_TRIES_MAX};
    return *out_live ? ERR_OK : recovery_spoil(tx, &old);
}

err recovery_by_live_link(struct db *tx, struct arena *arena, str link_digests, when now,
                          recovery_id *out)
{
    str digest;
    err e = ERR_NOT_FOUND;
    while (e == ERR_NOT_FOUND && one_time_next(&link_digests, &digest)) {
        struct recovery_by_link_in in = {.link_digest = digest, .now = now};
        struct recovery_by_link_row row;
        e = recovery_by_link_one(tx, arena, &in, &row);
        if (e == ERR_OK) {
            *out = row.id;
        } else if (e == ERR_NOT_FOUND) {
            struct recovery_spoil_link_in old = {digest, now, CODE_TRIES_MAX};
            err spoilt = recovery_spoil_link(tx, &old);
            e = spoilt == ERR_OK ? e : spoilt;
        }
    }
    return e;
}

err recovery_store_proven(struct db *tx, recovery_id id, when now, bool *out_spent)
{
    struct recovery_prove_in in = {.id = id, .now = now};
    int64_t changed = 0;
    err e = recovery_prove_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_spent = changed == 1;
    }
    return e;
}

err recovery_store_moved(struct db *tx, recovery_id id, recovery_id next, str token_digest,
                         when now, bool *out_spent)
{
    struct recovery_move_in in = {
        .id = id, .next_id = next, .token_digest = token_digest, .now = now};
    int64_t changed = 0;
    err e = recovery_move_count(tx, &in, &changed);
    if (e != ERR_OK) {
        return e;
    }
    *out_spent = changed == 1;
    return recovery_disarm(tx, &(struct recovery_disarm_in){.id = id});
}

err recovery_store_finish(struct db *tx, struct arena *arena, recovery_id id, when now,
                          struct recovery_proof *out)
{
    struct recovery_end_in in = {
        .id = id,
        .proven_after = when_add(now, -RECOVERY_PASSWORD_LIFE),
    };
    struct recovery_end_row row;
    err e = recovery_end_one(tx, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct recovery_proof){
            .account = row.account_id,
            .kind = str_eq(row.channel, STR("sms")) ? "phone" : "email",
            .proven_at = row.proven_at,
        };
    }
    return e;
}

err recovery_store_late(struct db *tx, recovery_id id, when now)
{
    struct recovery_late_in in = {id, when_add(now, -RECOVERY_PASSWORD_LIFE)};
    return recovery_late(tx, &in);
}

err recovery_store_void_all(struct db *tx, account_id account)
{
    return recovery_void_all(tx, &(struct recovery_void_all_in){.account_id = account});
}

err recovery_store_purge(struct db *tx, when now)
{
    struct recovery_purge_in in = {.born_before = when_add(now, -RECOVERY_LIFE)};
    err e = recovery_purge(tx, &in);
    if (e == ERR_OK) {
        e = objection_purge(tx, &(struct objection_purge_in){.now = now});
    }
    return e == ERR_OK ? email_returns_purge(tx, now) : e;
}

err objection_store(struct db *tx, str token_digest, account_id account, when now)
{
    struct objection_insert_in in = {
        .token_digest = token_digest,
        .account_id = account,
        .expires_at = when_add(now, RECOVERY_OBJECTION_LIFE),
    };
    return objection_insert(tx, &in);
}

err objection_store_spend(struct db *tx, struct arena *arena, str token_digests, when now,
                          account_id *out)
{
    str digest;
    err e = ERR_NOT_FOUND;
    while (e == ERR_NOT_FOUND && one_time_next(&token_digests, &digest)) {
        struct objection_spend_in in = {.token_digest = digest, .now = now};
        struct objection_spend_row row;
        e = objection_spend_one(tx, arena, &in, &row);
        if (e == ERR_OK) {
            *out = row.account_id;
        } else if (e == ERR_NOT_FOUND) {
            err spoilt = objection_spoil(tx, &(struct objection_spoil_in){digest, now});
            e = spoilt == ERR_OK ? e : spoilt;
        }
    }
    return e;
}
