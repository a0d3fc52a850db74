/* SPDX-License-Identifier: Apache-2.0 */
/* The running server, shared by what starts and stops it (server.c) and what takes requests
 * (server_desk.c). */
#pragma once

#include <stdatomic.h>

#include "app/admin.h"
#include "app/courier_link.h"
#include "app/jobs.h"
#include "app/lanes.h"
#include "app/server.h"
#include "crypto/password.h"
#include "http/loop.h"
#include "web/site.h"

/* What a reload made, newest first. */
struct generation {
    struct arena arena;
    struct generation *before;
};

struct server {
    const struct server_options *options;
    _Atomic(const struct site *) site;
    struct db_engine *engine;
    struct password_hasher *hasher;
    struct nursery *nursery;
    struct courier_link *mail, *sms;
    struct lanes *lanes;
    struct http_server *http;
    struct http_server *metrics;
    struct jobs *jobs;
    struct admin *admin; /* NULL on PostgreSQL: there commands write by themselves */
    struct jobs_options jobs_options;
    bool reads_inline; /* SQLite: quick reads run on the net loops */
    int reloads;
    struct generation *generations;
};

/* For the net loops: context is the server, own the loop's desk or NULL when loops do not read. */
void *server_loop_begin(void *context, int loop);
size_t server_body_limit(void *context, const struct http_request *head);
bool server_on_request(void *context, void *own, struct http_exchange *exchange);
bool server_on_more(void *context, struct http_exchange *exchange);

/* For the lanes: own is the thread's desk. */
void *server_lane_begin(void *context, enum lane lane, int index);
bool server_lane_run(void *context, void *own, struct http_exchange *exchange);

/* Both give their desk back with it; NULL is fine. */
void server_desk_close(void *context, void *own);
