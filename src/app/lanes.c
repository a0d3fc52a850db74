/* SPDX-License-Identifier: Apache-2.0 */
#include "app/lanes.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/check.h"

/* A thread of a crew. Who has nothing to do lies on a stack, so that the one that worked last is
 * called first: a quiet server uses few of its threads, with warm caches and few connections. */
struct member {
    struct crew *crew;
    int index;
    pthread_t thread;
    pthread_cond_t called;
    bool is_called;
    struct member *below; /* on the stack of the idle */
};

/* A bounded queue in a ring, and the threads that empty it. */
struct crew {
    struct lanes *lanes;
    enum lane lane;
    struct lane_size size;
    pthread_mutex_t lock;
    struct http_exchange **ring; /* size.queue places */
    size_t first;
    size_t count;
    size_t running;
    bool ends;
    struct member *idle; /* top of the stack */
    struct member *members;
    int started;
};

struct lanes {
    struct lanes_options options;
    struct crew crews[LANE_COUNT];
};

/* Under lock. The member that is to be signalled, NULL when all are busy. */
static struct member *call_one(struct crew *crew)
{
    struct member *member = crew->idle;
    if (member != NULL) {
        crew->idle = member->below;
        member->is_called = true;
    }
    return member;
}

/* Under lock. */
static void rest(struct member *member)
{
    struct crew *crew = member->crew;
    member->is_called = false;
    member->below = crew->idle;
    crew->idle = member;
    while (!member->is_called) {
        pthread_cond_wait(&member->called, &crew->lock);
    }
}

/* The next exchange; NULL when the crew ends and its queue is empty. */
static struct http_exchange *take(struct member *member, bool ran_before)
{
    struct crew *crew = member->crew;
    struct http_exchange *exchange = NULL;
    pthread_mutex_lock(&crew->lock);
    crew->running -= ran_before;
    while (crew->count == 0 && !crew->ends) {
        rest(member);
    }
    if (crew->count > 0) {
        exchange = crew->ring[crew->first];
        crew->first = (crew->first + 1) % crew->size.queue;
        crew->count--;
        crew->running++;
    }
    pthread_mutex_unlock(&crew->lock);
    return exchange;
}

static void name_thread(const struct crew *crew, int index)
{
    static const char *const names[LANE_COUNT] = {"inline", "work", "slow", "hash"};
    char name[16];
    snprintf(name, sizeof name, "%s-%d", names[crew->lane], index % 1000);
    pthread_setname_np(pthread_self(), name);
    if (crew->lane == LANE_HASH && crew->lanes->options.hash_nice != 0) {
        /* On Linux a priority belongs to the thread. Without the right to it hashing only
         * competes harder. */
        int lowered = getpriority(PRIO_PROCESS, 0) + crew->lanes->options.hash_nice;
        (void)setpriority(PRIO_PROCESS, 0, lowered > 19 ? 19 : lowered);
    }
}

static void *work(void *arg)
{
    struct member *member = arg;
    struct crew *crew = member->crew;
    const struct lanes_options *options = &crew->lanes->options;
    int index = member->index;
    void *context = NULL;
    name_thread(crew, index);
    if (options->lane_begin != NULL) {
        context = options->lane_begin(options->context, crew->lane, index);
    }
    struct http_exchange *exchange = take(member, false);
    while (exchange != NULL) {
        if (options->run(options->context, context, exchange)) {
            http_answer(exchange);
        }
        exchange = take(member, true);
    }
    if (options->lane_end != NULL) {
        options->lane_end(options->context, context);
    }
    return NULL;
}

/* Signals belong to the main thread. */
static bool start_thread(struct crew *crew)
{
    sigset_t all;
    sigset_t before;
    struct member *member = &crew->members[crew->started];
    *member = (struct member){.crew = crew, .index = crew->started};
    CHECK(pthread_cond_init(&member->called, NULL) == 0);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&member->thread, NULL, work, member) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started) {
        crew->started++;
    } else {
        pthread_cond_destroy(&member->called);
    }
    return started;
}

