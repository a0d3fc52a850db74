/* SPDX-License-Identifier: Apache-2.0 */
#include "app/jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "app/clock_guard.h"
#include "app/courier_link.h"
#include "app/jobs_private.h"
#include "app/outside.h"
#include "app/queue_figures.h"
#include "app/steady_clock.h"
#include "base/check.h"
#include "system/clock.h"
#include "system/log.h"
#include "web/holder.h"

#define ITEM_MEMORY ((size_t)16 << 20)
#define FIRST_LOOK_MS 2 /* after a ring: the transaction that rang is about to commit */
#define POLL_MS 1000    /* other processes ring no bell here */
#define HOLDER_LOOK_US (3 * WHEN_SECOND)
#define LOOK_NS 5000000L
#define TROUBLE_MS 5000 /* the database is away */

enum { LINE_JOBS, LINE_EMAIL, LINE_SMS, LINE_ERRANDS, LINE_COUNT = LINE_ERRANDS + ERRAND_LINES };

struct line {
    struct jobs *jobs;
    const char *name;
    err (*step)(struct line *line, struct db *db, struct arena *arena, when now);
    struct sender sender;       /* of a channel's line */
    struct outside_place place; /* of a line of errands */
    int64_t next_look_us;       /* of the jobs' line: at other processes; monotonic */
    pthread_t thread;
};

struct jobs {
    const struct jobs_options *options;
    _Atomic bool stopping;
    _Atomic bool took_over; /* until then nobody claims */
    struct line lines[LINE_COUNT];
    int started;
};

/* Shows that this process lives, and looks for others that do not. */
static err look_after_holders(struct line *line, struct db *db, struct arena *arena, when now)
{
    if (!db_is_postgres(db) || clock_monotonic_us() < line->next_look_us) {
        return ERR_OK;
    }
    line->next_look_us = clock_monotonic_us() + HOLDER_LOOK_US;
    err e = holder_stands(db, arena);
    return e == ERR_OK ? holder_free_orphans(db, arena, now) : e;
}

static err step_jobs(struct line *line, struct db *db, struct arena *arena, when now)
{
    struct jobs_summary ignored = {0};
    struct jobs *jobs = line->jobs;
    if (!atomic_load(&jobs->took_over)) {
        err e = jobs_take_over(jobs->options, db, now);
        atomic_store(&jobs->took_over, e == ERR_OK);
        return e;
    }
    err e = look_after_holders(line, db, arena, now);
    e = e == ERR_OK ? steady_clock_keep(db, arena) : e;
    e = e == ERR_OK ? queue_figures_look(db, arena, now) : e;
    return e == ERR_OK ? job_step(jobs->options, NULL, db, arena, now, &ignored) : e;
}

static err step_channel(struct line *line, struct db *db, struct arena *arena, when now)
{
    struct jobs_summary ignored = {0};
    return atomic_load(&line->jobs->took_over)
               ? sender_step(&line->sender, db, arena, now, &ignored)
               : ERR_NOT_FOUND;
}

static err step_errands(struct line *line, struct db *db, struct arena *arena, when now)
{
    struct jobs_summary ignored = {0};
    return atomic_load(&line->jobs->took_over)
               ? job_step(line->jobs->options, &line->place.outside, db, arena, now, &ignored)
               : ERR_NOT_FOUND;
}

/* Looks at once after a ring, then ever more seldom, until a second between looks. */
static void line_run(struct line *line, struct db *db, struct arena *arena)
{
    uint64_t seen = job_bell_count();
    int pause_ms = FIRST_LOOK_MS;
    while (!atomic_load(&line->jobs->stopping)) {
        arena_reset(arena);
        err e = line->step(line, db, arena, steady_clock_look());
        if (e == ERR_OK) {
            continue;
        }
        if (e != ERR_NOT_FOUND) {
            log_warning("jobs wait for the database", LOG_Z("line", line->name),
                        LOG_STR("story", db_story(db)), LOG_END);
            pause_ms = TROUBLE_MS;
        }
        uint64_t count = job_bell_wait(seen, pause_ms);
        pause_ms = count != seen ? FIRST_LOOK_MS : pause_ms * 2;
        pause_ms = pause_ms > POLL_MS ? POLL_MS : pause_ms;
        seen = count;
    }
}

static void *line_main(void *context)
{
    struct line *line = context;
    struct arena arena;
    struct db *db = NULL;
    (void)pthread_setname_np(pthread_self(), line->name);
    CHECK(db_open(line->jobs->options->site->engine, &db) == ERR_OK);
    arena_init_with_reserve(&arena, ITEM_MEMORY);
    db_lives_in(db, &arena);
    line_run(line, db, &arena);
    arena_done(&arena);
    db_close(&db);
    return NULL;
}

