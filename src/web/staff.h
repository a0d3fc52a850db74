/* SPDX-License-Identifier: Apache-2.0 */
/* The provider's own people. A route of the console says `.who = WHO_STAFF, .may = STAFF_MAY_...`;
 * a member of staff comes in when his role has one of those rights, and without .may nobody does.
 * Addresses below /staff and /api/v1/staff know only sessions of staff, all others only those of
 * customers: neither opens a door of the other. Every act of staff is written down with
 * staff_audit_put (web/staff_audit.h). How one becomes a member and signs in is features/staff's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/id.h"
#include "base/when.h"
#include "db/db.h"

struct request;
struct site;

/* What a role may consist of: name, word, and what it opens. */
/* clang-format off */
#define STAFF_RIGHTS(X) \
    X(ENTER, enter)                 /* the dashboard and one's own matters: every role */ \
    X(ACCOUNTS, accounts)           /* find customers and see their page */ \
    X(ACCOUNTS_STOP, accounts_stop) /* lock and restrict customers, end their sessions */ \
    X(CATALOGUE, catalogue)         /* plans, prices, promo codes, taxes */ \
    X(ORDERS, orders)               /* orders of customers */ \
    X(MONEY, money)                 /* invoices, payments, refunds, corrections */ \
    X(MONEY_APPROVE, money_approve) /* the second yes to money above the limit */ \
    X(SERVICES, services)           /* services, their operations and tasks */ \
    X(SUPPORT, support)             /* answering customers */ \
    X(JOBS, jobs)                   /* the queue and its dead letters */ \
    X(STAFF, staff)                 /* members and roles */ \
    X(AUDIT, audit)                 /* the audit trail of all */ \
    X(SETTINGS, settings)           /* how the site is set up */
/* clang-format on */

enum staff_right {
#define X(NAME, word) STAFF_RIGHT_##NAME,
    STAFF_RIGHTS(X)
#undef X
        STAFF_RIGHT_COUNT
};

/* For .may of a route and of a screen; several are joined by |, one of them is enough. */
enum staff_may {
#define X(NAME, word) STAFF_MAY_##NAME = 1 << STAFF_RIGHT_##NAME,
    STAFF_RIGHTS(X)
#undef X
};

/* "money". */
const char *staff_right_word(enum staff_right right);

struct staff_role {
    const char *word;  /* "sales" */
    const char *label; /* an N_() sentence */
    unsigned rights;
};
/* All roles, from the one with most rights to the one with least. */
extern const struct staff_role staff_roles[];
extern const size_t staff_role_count;
/* NULL when there is no such role. */
const struct staff_role *staff_role_by_word(str word);

/* Who of staff is asking: req->staff. */
struct staff_session {
    bool signed_in;
    session_id id;
    staff_id member;
    str login;
    str name;
    const struct staff_role *role;
    unsigned rights; /* STAFF_MAY_... */
    when proven_at;  /* last time a code of the second factor was shown in this session */
    when created_at;
};

/* Has the asker one of these rights? For what a page shows; routes are guarded by .may. */
bool staff_may(const struct request *req, unsigned may);

/* True for addresses of the console and of its API. */
bool staff_is_path(str path);

/* Fills req->staff from the cookie (pages) or the Authorization header (API), as session_load does
 * for customers. Rights are read with it: a change bites at the next request. */
err staff_session_load(struct request *req);

struct staff_session_start {
    staff_id member;
    str user_agent;
    str network;
    when now;
};
/* A new session in the caller's transaction; returns the token to hand out, in arena. */
err staff_session_start(struct db *tx, const struct site *site, struct arena *arena,
                        const struct staff_session_start *start, session_id *out_id,
                        str *out_token);
/* ERR_NOT_FOUND when the member has no such live session. */
err staff_session_end(struct db *tx, staff_id member, session_id id, when now);
/* Ends all sessions of the member but one (an empty id spares none). */
err staff_session_end_others(struct db *tx, staff_id member, session_id spared, when now);
/* Does a session of the member still live? Asked in the transaction of what it allows. */
err staff_session_lives(struct db *tx, struct arena *arena, staff_id member, session_id id,
                        when now, bool *out);
/* A code of the second factor was shown in the session just now; the second function gives the
 * session another token, and whoever else has the old one is out. ERR_NOT_FOUND when it has ended.
 */
err staff_session_prove(struct db *tx, session_id id, when now);
err staff_session_renew(struct db *tx, const struct site *site, struct arena *arena, session_id id,
                        when now, str *out_token);
/* Remembers its use; called now and then by what signs in and by the job runner. */
err staff_session_touch_at(struct db *tx, session_id id, when seen_at);
/* The same token under another digest, if it is the one before. For session_flush_seen. */
err staff_session_redigest_at(struct db *tx, session_id id, str before, str digest) MUST_CHECK;
err staff_session_purge(struct db *tx, when now);

void staff_cookie_set(struct request *req, str token);
void staff_cookie_clear(struct request *req);

/* A screen of the console: its place in the menu, and what other pages show of it. Each room has a
 * const table of them beside its routes, listed in app/feature_list.c. */
struct staff_screen {
    const char *path;  /* "/staff/invoices" */
    const char *label; /* an N_() sentence: "Invoices" */
    unsigned may;      /* who sees it in the menu; the same as of its route */
    /* For the dashboard: how many things wait for somebody; NULL = nothing ever does. */
    err (*waiting)(struct request *req, int64_t *out);
    /* The same list for one customer, "/staff/invoices?account={}"; NULL = there is none. */
    const char *of_account;
    /* What a customer's page says beside that link ("3 unpaid"); NULL = nothing. */
    err (*about)(struct request *req, account_id account, str *out);
};

#define STAFF_SCREENS_END                                                                          \
    {                                                                                              \
        0                                                                                          \
    }
