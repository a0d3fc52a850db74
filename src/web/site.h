/* SPDX-License-Identifier: Apache-2.0 */
/* What a running site is made of, from start to stop: its settings, keys and database. Built once
 * by app/server, const afterwards, and handed to every request; no room reads a global. */
#pragma once

#include <stdbool.h>

#include "base/secret.h"
#include "db/db.h"
#include "i18n/tr.h"
#include "i18n/zone.h"
#include "system/settings.h"
#include "web/proof.h"

struct request;
struct route;
struct staff_screen;
struct password_hasher;

/* One key per purpose, each derived from the site's secret key, so that what is signed for one use
 * proves nothing in another. 32 bytes each. */
struct site_keys {
    struct secret token;  /* digests of session, link and code tokens */
    struct secret csrf;   /* form tokens */
    struct secret cookie; /* signed cookies: flash, known device */
    struct secret captcha;
    struct secret second_factor; /* secrets of authenticator apps are sealed with it */
};

/* Keys of the ring that sign nothing (any more, or yet) and still prove what they signed. */
#define SITE_OLDER_MAX 7

struct site {
    const struct settings *settings;
    struct site_keys keys;         /* what is signed and stored from now on */
    const struct site_keys *older; /* likewise, but only to prove; NULL without any */
    size_t older_count;
    const struct site_keys *oldest; /* of those that ever signed; NULL: keys */
    struct db_engine *engine;
    struct password_hasher *hasher;
    str origin;         /* scheme://host[:port] of the public URL, no slash at the end */
    bool secure;        /* the public URL is https: cookies get Secure and the __Host- prefix */
    enum lang language; /* when nothing else says */
    const struct zone *zone;                 /* likewise */
    const struct route *const *route_tables; /* NULL-terminated list of every room's table */
    const struct staff_screen *const *staff_screens; /* likewise; may be NULL in a test */
    /* May the customer carry out a route that binds (web/route.h)? false: the answer is filled.
     * NULL in a test: everybody may. */
    bool (*may_bind)(struct request *req);
    proof_fn *prove; /* verifies a customer's password; NULL in a test: none is right */
};

/* The keys one after the other, the present ones first; NULL at the end. What was handed out is
 * proven under each of them in turn. */
static inline const struct site_keys *site_keys_at(const struct site *site, size_t i)
{
    return i == 0 ? &site->keys : i <= site->older_count ? &site->older[i - 1] : NULL;
}

/* For digests that nobody can look for under several keys, because a miss means "not yet counted":
 * names of budgets. Stays the same while a new key comes into use. */
static inline struct secret site_lasting_key(const struct site *site)
{
    return site->oldest == NULL ? site->keys.token : site->oldest->token;
}
