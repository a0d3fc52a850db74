/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts_store.h"

#include "features/accounts/accounts_sql.h"
#include "system/random.h"

#define NUMBER_MIN INT64_C(10000000)
#define NUMBER_SPAN 90000000U

static str or_empty(str s)
{
    return s.ptr == NULL ? STR("") : s;
}

err account_by_id(struct db *db, struct arena *arena, account_id id, struct account *out)
{
    struct account_find_row row;
    err e = account_find_one(db, arena, &(struct account_find_in){.id = id}, &row);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct account){
        .id = row.id,
        .number = row.number,
        .login = row.login,
        .name = row.name,
        .language = row.language,
        .timezone = row.timezone,
        .state = row.state,
        .created_at = row.created_at,
        .email = {or_empty(row.email)},
        .email_verified_at = row.email_verified_at,
        .phone = {or_empty(row.phone)},
        .phone_verified_at = row.phone_verified_at,
        .email_trust = {row.email_since, row.email_suspended_at},
        .phone_trust = {row.phone_since, row.phone_suspended_at},
    };
    return ERR_OK;
}

err account_key_by_identifier(struct db *db, struct arena *arena, str value,
                              struct account_key *out)
{
    struct account_find_key_row row;
    err e = account_find_key_one(db, arena, &(struct account_find_key_in){.value = value}, &row);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct account_key){
        .id = row.id,
        .credential = {row.password_hash, row.version, row.changed_at},
        .may_sign_in = !str_eq(row.state, STR("closed")),
    };
    return ERR_OK;
}

err identifier_owner_of(struct db *db, struct arena *arena, str value, struct identifier_owner *out)
{
    struct identifier_find_row row;
    err e = identifier_find_one(db, arena, &(struct identifier_find_in){.value = value}, &row);
    if (e == ERR_NOT_FOUND) {
        *out = (struct identifier_owner){.taken = false};
        return ERR_OK;
    }
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct identifier_owner){
        .taken = true,
        .proven = !when_is_none(row.verified_at) && when_is_none(row.suspended_at),
        .account = row.account_id,
    };
    return ERR_OK;
}

/* Numbers are drawn, not counted: they tell nobody how many customers there are, and registrations
 * at the same moment do not wait for one another. */
static err draw_number(struct db *tx, struct arena *arena, int64_t *out)
{
    for (int attempt = 0; attempt < 8; attempt++) {
        int64_t number = NUMBER_MIN + (int64_t)random_below(NUMBER_SPAN);
        struct account_number_count_row row;
        err e = account_number_count_one(tx, arena,
                                         &(struct account_number_count_in){.number = number}, &row);
        if (e != ERR_OK) {
            return e;
        }
        if (row.count == 0) {
            *out = number;
            return ERR_OK;
        }
    }
    return ERR_UNAVAILABLE;
}

