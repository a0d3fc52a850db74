/* SPDX-License-Identifier: Apache-2.0 */
/* What the queue looks like, for /metrics: looked up every few seconds by the thread of the jobs,
 * so that a scrape asks no database and is answered while there is none. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/when.h"
#include "db/db.h"
#include "web/outbox.h"

#define QUEUE_CHANNELS (CHANNEL_SMS + 1)
#define QUEUE_COUNTED_MOST 10000 /* a longer queue counts as this long: no look walks all of it */

struct queue_messages {
    int64_t waiting, delayed, failed;
    int64_t oldest_seconds; /* 0: none waits */
};

struct queue_figures {
    struct queue_messages messages[QUEUE_CHANNELS];
    int64_t jobs_waiting, jobs_dead;
    int64_t age_seconds;               /* since the look; -1 before the first */
    bool clock_holds;                  /* jobs wait for a clock that is trusted */
    bool peer_answers[QUEUE_CHANNELS]; /* false: nobody answered at the last attempt */
};

/* Looks when it is time to. From one thread; a failure leaves the older figures. */
err queue_figures_look(struct db *db, struct arena *arena, when now) MUST_CHECK;

/* How the last attempt in a channel went. From any thread, like queue_figures_get. */
void queue_figures_peer(enum channel channel, bool answered);
void queue_figures_get(struct queue_figures *out);
