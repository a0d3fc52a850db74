/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: who is asking. A session is 256 random bits in a cookie (or a bearer token of the API)
 * whose digest is stored; it ends by logout, by its owner's list of devices, by password change,
 * after idle time and after its absolute life. Cookies serve pages only and bearer tokens the API
 * only, so a page's cookie can never drive the API. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"
#include "i18n/tr.h"

struct request;
struct site;

struct session {
    bool signed_in;
    session_id id;
    account_id account;
    str login;
    str name;
    str language; /* of the account: "uk" or "en" */
    str timezone;
    when proven_at; /* last time a password or a code was shown in this session */
    when created_at;
    int64_t credential; /* version of the one whose password was shown in this call; 0: none was */
};

/* Fills req->session from the cookie (pages) or the Authorization header (API). Someone without a
 * live session is simply not signed in; ERR_UNAVAILABLE when the database is away. */
err session_load(struct request *req);

/* The token of the Authorization header, or empty. */
str session_bearer(const struct request *req);

struct session_start {
    account_id account;
    str user_agent; /* cut to 200 bytes by us */
    str network;    /* client address */
    when now;
};

/* A new session in the caller's transaction; returns the token to hand out, in arena. ERR_CONFLICT
 * when staff has locked the account: whichever way somebody was let in, it ends here. */
err session_start(struct db *tx, const struct site *site, struct arena *arena,
                  const struct session_start *start, session_id *out_id, str *out_token);

/* Does a session of the account still live, and when was the last proof given in it? Asked in the
 * transaction of what it allows: it may have been ended since the request was let in. */
err session_lives(struct db *tx, struct arena *arena, account_id account, session_id id, when now,
                  bool *out, when *out_proven_at);
/* A proof was given in a session, which keeps its token. ERR_NOT_FOUND when it has ended. */
err session_prove(struct db *tx, session_id id, when now);
/* A proof was given in a session: it goes on under a new token, and whoever else has the old one is
 * out. ERR_NOT_FOUND when it has ended. */
err session_renew(struct db *tx, const struct site *site, struct arena *arena, session_id id,
                  when now, str *out_token);

/* Ends one session of the account; ERR_NOT_FOUND when it has no such live session. */
err session_end(struct db *tx, account_id account, session_id id, when now);
/* Ends all sessions of the account but one (an empty id spares none). */
err session_end_others(struct db *tx, account_id account, session_id spared, when now);

struct session_item {
    session_id id;
    str user_agent, network;
    when created_at, seen_at;
    bool current;
};

/* Live sessions of the account, newest use first; current marks the request's own. */
err sessions_of_account(struct request *req, account_id account, struct session_item **out,
                        size_t *out_count);

/* Sets or clears the session cookie of the answer. */
void session_cookie_set(struct request *req, str token);
void session_cookie_clear(struct request *req);

/* Writes down when it was last used; called for what session_seen noted. */
err session_touch_at(struct db *tx, session_id id, when seen_at);
/* The same token under another digest, if it is the one before. For session_flush_seen. */
err session_redigest_at(struct db *tx, session_id id, str before, str digest) MUST_CHECK;
/* Deletes sessions that ended or ran out over a day ago. */
err session_purge(struct db *tx, when now);
