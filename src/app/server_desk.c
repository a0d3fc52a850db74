/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request goes: answered on the net loop at once, or queued for the lane of its route. */
#include <stdlib.h>

#include "app/fairness.h"
#include "app/server_private.h"
#include "app/steady_clock.h"
#include "system/thread_time.h"
#include "base/check.h"
#include "web/burden.h"
#include "web/dispatch.h"
#include "web/network.h"
#include "web/standing.h"
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

/* Of whoever has neither earned anything nor failed lately. */
static enum lane_rank usual_rank(const struct dispatch_plan *plan)
{
    return plan->standing != NULL && plan->standing->is_staff ? RANK_STAFF : RANK_USUAL;
}

static enum lane_rank rank_of(const struct dispatch_plan *plan, enum standing standing)
{
    switch (standing) {
    case STANDING_OWN:
        return RANK_FIRST;
    case STANDING_GOOD:
        return RANK_GOOD;
    case STANDING_USUAL:
        return usual_rank(plan);
    case STANDING_LAST:
        break;
    }
    return RANK_LAST;
}

/* On a worker: finds its rank and sends it on to be hashed; false when it went. */
static bool pass_on(struct desk *desk, const struct site *site, const struct dispatch_plan *plan,
                    struct http_exchange *exchange)
{
    /* Once it is put it is no longer ours. */
    str network = str_dup(&exchange->arena, network_of(&exchange->arena, exchange->request.peer));
    enum standing standing =
        has_database(desk)
            ? standing_of(plan->standing, site, desk->db, &exchange->request, steady_clock_now())
            : STANDING_LAST;
    if (lane_put(desk->server->lanes, LANE_HASH, rank_of(plan, standing), exchange)) {
        return false;
    }
    fairness_leave(network);
    dispatch_refuse_busy(site, exchange, steady_clock_now());
    return true;
}

/* Behind the hash: how it went, for those who come later. */
static void note(const struct site *site, const struct dispatch_plan *plan,
                 const struct http_exchange *exchange)
{
    if (plan->standing != NULL) {
        standing_note(plan->standing, site, &exchange->request, exchange->response.status,
                      steady_clock_now());
    }
    fairness_leave(network_of(exchange->request.arena, exchange->request.peer));
}

bool server_lane_run(void *context, void *own, struct http_exchange *exchange)
{
    struct server *server = context;
    struct desk *desk = own;
    const struct site *site = atomic_load(&server->site);
    struct dispatch_plan plan = dispatch_plan_of(exchange);
    if (desk->lane == LANE_WORK && plan.lane == LANE_HASH) {
        return pass_on(desk, site, &plan, exchange);
    }
    if (stream_is_open(exchange)) {
        exchange->response.broken = !has_database(desk);
        if (!exchange->response.broken) {
            int64_t begun_us = thread_time_us();
            stream_continue(desk->db, exchange);
            burden_add(network_of(&exchange->arena, exchange->request.peer),
                       thread_time_us() - begun_us);
        }
        return true;
    }
    if (has_database(desk)) {
        dispatch_run(site, desk->db, exchange, steady_clock_now());
    } else {
        dispatch_refuse_busy(site, exchange, steady_clock_now());
    }
    if (desk->lane == LANE_HASH) {
        note(site, &plan, exchange);
    }
    return true;
}

size_t server_body_limit(void *context, const struct http_request *head)
{
    struct server *server = context;
    return dispatch_body_limit(atomic_load(&server->site), head);
}

/* A network that has more than these waiting gives way to others. */
#define OTHERS_USUAL 3

/* So many may wait for a hash before it matters who goes first. */
#define RUSH 4

/* By what is known without asking anybody; a password's check in a rush stops over in the work lane
 * to be looked at, for only there is it seen whether the device is the typed name's own. Of a route
 * without names a device may be anybody's. */
static bool queue_for_hash(struct server *server, const struct dispatch_plan *plan, int others,
                           struct http_exchange *exchange)
{
    const struct site *site = atomic_load(&server->site);
    bool rush = lane_waiting(server->lanes, LANE_HASH) >= RUSH;
    enum lane lane = plan->standing != NULL && rush ? LANE_WORK : LANE_HASH;
    if (plan->first && standing_of_device(site, &exchange->request, steady_clock_now())) {
        enum lane_rank rank = lane == LANE_WORK ? RANK_FIRST : RANK_GOOD;
        return lane_put(server->lanes, lane, rank, exchange);
    }
    if (others > OTHERS_USUAL) {
        return lane_put(server->lanes, LANE_HASH, RANK_LAST, exchange);
    }
    return lane_put(server->lanes, lane, usual_rank(plan), exchange);
}

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
    bool taken = queue_for_hash(server, plan, others, exchange);
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
        dispatch_run(site, without_database ? NULL : desk->db, exchange, steady_clock_now());
        return true;
    }
    if (queue_up(server, &plan, exchange)) {
        return false;
    }
    dispatch_refuse_busy(site, exchange, steady_clock_now());
    return true;
}
