/* SPDX-License-Identifier: Apache-2.0 */
#include "features/registration/registration_store.h"

#include "features/registration/registration_sql.h"

#define NOBODY ((registration_id){STR("")})

static registration_id or_nobody(registration_id id)
{
    return id.text.ptr == NULL ? NOBODY : id;
}

err login_hold_store(struct db *tx, struct login login, registration_id id,
                     registration_id replaced, when now, bool *out_kept)
{
    struct login_hold_take_in in = {
        .login = login.text,
        .registration = id,
        .until = when_add(now, LOGIN_HOLD_LIFE),
        .now = now,
        .replaced = or_nobody(replaced),
    };
    int64_t changed = 0;
    err e = login_hold_take_count(tx, &in, &changed);
    if (e == ERR_OK) {
        *out_kept = changed == 1;
    }
    return e;
}

err login_hold_store_other(struct db *db, struct arena *arena, struct login login,
                           registration_id own, when now, bool *out_held)
{
    struct login_hold_count_in in = {.login = login.text, .now = now, .own = or_nobody(own)};
    struct login_hold_count_row row;
    err e = login_hold_count_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out_held = row.count > 0;
    }
    return e;
}

err registration_store(struct db *tx, const struct registration *r)
{
    struct registration_insert_in in = {
        .id = r->id,
        .login = r->login.text,
        .email = r->email.text,
        .phone = r->phone.text,
        .name = r->name,
        .language = r->language,
        .password_hash = r->password_hash,
        .terms_version = r->terms_version,
        .network = r->network,
        .now = r->created_at,
        .is_decoy = r->is_decoy,
        .code_digest = r->code_digest,
        .link_digest = r->link_digest,
        .expires_at = r->code_expires_at,
        .token_digest = r->token_digest,
    };
    return registration_insert(tx, &in);
}

err registration_by_id(struct db *db, struct arena *arena, registration_id id, when now,
                       struct registration *out)
{
    struct registration_find_in in = {.id = id, .born_after = when_add(now, -REGISTRATION_LIFE)};
    struct registration_find_row row;
    err e = registration_find_one(db, arena, &in, &row);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct registration){
        .id = row.id,
        .login = {row.login},
        .email = {row.email},
        .phone = {row.phone},
        .name = row.name,
        .language = row.language,
        .password_hash = row.password_hash,
        .terms_version = row.terms_version,
        .network = row.network,
        .created_at = row.created_at,
        .phone_next = str_eq(row.step, STR("phone")),
        .is_decoy = row.is_decoy,
        .code_digest = row.code_digest,
        .code_tries = row.code_tries,
        .code_sends = row.code_sends,
        .code_expires_at = row.code_expires_at,
        .code_sent_at = row.code_sent_at,
        .token_digest = row.token_digest,
        .elsewhere_at = row.elsewhere_at,
    };
    return ERR_OK;
}

err registration_by_live_link(struct db *tx, struct arena *arena, str link_digests, when now,
                              registration_id *out)
{
    str digest;
    err e = ERR_NOT_FOUND;
    while (e == ERR_NOT_FOUND && one_time_next(&link_digests, &digest)) {
        struct registration_by_link_in in = {.link_digest = digest, .now = now};
        struct registration_by_link_row row;
        e = registration_by_link_one(tx, arena, &in, &row);
        if (e == ERR_OK) {
            *out = row.id;
        } else if (e == ERR_NOT_FOUND) {
            struct registration_spoil_link_in old = {digest, now, CODE_TRIES_MAX};
            err spoilt = registration_spoil_link(tx, &old);
            e = spoilt == ERR_OK ? e : spoilt;
        }
    }
    return e;
}

err registration_store_try(struct db *tx, registration_id id, when now, bool *out_live)
{
    struct registration_try_in in = {.id = id, .now = now, .tries_max = CODE_TRIES_MAX};
    int64_t changed = 0;
    err e = registration_try_count(tx, &in, &changed);
    if (e != ERR_OK) {
        return e;
    }
    *out_live = changed == 1;
    struct registration_spoil_in old = {id, now, CODE_TRIES_MAX};
    return *out_live ? ERR_OK : registration_spoil(tx, &old);
}

err registration_store_renew(struct db *tx, const struct registration *r, when now)
{
    struct registration_renew_in in = {
        .id = r->id,
        .step = r->phone_next ? STR("phone") : STR("email"),
        .code_digest = r->code_digest,
        .link_digest = r->link_digest,
        .expires_at = r->code_expires_at,
        .now = now,
    };
    return registration_renew(tx, &in);
}

err registration_store_move(struct db *tx, const struct registration *r, when now)
{
    struct registration_move_in in = {
        .id = r->id,
        .token_digest = r->token_digest,
        .code_digest = r->code_digest,
        .link_digest = r->link_digest,
        .now = now,
    };
    return registration_move(tx, &in);
}

err registration_store_settle(struct db *tx, registration_id id, str password_hash, when now)
{
    struct registration_settle_in in = {
        .id = id,
        .password_hash = password_hash,
        .moved_after = when_add(now, -PASSWORD_LIFE),
    };
    int64_t changed = 0;
    err e = registration_settle_count(tx, &in, &changed);
    return e == ERR_OK && changed != 1 ? ERR_NOT_FOUND : e;
}

err registration_store_settle_late(struct db *tx, registration_id id, when now)
{
    struct registration_settle_late_in in = {id, when_add(now, -PASSWORD_LIFE)};
    return registration_settle_late(tx, &in);
}

err registration_store_end(struct db *tx, registration_id id)
{
    err e = registration_end(tx, &(struct registration_end_in){.id = id});
    if (e == ERR_OK) {
        e = login_hold_end(tx, &(struct login_hold_end_in){.registration = id});
    }
    return e;
}

err registration_store_purge(struct db *tx, when now)
{
    err e = registration_purge(
        tx, &(struct registration_purge_in){.born_before = when_add(now, -REGISTRATION_LIFE)});
    if (e == ERR_OK) {
        e = login_hold_purge(tx, &(struct login_hold_purge_in){.now = now});
    }
    return e;
}
