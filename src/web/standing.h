/* SPDX-License-Identifier: Apache-2.0 */
/* How a request stands among those that wait for a costly check, a password's hash above all. The
 * queue is short; in a flood most of it is refused, and who comes first decides who still gets in.
 * Three things are known without asking anybody: what failed lately for the same name, from the
 * same network, and how often the same device came. What the room adds by the name must be public,
 * else the place in the queue would tell a secret; only a device that its owner signed in on may
 * learn more, for it knew already. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"
#include "http/request.h"
#include "web/site.h"

enum standing {
    STANDING_OWN, /* the name's owner signed in on this device, which does not come often */
    STANDING_GOOD,
    STANDING_USUAL,
    STANDING_LAST, /* something about it failed often lately, or it cannot be seen whom it is for */
};

/* The device that a request names, and the request, whose other cookies may say more. */
struct standing_device {
    str name;
    const struct site *site;
    const struct http_request *http;
};

/* Of a route (web/route.h). */
struct standing_rule {
    /* The name a password is tried for, in its canonical form; empty when it cannot be seen. Only
     * looks: the form is validated later. */
    str (*name_of)(struct arena *arena, const struct site *site, const struct http_request *http);
    /* By what everybody may know of the name. */
    err (*by_name)(struct db *db, struct arena *arena, str name, enum standing *out);
    /* Did the owner of the name sign in on this device? Asks the database the same for a name
     * nobody has. NULL: no device is anybody's. */
    err (*is_own)(struct db *db, const struct standing_device *device, str name, bool *out);
    /* Staff's: they have turns of their own beside the customers', so that a flood on one of the
     * two does not keep the other out. */
    bool is_staff;
};

/* STANDING_LAST also when the database does not answer. db may be NULL for a rule that asks none.
 */
enum standing standing_of(const struct standing_rule *rule, const struct site *site, struct db *db,
                          const struct http_request *http, when now);

/* Remembers how it went: a refusal (401, 422, 429) counts against name, network and device. */
void standing_note(const struct standing_rule *rule, const struct site *site,
                   const struct http_request *http, int status, when now);

/* Counts one more coming of a device that signed in before, whatever becomes of it; true while it
 * did not come or fail often lately. So much is known of any name's device: whether it is the
 * typed name's own, standing_of tells. Needs no database. */
bool standing_of_device(const struct site *site, const struct http_request *http, when now);

/* The text field of a small form or JSON object, for name_of; empty when there is none. */
str standing_field(struct arena *arena, const struct http_request *http, str name);