static void crew_init(struct crew *crew, struct lanes *lanes, enum lane lane, struct lane_size size)
{
    crew->lanes = lanes;
    crew->lane = lane;
    crew->size = size;
    crew->ring = calloc(size.queue + 1, sizeof *crew->ring);
    crew->members = calloc((size_t)size.threads + 1, sizeof *crew->members);
    CHECK(crew->ring != NULL && crew->members != NULL && size.threads >= 0);
    CHECK(size.threads == 0 || size.queue > 0);
    CHECK(pthread_mutex_init(&crew->lock, NULL) == 0);
}

err lanes_start(const struct lanes_options *options, struct lanes **out)
{
    struct lanes *lanes = calloc(1, sizeof *lanes);
    CHECK(lanes != NULL && options->run != NULL);
    lanes->options = *options;
    crew_init(&lanes->crews[LANE_INLINE], lanes, LANE_INLINE, (struct lane_size){0});
    crew_init(&lanes->crews[LANE_WORK], lanes, LANE_WORK, options->work);
    crew_init(&lanes->crews[LANE_SLOW], lanes, LANE_SLOW, options->slow);
    crew_init(&lanes->crews[LANE_HASH], lanes, LANE_HASH, options->hash);
    for (int i = 0; i < LANE_COUNT; i++) {
        struct crew *crew = &lanes->crews[i];
        while (crew->started < crew->size.threads) {
            if (!start_thread(crew)) {
                lanes_stop(&lanes);
                return ERR_UNAVAILABLE;
            }
        }
    }
    *out = lanes;
    return ERR_OK;
}

static bool put(struct lanes *lanes, enum lane lane, struct http_exchange *exchange, bool in_front)
{
    CHECK(lane > LANE_INLINE && lane < LANE_COUNT);
    struct crew *crew = &lanes->crews[lane];
    struct member *member = NULL;
    pthread_mutex_lock(&crew->lock);
    bool has_room = crew->started > 0 && !crew->ends && crew->count < crew->size.queue;
    if (has_room) {
        size_t place = (crew->first + crew->count) % crew->size.queue;
        if (in_front) {
            crew->first = (crew->first + crew->size.queue - 1) % crew->size.queue;
            place = crew->first;
        }
        crew->ring[place] = exchange;
        crew->count++;
        member = call_one(crew);
    }
    pthread_mutex_unlock(&crew->lock);
    if (member != NULL) {
        pthread_cond_signal(&member->called);
    }
    return has_room;
}

bool lane_put(struct lanes *lanes, enum lane lane, struct http_exchange *exchange)
{
    return put(lanes, lane, exchange, false);
}

bool lane_put_first(struct lanes *lanes, enum lane lane, struct http_exchange *exchange)
{
    return put(lanes, lane, exchange, true);
}

void lanes_stats(struct lanes *lanes, struct lanes_stats *out)
{
    for (int i = 0; i < LANE_COUNT; i++) {
        struct crew *crew = &lanes->crews[i];
        pthread_mutex_lock(&crew->lock);
        out->waiting[i] = crew->count;
        out->running[i] = crew->running;
        pthread_mutex_unlock(&crew->lock);
    }
}

static void crew_stop(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    crew->ends = true;
    for (struct member *member = call_one(crew); member != NULL; member = call_one(crew)) {
        pthread_cond_signal(&member->called);
    }
    pthread_mutex_unlock(&crew->lock);
    for (int i = 0; i < crew->started; i++) {
        pthread_join(crew->members[i].thread, NULL);
        pthread_cond_destroy(&crew->members[i].called);
    }
    pthread_mutex_destroy(&crew->lock);
    free(crew->ring);
    free(crew->members);
}

void lanes_stop(struct lanes **handle)
{
    struct lanes *lanes = *handle;
    if (lanes == NULL) {
        return;
    }
    *handle = NULL;
    for (int i = 0; i < LANE_COUNT; i++) {
        crew_stop(&lanes->crews[i]);
    }
    free(lanes);
}
