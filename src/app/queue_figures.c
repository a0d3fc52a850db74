/* SPDX-License-Identifier: Apache-2.0 */
#include "app/queue_figures.h"

#include <pthread.h>

#include "app/clock_guard.h"
#include "app/queue_figures_sql.h"
#include "system/clock.h"

#define LOOK_EVERY (5 * WHEN_SECOND)

static struct {
    pthread_mutex_t lock;
    struct queue_figures figures;
    int64_t looked_us; /* monotonic; 0: never */
    bool peer_is_away[QUEUE_CHANNELS];
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static err look_at_messages(struct db *db, struct arena *arena, enum channel channel, when now,
                            struct queue_messages *out)
{
    struct figures_of_messages_in in = {channel_word(channel), QUEUE_COUNTED_MOST};
    struct figures_of_messages_row row;
    err e = figures_of_messages_one(db, arena, &in, &row);
    if (e != ERR_OK) {
        return e;
    }
    *out = (struct queue_messages){row.waiting, row.delayed, row.failed, 0};
    struct figures_oldest_message_row oldest;
    e = figures_oldest_message_one(
        db, arena, &(struct figures_oldest_message_in){channel_word(channel)}, &oldest);
    if (e == ERR_OK && when_before(oldest.created_at, now)) {
        out->oldest_seconds = (now.us - oldest.created_at.us) / WHEN_SECOND;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err look_at_all(struct db *db, struct arena *arena, when now, struct queue_figures *out)
{
    struct figures_of_jobs_row jobs;
    err e = figures_of_jobs_one(db, arena, &(struct figures_of_jobs_in){QUEUE_COUNTED_MOST}, &jobs);
    if (e == ERR_OK) {
        out->jobs_waiting = jobs.waiting;
        out->jobs_dead = jobs.dead;
    }
    for (int channel = 0; channel < QUEUE_CHANNELS && e == ERR_OK; channel++) {
        e = look_at_messages(db, arena, (enum channel)channel, now, &out->messages[channel]);
    }
    return e;
}

err queue_figures_look(struct db *db, struct arena *arena, when now)
{
    static int64_t next_us;
    int64_t monotonic_us = clock_monotonic_us();
    if (monotonic_us < next_us) {
        return ERR_OK;
    }
    next_us = monotonic_us + LOOK_EVERY;
    struct queue_figures figures = {.clock_holds = clock_guard_jumped()};
    err e = look_at_all(db, arena, now, &figures);
    db_snapshot_end(db);
    if (e == ERR_OK) {
        pthread_mutex_lock(&kept.lock);
        kept.figures = figures;
        kept.looked_us = clock_monotonic_us();
        pthread_mutex_unlock(&kept.lock);
    }
    return e;
}

void queue_figures_peer(enum channel channel, bool answered)
{
    pthread_mutex_lock(&kept.lock);
    kept.peer_is_away[channel] = !answered;
    pthread_mutex_unlock(&kept.lock);
}

void queue_figures_get(struct queue_figures *out)
{
    pthread_mutex_lock(&kept.lock);
    *out = kept.figures;
    int64_t since_us = clock_monotonic_us() - kept.looked_us;
    out->age_seconds = kept.looked_us == 0 ? -1 : since_us / WHEN_SECOND;
    for (int i = 0; i < QUEUE_CHANNELS; i++) {
        out->peer_answers[i] = !kept.peer_is_away[i];
    }
    pthread_mutex_unlock(&kept.lock);
}