static void lines_prepare(struct jobs *jobs)
{
    const struct jobs_options *options = jobs->options;
    jobs->lines[LINE_JOBS] = (struct line){.name = "kab-jobs", .step = step_jobs};
    jobs->lines[LINE_EMAIL] = (struct line){
        .name = "kab-mail", .step = step_channel, .sender = sender_of(options, CHANNEL_EMAIL)};
    jobs->lines[LINE_SMS] = (struct line){
        .name = "kab-sms", .step = step_channel, .sender = sender_of(options, CHANNEL_SMS)};
    for (int i = LINE_ERRANDS; i < LINE_COUNT; i++) {
        struct line *line = &jobs->lines[i];
        *line = (struct line){.name = "kab-errand", .step = step_errands};
        CHECK(options->nursery == NULL ||
              outside_open(options->site->settings, options->nursery, &line->place) == ERR_OK);
    }
}

err jobs_start(const struct jobs_options *options, struct jobs **out)
{
    struct jobs *jobs = calloc(1, sizeof(*jobs));
    CHECK(jobs != NULL);
    clock_guard_begin();
    jobs->options = options;
    lines_prepare(jobs);
    int count = options->nursery != NULL ? LINE_COUNT : LINE_ERRANDS;
    for (int i = 0; i < count; i++) {
        struct line *line = &jobs->lines[i];
        line->jobs = jobs;
        line->sender.stopping = &jobs->stopping;
        if (pthread_create(&line->thread, NULL, line_main, line) != 0) {
            jobs_stop(&jobs, 0);
            return ERR_UNAVAILABLE;
        }
        jobs->started++;
    }
    *out = jobs;
    return ERR_OK;
}

void jobs_stop_begin(struct jobs *jobs)
{
    bool goes_out = jobs->options->nursery != NULL;
    atomic_store(&jobs->stopping, true);
    job_bell_ring();
    for (int i = LINE_ERRANDS; goes_out && i < LINE_COUNT; i++) {
        outside_interrupt(&jobs->lines[i].place);
    }
}

bool jobs_stop_is_over(struct jobs **handle)
{
    struct jobs *jobs = *handle;
    while (jobs != NULL && jobs->started > 0) {
        if (pthread_tryjoin_np(jobs->lines[jobs->started - 1].thread, NULL) != 0) {
            return false;
        }
        jobs->started--;
    }
    for (int i = LINE_ERRANDS; jobs != NULL && jobs->options->nursery != NULL && i < LINE_COUNT;
         i++) {
        outside_close(&jobs->lines[i].place);
    }
    free(jobs);
    *handle = NULL;
    return true;
}

static void give_up_exchanges(struct jobs *jobs)
{
    courier_link_interrupt(jobs->options->mail);
    courier_link_interrupt(jobs->options->sms);
    for (int i = LINE_ERRANDS; jobs->options->nursery != NULL && i < LINE_COUNT; i++) {
        outside_interrupt_exchange(&jobs->lines[i].place);
    }
}

void jobs_stop(struct jobs **jobs, int64_t until_us)
{
    static const struct timespec look = {.tv_nsec = LOOK_NS};
    bool given_up = false;
    if (*jobs != NULL) {
        jobs_stop_begin(*jobs);
    }
    while (!jobs_stop_is_over(jobs)) {
        if (!given_up && clock_monotonic_us() >= until_us) {
            give_up_exchanges(*jobs);
            given_up = true;
        }
        (void)nanosleep(&look, NULL);
    }
}

/* Who looks for what is due, in this order. */
struct round {
    const struct jobs_options *options;
    struct sender senders[2];
    struct outside_place place;
    struct arena arena;
    when now;
};

/* One look at everything; ERR_NOT_FOUND when nothing was due. */
static err run_round(struct round *round, struct db *db, struct jobs_summary *summary)
{
    struct arena *arena = &round->arena;
    arena_reset(arena);
    err e = job_step(round->options, NULL, db, arena, round->now, summary);
    if (e == ERR_NOT_FOUND && round->options->nursery != NULL) {
        e = job_step(round->options, &round->place.outside, db, arena, round->now, summary);
    }
    for (int i = 0; i < 2 && e == ERR_NOT_FOUND; i++) {
        e = sender_step(&round->senders[i], db, arena, round->now, summary);
    }
    return e;
}

/* Until nothing is due. */
static err run_rounds(struct round *round, struct db *db, struct jobs_summary *summary)
{
    err e = ERR_OK;
    while (e == ERR_OK) {
        e = run_round(round, db, summary);
    }
    return err_absent_is_fine(e);
}

err jobs_run_due(const struct jobs_options *options, struct db *db, when now,
                 struct jobs_summary *out)
{
    struct jobs_summary summary = {0};
    struct round round = {
        .options = options,
        .senders = {sender_of(options, CHANNEL_EMAIL), sender_of(options, CHANNEL_SMS)},
        .now = now,
    };
    err e = options->nursery == NULL
                ? ERR_OK
                : outside_open(options->site->settings, options->nursery, &round.place);
    arena_init_with_reserve(&round.arena, ITEM_MEMORY);
    db_lives_in(db, &round.arena);
    e = e == ERR_OK ? holder_stands(db, &round.arena) : e;
    e = e == ERR_OK ? jobs_put_periodic(options, db, now) : e;
    e = e == ERR_OK ? run_rounds(&round, db, &summary) : e;
    db_lives_in(db, NULL);
    arena_done(&round.arena);
    outside_close(&round.place);
    if (e == ERR_OK) {
        *out = summary;
    }
    return e;
}
