/* SPDX-License-Identifier: Apache-2.0 */
/* The running server, shared by what starts and stops it (server.c), what opens its parts
 * (server_open.c), what takes settings read anew (server_reload.c) and what takes requests
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
    bool settling;     /* waits for a clock that is believed */
    bool reads_inline; /* SQLite: quick reads run on the net loops */
    int reloads;
    bool reloading;       /* the old jobs end, the new ones wait for that */
    bool reload_again;    /* somebody has asked meanwhile */
    str reload_waits_for; /* settings that take effect at the next restart, in the newest generation
                           */
    struct generation *generations;
};

/* Everything that must be had before the sandbox closes: programs started, listeners opened. */
err server_open_outside(struct server *server, const struct settings *settings, struct arena *arena,
                        struct buf *complaint);
/* Files are closed before the first thread, calls after the last listener. */
err server_open_database(struct server *server, const struct settings *settings,
                         struct arena *arena, struct buf *complaint);
err server_open_hasher(struct server *server, const struct settings *settings);
err server_start_lanes(struct server *server, const struct settings *settings);
err server_start_jobs(struct server *server);

/* What the settings say of the seller counts for documents issued from now on, and the present key
 * seals the second factors of staff. */
err server_settle(struct server *server, const struct site *site);
/* Does what that left, because the clock was not believed. */
void server_settle_later(struct server *server);
/* A site from settings read anew. What is open (listeners, database, lanes, couriers) stays as it
 * was started; settings that wait for a restart keep their value and are named. */
void server_reload(struct server *server);
/* Its end, as soon as what the old jobs have under way has ended: nobody waits for that. */
void server_reload_go_on(struct server *server);
/* At the end, when nobody serves any more. */
void server_sites_free(struct server *server);

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
