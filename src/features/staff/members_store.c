/* SPDX-License-Identifier: Apache-2.0 */
#include "features/staff/members_store.h"

#include "features/staff/members_sql.h"
#include "features/staff/members.h"

/* The three queries of members give the same columns: one shape reads them all. */
#define MEMBER_OF(row)                                                                             \
    (struct member)                                                                                \
    {                                                                                              \
        .id = (row).id, .login = (row).login, .name = (row).name, .role = (row).role,              \
        .state = (row).state, .password_hash = (row).password_hash,                                \
        .credential_version = (row).credential_version, .totp_salt = (row).totp_salt,              \
        .totp_step = (row).totp_step, .created_at = (row).created_at,                              \
        .enrolled_at = (row).enrolled_at, .disabled_at = (row).disabled_at                         \
    }

err member_with_login(struct db *db, struct arena *arena, str login, struct member *out)
{
    struct member_by_login_row row;
    struct member_by_login_in in = {.login = login};
    err e = member_by_login_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = MEMBER_OF(row);
    }
    return e;
}

err member_with_id(struct db *db, struct arena *arena, staff_id id, struct member *out)
{
    struct member_by_id_row row;
    struct member_by_id_in in = {.id = id};
    err e = member_by_id_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = MEMBER_OF(row);
    }
    return e;
}

err members_all(struct db *db, struct arena *arena, struct member **out, size_t *out_count)
{
    struct member_list_row *rows = NULL;
    err e = member_list_all(db, arena, &rows, out_count);
    if (e != ERR_OK) {
        return e;
    }
    *out = ARENA_ARRAY(arena, struct member, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = MEMBER_OF(rows[i]);
    }
    return ERR_OK;
}

err member_store_new(struct db *tx, staff_id id, const struct invitation *invitation, when now)
{
    struct member_insert_in in = {
        .id = id,
        .login = invitation->login,
        .name = invitation->name,
        .role = invitation->role,
        .now = now,
    };
    int64_t changed = 0;
    err e = member_insert_count(tx, &in, &changed);
    return e == ERR_OK && changed == 0 ? ERR_CONFLICT : e;
}

err member_store_role(struct db *tx, staff_id id, str role)
{
    return member_role(tx, &(struct member_role_in){.id = id, .role = role});
}

err member_store_disable(struct db *tx, staff_id id, when now)
{
    return member_disable(tx, &(struct member_disable_in){.id = id, .now = now});
}

err member_store_anew(struct db *tx, staff_id id)
{
    return member_anew(tx, &(struct member_anew_in){.id = id});
}

err member_store_password(struct db *tx, staff_id id, str hash, int64_t verified)
{
    struct member_password_in in = {.id = id, .password_hash = hash, .verified = verified};
    int64_t changed = 0;
    err e = member_password_count(tx, &in, &changed);
    return e == ERR_OK && changed != 1 ? ERR_DENIED : e;
}

err member_store_rehash(struct db *tx, staff_id id, str hash, int64_t verified)
{
    struct member_rehash_in in = {.id = id, .password_hash = hash, .verified = verified};
    int64_t changed = 0;
    err e = member_rehash_count(tx, &in, &changed);
    return e == ERR_OK && changed != 1 ? ERR_DENIED : e;
}

err member_store_seal(struct db *tx, staff_id id, str before, str sealed)
{
    return member_seal(tx, &(struct member_seal_in){.id = id, .before = before, .sealed = sealed});
}

err member_store_step(struct db *tx, staff_id id, int64_t step, bool *out_fresh)
{
    int64_t changed = 0;
    err e = member_step_count(tx, &(struct member_step_in){.id = id, .step = step}, &changed);
    if (e == ERR_OK) {
        *out_fresh = changed == 1;
    }
    return e;
}

err member_store_full_others(struct db *tx, struct arena *arena, staff_id id, int64_t *out)
{
    struct member_count_others_row row;
    struct member_count_others_in in = {.role = STR("full"), .id = id};
    err e = member_count_others_one(tx, arena, &in, &row);
    *out = e == ERR_OK ? row.count : 0;
    return e;
}

err link_store(struct db *tx, str digest, staff_id id, str salt, when now, when expires)
{
    err e = staff_link_void(tx, &(struct staff_link_void_in){.staff_id = id, .now = now});
    struct staff_link_insert_in in = {
        .token_digest = digest, .staff_id = id, .totp_salt = salt, .expires_at = expires};
    return e == ERR_OK ? staff_link_insert(tx, &in) : e;
}

err link_store_find(struct db *db, struct arena *arena, str digest, when now, struct link_row *out)
{
    struct staff_link_find_row row;
    struct staff_link_find_in in = {.token_digest = digest, .now = now};
    err e = staff_link_find_one(db, arena, &in, &row);
    if (e == ERR_OK) {
        *out = (struct link_row){
            .member = row.staff_id,
            .login = row.login,
            .name = row.name,
            .role = row.role,
            .salt = row.totp_salt,
        };
    }
    return e;
}

err link_store_enrol(struct db *tx, str digest, const struct enrolment *enrolment, when now)
{
    int64_t changed = 0;
    struct staff_link_use_in use = {.token_digest = digest, .now = now};
    err e = staff_link_use_count(tx, &use, &changed);
    if (e != ERR_OK || changed != 1) {
        return e == ERR_OK ? ERR_NOT_FOUND : e;
    }
    struct member_enrol_in in = {
        .id = enrolment->member,
        .name = enrolment->name,
        .password_hash = enrolment->password_hash,
        .totp_salt = enrolment->salt,
        .totp_step = enrolment->step,
        .now = now,
    };
    e = member_enrol_count(tx, &in, &changed);
    return e == ERR_OK && changed != 1 ? ERR_NOT_FOUND : e;
}
