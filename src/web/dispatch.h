/* SPDX-License-Identifier: Apache-2.0 */
/* From an exchange to an answer: who asks, in what language, may he, is the form his own, is it
 * whole — and only then the handler. Every check a route can declare happens here, before any
 * room's code. */
#pragma once

#include <stddef.h>

#include "base/when.h"
#include "db/db.h"
#include "http/loop.h"
#include "web/route.h"
#include "web/site.h"

/* Most bytes of body a request with this head may bring, asked before any of them is read. */
size_t dispatch_body_limit(const struct site *site, const struct http_request *head);

struct dispatch_plan {
    enum lane lane;
    const struct standing_rule *standing; /* NULL: none */
    bool first; /* from a device that signed in before: looked at before others in a full queue */
};

/* Answers GET /healthz, with every security header and without anything else a request has: probes
 * come often and only ask whether the loop turns. False for all other requests. */
bool dispatch_is_alive(const struct site *site, struct http_exchange *exchange);

/* Finds the route and where it is to be run, on the loop's thread; dispatch_run needs it to have
 * been called. */
struct dispatch_plan dispatch_plan(const struct site *site, struct http_exchange *exchange);

/* The same again, for who has the exchange later on its way. */
struct dispatch_plan dispatch_plan_of(const struct http_exchange *exchange);

/* True for what dispatch_run answers without db, which may be NULL then: files and /healthz. */
bool dispatch_needs_no_database(const struct http_exchange *exchange);

/* Fills the answer. db is the thread's own handle; its snapshot is let go before this returns. */
void dispatch_run(const struct site *site, struct db *db, struct http_exchange *exchange, when now);

/* Fills a refusal of an exchange whose lane is full. */
void dispatch_refuse_busy(const struct site *site, struct http_exchange *exchange, when now);
