/* SPDX-License-Identifier: Apache-2.0 */
/* How a request stands among those that wait for a costly check, a password's hash above all. The
 * queue is short; in a flood most of it is refused, and who comes first decides who still gets in.
 * Three things are known without asking anybody: what failed lately for the same name, from the
 * same network, with the same device. What the room adds by the name must be public, else the place
 * in the queue would tell a secret. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"
#include "http/request.h"
#include "web/site.h"

enum standing {
    STANDING_GOOD,
    STANDING_USUAL,
    STANDING_LAST, /* something about it failed often lately, or it cannot be seen whom it is for */
};

/* Of a route (web/route.h). */
struct standing_rule {
    /* The name a password is tried for, in its canonical form; empty when it cannot be seen. Only
     * looks: the form is judged later. */
    str (*name_of)(struct arena *arena, const struct site *site, const struct http_request *http);
    /* By what everybody may know of the name. */
    err (*by_name)(struct db *db, struct arena *arena, str name, enum standing *out);
};

/* STANDING_LAST also when the database does not answer. */
enum standing standing_of(const struct standing_rule *rule, const struct site *site, struct db *db,
                          const struct http_request *http, when now);

/* Remembers how it went: a refusal (401, 422, 429) counts against name, network and device. */
void standing_note(const struct standing_rule *rule, const struct site *site,
                   const struct http_request *http, int status, when now);

/* True for a device that signed in before and did not fail often lately: it need not queue with
 * the others. Needs no database. */
bool standing_of_device(const struct site *site, const struct http_request *http, when now);

/* The text field of a small form or JSON object, for name_of; empty when there is none. */
str standing_field(struct arena *arena, const struct http_request *http, str name);