static err insert_identifiers(struct db *tx, const struct account_draft *draft, account_id account)
{
    struct identifier_insert_in rows[] = {
        {.value = draft->login.text, .kind = STR("login"), .how = STR("chosen")},
        {.value = draft->email.text, .kind = STR("email"), .how = STR("code")},
        {.value = draft->phone.text, .kind = STR("phone"), .how = STR("code")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool proven = !str_eq(rows[i].kind, STR("phone")) || draft->phone_proven;
        rows[i].account_id = account;
        rows[i].verified_at = proven ? draft->now : WHEN_NONE;
        rows[i].how = proven ? rows[i].how : STR("");
        rows[i].now = draft->now;
        err e = identifier_insert(tx, &rows[i]);
        if (e != ERR_OK) {
            return e;
        }
    }
    return ERR_OK;
}

err account_create(struct db *tx, struct arena *arena, const struct account_draft *draft,
                   account_id *out)
{
    struct account_insert_in row = {
        .id = {id_new(arena)},
        .login = draft->login.text,
        .name = draft->name,
        .language = draft->language,
        .timezone = draft->timezone,
        .now = draft->now,
    };
    err e = draw_number(tx, arena, &row.number);
    if (e == ERR_OK) {
        e = account_insert(tx, &row);
    }
    if (e == ERR_OK) {
        e = insert_identifiers(tx, draft, row.id);
    }
    if (e == ERR_OK) {
        e = credential_insert(tx, &(struct credential_insert_in){
                                      .account_id = row.id,
                                      .password_hash = draft->password_hash,
                                      .now = draft->now,
                                  });
    }
    if (e == ERR_OK) {
        e = account_store_agree(tx, row.id, draft->terms_version, draft->terms_at, draft->network);
    }
    if (e == ERR_OK) {
        *out = row.id;
    }
    return e;
}

err account_credential(struct db *db, struct arena *arena, account_id account,
                       struct credential *out)
{
    struct credential_find_row row;
    err e =
        credential_find_one(db, arena, &(struct credential_find_in){.account_id = account}, &row);
    if (e == ERR_OK) {
        *out = (struct credential){row.password_hash, row.version, row.changed_at};
    }
    return e;
}

err account_credential_is(struct db *tx, struct arena *arena, account_id account, int64_t version,
                          bool *out)
{
    struct credential present;
    err e = account_credential(tx, arena, account, &present);
    if (e == ERR_OK) {
        *out = present.version == version;
    }
    return e;
}

err account_password_set(struct db *tx, account_id account, str hash, when now)
{
    return credential_set(
        tx, &(struct credential_set_in){.account_id = account, .password_hash = hash, .now = now});
}

err account_password_rehashed(struct db *tx, account_id account, str old_hash, str new_hash)
{
    return credential_rehash(tx, &(struct credential_rehash_in){.account_id = account,
                                                                .old_hash = old_hash,
                                                                .new_hash = new_hash});
}

err account_store_rename(struct db *tx, account_id account, str name, enum lang lang, str timezone)
{
    return account_rename(
        tx, &(struct account_rename_in){
                .id = account, .name = name, .language = lang_code(lang), .timezone = timezone});
}

err account_store_agree(struct db *tx, account_id account, str version, when now, str network)
{
    return consent_put(
        tx, &(struct consent_put_in){
                .account_id = account, .version = version, .now = now, .network = network});
}

err account_has_agreed(struct db *db, struct arena *arena, account_id account, str version,
                       bool *out)
{
    struct consent_count_row row;
    err e = consent_count_one(
        db, arena, &(struct consent_count_in){.account_id = account, .version = version}, &row);
    if (e == ERR_OK) {
        *out = row.count > 0;
    }
    return e;
}

err account_hold_begin(struct db *tx, account_id account, when now, when until)
{
    return account_hold_put(
        tx, &(struct account_hold_put_in){
                .account_id = account, .reason = STR("recovery"), .now = now, .until = until});
}

err account_held_until(struct db *db, struct arena *arena, account_id account, when now, when *out)
{
    struct account_hold_find_row row;
    err e = account_hold_find_one(
        db, arena, &(struct account_hold_find_in){.account_id = account, .now = now}, &row);
    if (e == ERR_OK || e == ERR_NOT_FOUND) {
        *out = e == ERR_OK ? row.until : WHEN_NONE;
        return ERR_OK;
    }
    return e;
}

err account_store_search_exact(struct db *db, struct arena *arena, str value, int64_t number,
                               int64_t limit, account_id **out, size_t *out_count)
{
    struct account_search_exact_row *rows = NULL;
    struct account_search_exact_in in = {.value = value, .number = number, .limit = limit};
    err e = account_search_exact_all(db, arena, &in, &rows, out_count);
    *out = ARENA_ARRAY(arena, account_id, e == ERR_OK ? *out_count : 0);
    for (size_t i = 0; e == ERR_OK && i < *out_count; i++) {
        (*out)[i] = rows[i].id;
    }
    return e;
}

err account_store_search_part(struct db *db, struct arena *arena, const struct account_part *part,
                              int64_t limit, account_id **out, size_t *out_count)
{
    struct account_search_part_row *rows = NULL;
    struct account_search_part_in in = {
        .prefix = part->prefix,
        .prefix_end = part->prefix_end,
        .name = part->name,
        .name_lower = part->name_lower,
        .name_title = part->name_title,
        .limit = limit,
    };
    err e = account_search_part_all(db, arena, &in, &rows, out_count);
    *out = ARENA_ARRAY(arena, account_id, e == ERR_OK ? *out_count : 0);
    for (size_t i = 0; e == ERR_OK && i < *out_count; i++) {
        (*out)[i] = rows[i].id;
    }
    return e;
}
