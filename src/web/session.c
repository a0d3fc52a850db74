/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session.h"

#include <pthread.h>
#include <string.h>

#include "crypto/token.h"
#include "system/random.h"
#include "web/cookie.h"
#include "web/request.h"
#include "web/session_sql.h"

#define PURGE_AFTER WHEN_DAY
/* A use is written down at most this often. */
#define SEEN_GRAIN (2 * WHEN_MINUTE)

/* Sessions used lately, waiting to be written down. Losing some makes a device look idle for a
 * little longer, no more: that is why they may live in memory and be forgotten when it is full. */
#define SEEN_MAX 4096

struct seen {
    char id[ID_TEXT_LEN];
    int64_t at;
};

static struct {
    pthread_mutex_t lock;
    size_t count;
    struct seen items[SEEN_MAX];
} seen_lately = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void remember_use(session_id id, when now)
{
    pthread_mutex_lock(&seen_lately.lock);
    if (seen_lately.count < SEEN_MAX && id.text.len == ID_TEXT_LEN) {
        struct seen *item = &seen_lately.items[seen_lately.count++];
        memcpy(item->id, id.text.ptr, ID_TEXT_LEN);
        item->at = now.us;
    }
    pthread_mutex_unlock(&seen_lately.lock);
}

struct seen_batch {
    size_t count;
    struct seen items[256];
};

static bool take_batch(struct seen_batch *batch)
{
    pthread_mutex_lock(&seen_lately.lock);
    batch->count =
        seen_lately.count < ARRAY_LEN(batch->items) ? seen_lately.count : ARRAY_LEN(batch->items);
    seen_lately.count -= batch->count;
    memcpy(batch->items, seen_lately.items + seen_lately.count, batch->count * sizeof(struct seen));
    pthread_mutex_unlock(&seen_lately.lock);
    return batch->count > 0;
}

static err write_batch(struct db *tx, const struct seen_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct session_touch_in in = {
            .id = {{batch->items[i].id, ID_TEXT_LEN}},
            .seen_at = {batch->items[i].at},
        };
        err e = session_touch(tx, &in);
        if (e != ERR_OK) {
            return e;
        }
    }
    return ERR_OK;
}

err session_flush_seen(struct db *tx)
{
    struct seen_batch batch;
    err e = ERR_OK;
    while (e == ERR_OK && take_batch(&batch)) {
        e = write_batch(tx, &batch);
    }
    return e;
}

/* The token the client shows: a cookie on pages, a bearer token in the API. */
static str token_shown(const struct request *req)
{
    if (!req->is_api) {
        return cookie_get(req, "session");
    }
    str authorization = http_header(req->http, STR("authorization"));
    str token;
    str scheme = str_cut(authorization, ' ', &token);
    return str_eq_nocase(scheme, STR("bearer")) ? str_trim(token) : STR("");
}

err session_load(struct request *req)
{
    req->session = (struct session){0};
    str token = token_shown(req);
    if (!token_is_wellformed(token)) {
        return ERR_OK;
    }
    struct session_by_digest_in in = {
        .token_digest = token_digest(req->arena, req->site->keys.token, token),
        .now = req->now,
        .seen_after = when_add(req->now, -req->site->settings->session_idle),
    };
    struct session_by_digest_row row;
    err e = session_by_digest_one(req->db, req->arena, &in, &row);
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
    if (req->now.us - row.seen_at.us > SEEN_GRAIN) {
        remember_use(row.id, req->now);
    }
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
    err e = session_insert(tx, &in);
    if (e != ERR_OK) {
        return e;
    }
    *out_id = id;
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
