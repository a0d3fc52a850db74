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

/* Those of one rank who wait. */
struct ring {
    struct http_exchange **places; /* size.queue of them */
    size_t first;
    size_t count;
};

/* A bounded queue, and the threads that empty it. */
struct crew {
    struct lanes *lanes;
    enum lane lane;
    struct lane_size size;
    pthread_mutex_t lock;
    struct ring ranks[RANK_COUNT];
    size_t waiting; /* in all ranks */
    size_t running;
    size_t turn; /* the next one, in turns */
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

/* Of ten turns: three for the first, three for the good, two for the usual, one for staff, one for
 * the last. */
static const enum lane_rank turns[] = {
    RANK_FIRST, RANK_GOOD, RANK_USUAL, RANK_FIRST, RANK_STAFF,
    RANK_GOOD,  RANK_LAST, RANK_FIRST, RANK_GOOD,  RANK_USUAL,
};

/* Under lock, when somebody waits. A turn of a rank where nobody waits goes to the next: whatever
 * fills the other ranks, each has its share. */
static struct http_exchange *next_in_turn(struct crew *crew)
{
    struct ring *ring = NULL;
    do {
        ring = &crew->ranks[turns[crew->turn]];
        crew->turn = (crew->turn + 1) % ARRAY_LEN(turns);
    } while (ring->count == 0);
    struct http_exchange *exchange = ring->places[ring->first];
    ring->first = (ring->first + 1) % crew->size.queue;
    ring->count--;
    crew->waiting--;
    return exchange;
}

/* The next exchange; NULL when the crew ends and its queue is empty. */
static struct http_exchange *take(struct member *member, bool ran_before)
{
    struct crew *crew = member->crew;
    struct http_exchange *exchange = NULL;
    pthread_mutex_lock(&crew->lock);
    crew->running -= ran_before;
    while (crew->waiting == 0 && !crew->ends) {
        rest(member);
    }
    if (crew->waiting > 0) {
        exchange = next_in_turn(crew);
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
    crew->members = calloc((size_t)size.threads + 1, sizeof *crew->members);
    CHECK(crew->members != NULL && size.threads >= 0);
    CHECK(size.threads == 0 || size.queue > 0);
    for (size_t i = 0; i < RANK_COUNT; i++) {
        crew->ranks[i].places = calloc(size.queue + 1, sizeof(struct http_exchange *));
        CHECK(crew->ranks[i].places != NULL);
    }
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

bool lane_put(struct lanes *lanes, enum lane lane, enum lane_rank rank,
              struct http_exchange *exchange)
{
    CHECK(lane > LANE_INLINE && lane < LANE_COUNT && rank < RANK_COUNT);
    struct crew *crew = &lanes->crews[lane];
    struct ring *ring = &crew->ranks[rank];
    struct member *member = NULL;
    pthread_mutex_lock(&crew->lock);
    bool has_room = crew->started > 0 && !crew->ends && ring->count < crew->size.queue;
    if (has_room) {
        ring->places[(ring->first + ring->count) % crew->size.queue] = exchange;
        ring->count++;
        crew->waiting++;
        member = call_one(crew);
    }
    pthread_mutex_unlock(&crew->lock);
    if (member != NULL) {
        pthread_cond_signal(&member->called);
    }
    return has_room;
}

size_t lane_waiting(struct lanes *lanes, enum lane lane)
{
    struct crew *crew = &lanes->crews[lane];
    pthread_mutex_lock(&crew->lock);
    size_t waiting = crew->waiting;
    pthread_mutex_unlock(&crew->lock);
    return waiting;
}

void lanes_stats(struct lanes *lanes, struct lanes_stats *out)
{
    for (int i = 0; i < LANE_COUNT; i++) {
        struct crew *crew = &lanes->crews[i];
        pthread_mutex_lock(&crew->lock);
        out->waiting[i] = crew->waiting;
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
    for (size_t i = 0; i < RANK_COUNT; i++) {
        free(crew->ranks[i].places);
    }
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
