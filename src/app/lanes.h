/* SPDX-License-Identifier: Apache-2.0 */
/* The threads that run handlers off the net loops. Every lane is a bounded queue with its own
 * threads; a full queue is an answer (503 with Retry-After), never a wait. Who waits stands in one
 * of five ranks; a higher rank has more of the turns, and none is left without. Each
 * thread has its own context, so a handler has a database handle to itself. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "http/lane.h" /* routes of the web floor name lanes too */
#include "http/loop.h"

struct lanes;

struct lane_size {
    int threads;  /* 0: the lane does not exist, lane_put answers false */
    size_t queue; /* most exchanges that wait in each rank */
};

enum lane_rank {
    RANK_FIRST, /* earned it: a device its owner has signed in on */
    RANK_GOOD,  /* stands well, such as a login that exists and is not under attack */
    RANK_USUAL,
    RANK_STAFF, /* beside the usual, so that neither keeps the other waiting */
    RANK_LAST,  /* failed lately, or one more of somebody who has others waiting */
};

#define RANK_COUNT 5

struct lanes_options {
    void *context;
    struct lane_size work, slow, hash;
    int hash_nice; /* added to the priority of hash threads, 19 in service */

    /* On the thread, at its begin and end; the value goes to run. Both may be NULL. */
    void *(*lane_begin)(void *context, enum lane lane, int index);
    void (*lane_end)(void *context, void *lane_context);

    /* Runs the handler. true: the response is filled, the lane hands it back by http_answer;
     * false: the exchange went on to another lane and is no longer ours. */
    bool (*run)(void *context, void *lane_context, struct http_exchange *exchange);
};

struct lanes_stats {
    size_t waiting[LANE_COUNT];
    size_t running[LANE_COUNT];
};

/* Starts the threads. ERR_UNAVAILABLE when the system gives none. */
err lanes_start(const struct lanes_options *options, struct lanes **out) MUST_CHECK;

/* Puts an exchange at the end of its rank's queue in the lane. false = full or stopping: the caller
 * answers. LANE_INLINE has no queue and is a broken invariant. */
bool lane_put(struct lanes *lanes, enum lane lane, enum lane_rank rank,
              struct http_exchange *exchange) MUST_CHECK;

/* How many wait in a lane. */
size_t lane_waiting(struct lanes *lanes, enum lane lane);

void lanes_stats(struct lanes *lanes, struct lanes_stats *out);

/* Runs what is queued, joins the threads, frees. */
void lanes_stop(struct lanes **lanes);
