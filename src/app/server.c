/* SPDX-License-Identifier: Apache-2.0 */
#include "app/server_private.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "app/health.h"
#include "app/plans_check.h"
#include "app/site_build.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/process.h"
#include "web/staff_audit.h"

/* How long a process with a dead part waits for requests under way. */
#define DRAIN_OF_THE_DEAD (2 * WHEN_SECOND)
#define AFTER_DRAIN (10 * WHEN_SECOND) /* what ends by itself has ended by then */

static err start(struct server *server, struct arena *arena, struct buf *complaint)
{
    const struct settings *settings = server->options->settings;
    struct site *site = ARENA_NEW(arena, struct site);
    err e = server_open_outside(server, settings, arena, complaint);
    if (e == ERR_OK) {
        e = server_open_database(server, settings, arena, complaint);
    }
    if (e == ERR_OK) {
        e = site_build(arena, settings, server->engine, SECRET_KEY_MAY_CREATE, site, complaint);
    }
    if (e == ERR_OK) {
        e = server_open_hasher(server, settings);
    }
    if (e != ERR_OK) {
        return e;
    }
    site->hasher = server->hasher;
    atomic_store(&server->site, site);
    plans_check_log(server->engine, settings);
    e = server_settle(server, site);
    if (e == ERR_OK) {
        e = server_start_lanes(server, settings);
    }
    if (e == ERR_OK) {
        e = http_server_run(server->http);
    }
    if (e == ERR_OK) {
        e = health_run(server->metrics, server->http, server->lanes);
    }
    return e == ERR_OK ? server_start_jobs(server) : e;
}

/* In the reverse order of start; whatever was not started is NULL and skipped. */
static void stop(struct server *server, int patience_ms)
{
    /* Before the database is given up, so that what became of a message is still written down. */
    int64_t until_us = clock_monotonic_us() + patience_ms * INT64_C(750);
    http_server_stop(&server->metrics, 0);
    if (server->http != NULL) {
        http_server_drain(server->http);
    }
    http_server_stop(&server->http, patience_ms);
    jobs_stop(&server->jobs, until_us);
    admin_close(&server->admin);
    lanes_stop(&server->lanes);
    courier_link_close(&server->mail);
    courier_link_close(&server->sms);
    nursery_close(&server->nursery);
    password_hasher_close(&server->hasher);
    db_engine_close(&server->engine);
    server_sites_free(server);
}

/* A part that only a new process brings back; NULL when all live. */
static const char *dead_part(struct server *server)
{
    if (db_engine_has_stopped(server->engine)) {
        return "the disk failed: what it holds is known when the database is opened anew";
    }
    return nursery_mend(server->nursery) ? NULL : "the nursery of couriers was killed";
}

/* Whatever happens, the process ends soon after the drain: its children with it, and what is
 * committed stays. */
static void *end_anyway(void *context)
{
    const struct timespec *patience = context;
    (void)nanosleep(patience, NULL);
    log_error("the process did not end in time and is ended as it stands", LOG_END);
    _exit(1);
}

static void end_in_time(int64_t drain_us)
{
    static struct timespec patience;
    pthread_t thread;
    patience.tv_sec = (time_t)((drain_us + AFTER_DRAIN) / WHEN_SECOND);
    if (pthread_create(&thread, NULL, end_anyway, &patience) == 0) {
        pthread_detach(thread);
    }
}

/* Until a signal says so (NULL), or until a part has died: then the process ends, and the service
 * manager starts one that is whole. */
static const char *wait_for_stop(struct server *server, const sigset_t *signals)
{
    static const struct timespec look = {.tv_sec = 1}, soon = {.tv_nsec = 20000000};
    for (;;) {
        int signal_number = sigtimedwait(signals, NULL, server->reloading ? &soon : &look);
        if (signal_number == SIGTERM || signal_number == SIGINT) {
            return NULL;
        }
        if (signal_number == SIGHUP) {
            server_reload(server);
        }
        server_reload_go_on(server);
        health_of_children(nursery_is_well(server->nursery));
        server_settle_later(server);
        const char *dead = dead_part(server);
        if (dead != NULL) {
            return dead;
        }
    }
}

/* A database server that does not answer holds up the end no longer than the drain: what waits for
 * it still has the time to say so. */
static void give_up_in_time(struct server *server, int64_t drain_us)
{
    db_engine_give_up_at(server->engine, clock_monotonic_us() + drain_us - drain_us / 8);
}

/* A request's arena comes and goes thousands of times a second: blocks of that size stay with the
 * allocator instead of being mapped and unmapped each time. */
static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
}

err server_run(const struct server_options *options, struct arena *arena, struct buf *complaint)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* threads inherit it: only sigwait takes them */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is one more full disk */
    keep_memory();
    (void)clock_boot_name(); /* later the sandbox knows no such path */
    staff_audit_tell_log();
    struct server server = {.options = options};
    err e = start(&server, arena, complaint);
    if (e != ERR_OK) {
        stop(&server, 0);
        return e;
    }
    log_info("serving", LOG_STR("listen", options->settings->listen),
             LOG_STR("public_url", options->settings->public_url), LOG_END);
    process_notify("READY=1");
    const char *dead = wait_for_stop(&server, &signals);
    process_notify("STOPPING=1");
    if (dead != NULL) {
        health_fail();
        log_error("the process ends and has to be started again", LOG_Z("because", dead), LOG_END);
        buf_printf(complaint, "ended: %s\n", dead);
    }
    int64_t drain_us = dead == NULL ? options->settings->drain : DRAIN_OF_THE_DEAD;
    log_info("stopping", LOG_END);
    give_up_in_time(&server, drain_us);
    end_in_time(drain_us);
    stop(&server, (int)(drain_us / 1000));
    log_info("stopped", LOG_END);
    return dead == NULL ? ERR_OK : ERR_UNAVAILABLE;
}
