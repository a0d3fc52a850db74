/* SPDX-License-Identifier: Apache-2.0 */
#include "web/staff.h"

#include "crypto/token.h"
#include "i18n/tr.h"
#include "system/random.h"
#include "web/cookie.h"
#include "web/request.h"
#include "web/session_seen.h"
#include "web/session_over.h"
#include "web/staff_sql.h"

#define PURGE_AFTER WHEN_DAY

const char *staff_right_word(enum staff_right right)
{
    static const char *const words[] = {
#define X(NAME, word) #word,
        STAFF_RIGHTS(X)
#undef X
    };
    return words[right];
}

#define EVERYTHING ((1U << STAFF_RIGHT_COUNT) - 1)

const struct staff_role staff_roles[] = {
    {"full", N_("Full access"), EVERYTHING},
    {"accounting", N_("Accounting"),
     STAFF_MAY_ENTER | STAFF_MAY_ACCOUNTS | STAFF_MAY_MONEY | STAFF_MAY_MONEY_APPROVE},
    {"sales", N_("Sales"),
     STAFF_MAY_ENTER | STAFF_MAY_ACCOUNTS | STAFF_MAY_CATALOGUE | STAFF_MAY_ORDERS},
    {"support", N_("Support"),
     STAFF_MAY_ENTER | STAFF_MAY_ACCOUNTS | STAFF_MAY_ACCOUNTS_STOP | STAFF_MAY_SERVICES |
         STAFF_MAY_SUPPORT},
};
const size_t staff_role_count = ARRAY_LEN(staff_roles);

const struct staff_role *staff_role_by_word(str word)
{
    for (size_t i = 0; i < staff_role_count; i++) {
        if (str_eq(word, str_from_z(staff_roles[i].word))) {
            return &staff_roles[i];
        }
    }
    return NULL;
}

bool staff_may(const struct request *req, unsigned may)
{
    return req->staff.signed_in && (req->staff.rights & may) != 0;
}

static bool is_at_or_below(str path, str root)
{
    return str_eq(path, root) ||
           (str_starts(path, root) && path.len > root.len && path.ptr[root.len] == '/');
}

bool staff_is_path(str path)
{
    return is_at_or_below(path, STR("/staff")) || is_at_or_below(path, STR("/api/v1/staff"));
}

err staff_session_load(struct request *req)
{
    req->staff = (struct staff_session){0};
    str token = req->is_api ? session_bearer(req) : cookie_get(req, "staff");
    if (!token_is_wellformed(token)) {
        return ERR_OK;
    }
    struct staff_session_by_digest_in in = {
        .now = req->now,
        .seen_after = when_add(req->now, -req->site->settings->staff_idle),
        .future = when_add(req->now, SESSION_FUTURE),
    };
    struct staff_session_by_digest_row row;
    err e = ERR_NOT_FOUND;
    const struct site_keys *keys;
    size_t tried = 0;
    while (e == ERR_NOT_FOUND && (keys = site_keys_at(req->site, tried)) != NULL) {
        in.token_digest = token_digest(req->arena, keys->token, token);
        e = staff_session_by_digest_one(req->db, req->arena, &in, &row);
        if (e == ERR_NOT_FOUND) {
            err over = staff_session_over_end(
                req, &(struct session_over){in.token_digest, in.now, in.seen_after, in.future});
            if (over != ERR_OK) {
                return over;
            }
        }
        tried++;
    }
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    const struct staff_role *role = staff_role_by_word(row.role);
    req->staff = (struct staff_session){
        .signed_in = role != NULL,
        .id = row.id,
        .member = row.staff_id,
        .login = row.login,
        .name = row.name,
        .role = role,
        .rights = role == NULL ? 0 : role->rights,
        .proven_at = row.proven_at,
        .created_at = row.created_at,
    };
    if (tried > 1) {
        session_under_older_key(SESSION_OF_STAFF, row.id, in.token_digest,
                                token_digest(req->arena, req->site->keys.token, token));
    }
    session_seen(SESSION_OF_STAFF, row.id, row.seen_at, req->now);
    return ERR_OK;
}

