/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session.h"

#include "crypto/token.h"
#include "system/random.h"
#include "web/cookie.h"
#include "web/request.h"
#include "web/session_seen.h"
#include "web/session_over.h"
#include "web/session_sql.h"

#define PURGE_AFTER WHEN_DAY
str session_bearer(const struct request *req)
{
    str authorization = http_header(req->http, STR("authorization"));
    str token;
    str scheme = str_cut(authorization, ' ', &token);
    return str_eq_nocase(scheme, STR("bearer")) ? str_trim(token) : STR("");
}

err session_load(struct request *req)
{
    req->session = (struct session){0};
    str token = req->is_api ? session_bearer(req) : cookie_get(req, "session");
    if (!token_is_wellformed(token)) {
        return ERR_OK;
    }
    struct session_by_digest_in in = {
        .now = req->now,
        .seen_after = when_add(req->now, -req->site->settings->session_idle),
        .future = when_add(req->now, SESSION_FUTURE),
    };
    struct session_by_digest_row row;
    err e = ERR_NOT_FOUND;
    const struct site_keys *keys;
    size_t tried = 0;
    while (e == ERR_NOT_FOUND && (keys = site_keys_at(req->site, tried)) != NULL) {
        in.token_digest = token_digest(req->arena, keys->token, token);
        e = session_by_digest_one(req->db, req->arena, &in, &row);
        if (e == ERR_NOT_FOUND) {
            err over = session_over_end(
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
    req->session = (struct session){
        .signed_in = true,
        .id = row.id,
        .account = row.account_id,
        .login = row.login,
        .name = row.name,
        .language = row.language,
        .timezone = row.timezone,
        .proven_at = row.proven_at,
        .created_at = row.created_at,
    };
    if (tried > 1) {
        session_under_older_key(SESSION_OF_CUSTOMER, row.id, in.token_digest,
                                token_digest(req->arena, req->site->keys.token, token));
    }
    session_seen(SESSION_OF_CUSTOMER, row.id, row.seen_at, req->now);
    return ERR_OK;
}

err session_start(struct db *tx, const struct site *site, struct arena *arena,
                  const struct session_start *start, session_id *out_id, str *out_token)
{
    struct secret token = token_new(arena);
    session_id id = {id_new(arena)};
    struct session_insert_in in = {
        .id = id,
        .token_digest = token_digest(arena, site->keys.token, secret_reveal(token)),
        .account_id = start->account,
        .user_agent = start->user_agent,
        .network = start->network,
        .now = start->now,
        .expires_at = when_add(start->now, site->settings->session_absolute),
    };
    int64_t inserted = 0;
    err e = session_insert_count(tx, &in, &inserted);
    if (e != ERR_OK || inserted != 1) {
        return e == ERR_OK ? ERR_CONFLICT : e;
    }
    *out_id = id;
    *out_token = secret_reveal(token);
    return ERR_OK;
}

err session_lives(struct db *tx, struct arena *arena, account_id account, session_id id, when now,
                  bool *out, when *out_proven_at)
{
    struct session_live_in in = {.id = id, .account_id = account, .now = now};
    struct session_live_row row = {.proven_at = WHEN_NONE};
    err e = session_live_one(tx, arena, &in, &row);
    if (e != ERR_OK && e != ERR_NOT_FOUND) {
        return e;
    }
    *out = e == ERR_OK;
    *out_proven_at = row.proven_at;
    return ERR_OK;
}

err session_prove(struct db *tx, session_id id, when now)
{
    int64_t changed = 0;
    err e = session_proven_count(tx, &(struct session_proven_in){.id = id, .now = now}, &changed);
    return e == ERR_OK && changed != 1 ? ERR_NOT_FOUND : e;
}

err session_renew(struct db *tx, const struct site *site, struct arena *arena, session_id id,
                  when now, str *out_token)
{
    struct secret token = token_new(arena);
    struct session_renewed_in in = {
        .id = id,
        .token_digest = token_digest(arena, site->keys.token, secret_reveal(token)),
        .now = now,
    };
    int64_t changed = 0;
    err e = session_renewed_count(tx, &in, &changed);
    if (e != ERR_OK || changed != 1) {
        return e == ERR_OK ? ERR_NOT_FOUND : e;
    }
    *out_token = secret_reveal(token);
    return ERR_OK;
}

err session_end(struct db *tx, account_id account, session_id id, when now)
{
    struct session_end_one_in in = {.id = id, .account_id = account, .now = now};
    int64_t changed = 0;
    err e = session_end_one_count(tx, &in, &changed);
    if (e != ERR_OK) {
        return e;
    }
    return changed == 1 ? ERR_OK : ERR_NOT_FOUND;
}

err session_end_others(struct db *tx, account_id account, session_id spared, when now)
{
    struct session_end_all_but_in in = {.account_id = account, .spared = spared, .now = now};
    if (in.spared.text.ptr == NULL) {
        in.spared.text = STR("");
    }
    return session_end_all_but(tx, &in);
}

err sessions_of_account(struct request *req, account_id account, struct session_item **out,
                        size_t *out_count)
{
    struct session_list_in in = {
        .account_id = account,
        .now = req->now,
        .seen_after = when_add(req->now, -req->site->settings->session_idle),
    };
    struct session_list_row *rows = NULL;
    size_t count = 0;
    err e = session_list_all(req->db, req->arena, &in, &rows, &count);
    if (e != ERR_OK) {
        return e;
    }
    struct session_item *items = ARENA_ARRAY(req->arena, struct session_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct session_item){
            .id = rows[i].id,
            .user_agent = rows[i].user_agent,
            .network = rows[i].network,
            .created_at = rows[i].created_at,
            .seen_at = rows[i].seen_at,
            .current = str_eq(rows[i].id.text, req->session.id.text),
        };
    }
    *out = items;
    *out_count = count;
    return ERR_OK;
}

void session_cookie_set(struct request *req, str token)
{
    cookie_set(req, "session", token, req->site->settings->session_absolute);
}

void session_cookie_clear(struct request *req)
{
    cookie_clear(req, "session");
}

err session_purge(struct db *tx, when now)
{
    struct session_purge_before_in in = {.before = when_add(now, -PURGE_AFTER)};
    return session_purge_before(tx, &in);
}

err session_redigest_at(struct db *tx, session_id id, str before, str digest)
{
    return session_redigest(
        tx, &(struct session_redigest_in){.id = id, .token_digest = digest, .before = before});
}

err session_touch_at(struct db *tx, session_id id, when seen_at)
{
    return session_touch(tx, &(struct session_touch_in){.id = id, .seen_at = seen_at});
}
