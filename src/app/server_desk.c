/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request goes: answered on the net loop at once, or queued for the lane of its route. */
#include <stdlib.h>

#include "app/fairness.h"
#include "app/server_private.h"
#include "base/check.h"
#include "system/clock.h"
#include "web/burden.h"
#include "web/dispatch.h"
#include "web/network.h"
#include "web/stream.h"

/* What a thread that runs handlers has of its own. */
struct desk {
    struct server *server;
    enum lane lane;
    struct db
        *db; /* opened when the first request needs it: most workers are there for rush hours */
};

static struct desk *open_desk(struct server *server, enum lane lane)
{
    struct desk *desk = calloc(1, sizeof *desk);
    CHECK(desk != NULL);
    *desk = (struct desk){.server = server, .lane = lane};
    return desk;
}

/* False when the database cannot be reached, or no file is left to open. */
static bool has_database(struct desk *desk)
{
    return desk->db != NULL || db_open(desk->server->engine, &desk->db) == ERR_OK;
}

void server_desk_close(void *context, void *own)
{
    (void)context;
    struct desk *desk = own;
    if (desk != NULL) {
        db_close(&desk->db);
        free(desk);
    }
}

void *server_loop_begin(void *context, int loop)
{
    struct server *server = context;
    (void)loop;
    if (!server->reads_inline) {
        return NULL;
    }
    struct desk *desk = open_desk(server, LANE_INLINE);
    CHECK(has_database(desk));
    return desk;
}

void *server_lane_begin(void *context, enum lane lane, int index)
{
    (void)index;
    return open_desk(context, lane);
}

bool server_lane_run(void *context, void *own, struct http_exchange *exchange)
{
    struct server *server = context;
    struct desk *desk = own;
    const struct site *site = atomic_load(&server->site);
    if (stream_is_open(exchange)) {
        exchange->response.broken = !has_database(desk);
        if (!exchange->response.broken) {
            int64_t begun_us = burden_thread_us();
            stream_continue(desk->db, exchange);
            burden_add(network_of(&exchange->arena, exchange->request.peer),
                       burden_thread_us() - begun_us);
        }
        return true;
    }
    if (has_database(desk)) {
        dispatch_run(site, desk->db, exchange, clock_now());
    } else {
        dispatch_refuse_busy(site, exchange, clock_now());
    }
    if (desk->lane == LANE_HASH) {
        fairness_leave(network_of(&exchange->arena, exchange->request.peer));
    }
    return true;
}

size_t server_body_limit(void *context, const struct http_request *head)
{
    (void)context;
    return dispatch_body_limit(head);
}

/* A network that has more than these waiting gives way to others. */
#define OTHERS_USUAL 3

/* Hands the exchange to its lane; false when the lane is full, or his network's share of it. */
static bool queue_up(struct server *server, const struct dispatch_plan *plan,
                     struct http_exchange *exchange)
{
    if (plan->lane != LANE_HASH) {
        enum lane lane = plan->lane == LANE_INLINE ? LANE_WORK : plan->lane;
        return lane_put(server->lanes, lane, RANK_USUAL, exchange);
    }
    str network = network_of(&exchange->arena, exchange->request.peer);
    int others = 0;
    if (!fairness_enter(network, &others)) {
        return false;
    }
    enum lane_rank rank = plan->first              ? RANK_FIRST
                          : others <= OTHERS_USUAL ? RANK_USUAL
                                                   : RANK_LAST;
    bool taken = lane_put(server->lanes, LANE_HASH, rank, exchange);
    if (!taken) {
        fairness_leave(network);
    }
    return taken;
}

bool server_on_more(void *context, struct http_exchange *exchange)
{
    struct server *server = context;
    return lane_put(server->lanes, LANE_SLOW, RANK_FIRST, exchange);
}

bool server_on_request(void *context, void *own, struct http_exchange *exchange)
{
    struct server *server = context;
    struct desk *desk = own;
    const struct site *site = atomic_load(&server->site);
    if (dispatch_is_alive(site, exchange)) {
        return true;
    }
    struct dispatch_plan plan = dispatch_plan(site, exchange);
    bool without_database = dispatch_needs_no_database(exchange);
    if (plan.lane == LANE_INLINE && (desk != NULL || without_database)) {
        dispatch_run(site, without_database ? NULL : desk->db, exchange, clock_now());
        return true;
    }
    if (queue_up(server, &plan, exchange)) {
        return false;
    }
    dispatch_refuse_busy(site, exchange, clock_now());
    return true;
}