err staff_session_start(struct db *tx, const struct site *site, struct arena *arena,
                        const struct staff_session_start *start, session_id *out_id, str *out_token)
{
    struct secret token = token_new(arena);
    session_id id = {id_new(arena)};
    struct staff_session_insert_in in = {
        .id = id,
        .token_digest = token_digest(arena, site->keys.token, secret_reveal(token)),
        .staff_id = start->member,
        .user_agent = start->user_agent,
        .network = start->network,
        .now = start->now,
        .expires_at = when_add(start->now, site->settings->staff_absolute),
    };
    err e = staff_session_insert(tx, &in);
    if (e == ERR_OK) {
        *out_id = id;
        *out_token = secret_reveal(token);
    }
    return e;
}

err staff_session_end(struct db *tx, staff_id member, session_id id, when now)
{
    struct staff_session_end_one_in in = {.id = id, .staff_id = member, .now = now};
    int64_t changed = 0;
    err e = staff_session_end_one_count(tx, &in, &changed);
    return e == ERR_OK && changed != 1 ? ERR_NOT_FOUND : e;
}

err staff_session_end_others(struct db *tx, staff_id member, session_id spared, when now)
{
    struct staff_session_end_all_but_in in = {.staff_id = member, .spared = spared, .now = now};
    if (in.spared.text.ptr == NULL) {
        in.spared.text = STR("");
    }
    return staff_session_end_all_but(tx, &in);
}

err staff_session_prove(struct db *tx, session_id id, when now)
{
    struct staff_session_proven_in in = {.id = id, .now = now};
    int64_t changed = 0;
    err e = staff_session_proven_count(tx, &in, &changed);
    return e == ERR_OK && changed != 1 ? ERR_NOT_FOUND : e;
}

err staff_session_renew(struct db *tx, const struct site *site, struct arena *arena, session_id id,
                        when now, str *out_token)
{
    struct secret token = token_new(arena);
    struct staff_session_renewed_in in = {
        .id = id,
        .token_digest = token_digest(arena, site->keys.token, secret_reveal(token)),
        .now = now,
    };
    int64_t changed = 0;
    err e = staff_session_renewed_count(tx, &in, &changed);
    if (e != ERR_OK || changed != 1) {
        return e == ERR_OK ? ERR_NOT_FOUND : e;
    }
    *out_token = secret_reveal(token);
    return ERR_OK;
}

err staff_session_lives(struct db *tx, struct arena *arena, staff_id member, session_id id,
                        when now, bool *out)
{
    struct staff_session_live_in in = {.id = id, .staff_id = member, .now = now};
    struct staff_session_live_row row;
    err e = staff_session_live_one(tx, arena, &in, &row);
    if (e == ERR_OK) {
        *out = row.count == 1;
    }
    return e;
}

err staff_session_redigest_at(struct db *tx, session_id id, str before, str digest)
{
    struct staff_session_redigest_in in = {.id = id, .token_digest = digest, .before = before};
    return staff_session_redigest(tx, &in);
}

err staff_session_touch_at(struct db *tx, session_id id, when seen_at)
{
    return staff_session_touch(tx, &(struct staff_session_touch_in){.id = id, .seen_at = seen_at});
}

err staff_session_purge(struct db *tx, when now)
{
    struct staff_session_purge_before_in in = {.before = when_add(now, -PURGE_AFTER)};
    return staff_session_purge_before(tx, &in);
}

void staff_cookie_set(struct request *req, str token)
{
    cookie_set(req, "staff", token, COOKIE_FOR_BROWSER_SESSION);
}

void staff_cookie_clear(struct request *req)
{
    cookie_clear(req, "staff");
}
