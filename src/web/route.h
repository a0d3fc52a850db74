/* SPDX-License-Identifier: Apache-2.0 */
/* The route tables of the rooms and how a request finds its row. A row declares who may come in,
 * what form it takes, how often it may be called and where it runs; what is not declared is
 * refused: the zero of every field closes the door. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "http/lane.h"
#include "http/request.h"

struct request;
struct form_rule;
struct standing_rule;

enum who {
    WHO_NOBODY,   /* a forgotten declaration */
    WHO_ANYONE,   /* signed in or not */
    WHO_GUEST,    /* pages of registration and login: someone signed in is sent to /home */
    WHO_CUSTOMER, /* a session of an active account */
    WHO_STAFF,    /* a session of a member of staff who has a right named by .may */
};

/* How often one network may call a route; see rate.c for the numbers. */
enum rate {
    RATE_READ,  /* pages and lists */
    RATE_WRITE, /* anything that changes state */
    RATE_GUESS, /* passwords, codes, existence questions */
};

/* What carrying it out binds a customer to. Before such a handler, in its own transaction, the site
 * is asked (may_bind of web/site.h): the current terms must have been accepted, and a restricted
 * account gets nothing new. A repetition is not asked. */
enum binds {
    BINDS_TO_NOTHING,
    BINDS_TO_PAY, /* pays what was agreed to before */
    BINDS_TO_NEW, /* orders, changes or pays for something new */
};

struct route {
    enum http_method method;
    const char *path; /* segments are literal or {name}; at most ROUTE_PARAMS of the latter */
    err (*handler)(struct request *req);
    enum who who;
    const struct form_rule *form; /* required for every method but GET that reads a body */
    enum rate rate;
    enum lane lane; /* LANE_INLINE only for quick GETs; LANE_HASH for whatever hashes a password */
    const char *summary; /* one sentence for docs/routes.md and the OpenAPI document */
    unsigned may; /* WHO_STAFF: STAFF_MAY_... (web/staff.h), one of them is enough; 0 = nobody */
    bool proven;  /* only shortly after a proof, else it is asked for: WHO_CUSTOMER a password
                   * (web/proof.h), WHO_STAFF a code of the second factor */
    enum binds binds; /* WHO_CUSTOMER */
    bool creates;     /* happens once for each Idempotency-Key (API) or form token (page), see
                       * web/idempotency.h: every POST and DELETE but those that app/feature_list_test.c
                       * lists with a reason; nothing it does within the request is outside of the
                       * database */
    const char
        *answers; /* API: statuses and shapes, "201 SessionToken|202 SecondFactor"; 204 has none */
    size_t raw;   /* most bytes of a body that is read as it came, for senders that prove themselves
                   * by a signature over it: no form, no form token, req->http->body; 0 = a form */
    const struct standing_rule
        *standing;       /* LANE_HASH: who goes first when many wait (web/standing.h);
                          * NULL: in order, devices that signed in before others */
    bool on_any_clock;   /* not GET: carried out, too, while the clock is not believed
                          * (system/clock.h), because the date decides nothing that lasts */
    const char *query;   /* API: names of query parameters, separated by blanks; NULL = none */
    const char *refuses; /* API: refusals of its own, "409 phone_held taken|429 too_soon"; those of
                          * its kind stand in web/problem.c, those of fields in field_error.c */
};

#define ROUTES_END                                                                                 \
    {                                                                                              \
        0                                                                                          \
    }
#define ROUTE_PARAMS 4

struct route_match {
    const struct route *route; /* NULL: no such path, or not with this method */
    str params[ROUTE_PARAMS];
    unsigned allowed; /* bit 1 << method for each method the path knows; 0 = unknown path */
};

/* Finds the row for a decoded, normalised path. HEAD finds GET. */
struct route_match route_find(const struct route *const *tables, enum http_method method, str path);

/* True for the rows of the JSON API. */
bool route_is_api(str path);
