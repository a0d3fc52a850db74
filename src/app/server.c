/* SPDX-License-Identifier: Apache-2.0 */
#include "app/server_private.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/confine.h"
#include "app/demo_data.h"
#include "app/health.h"
#include "app/hooks_folder.h"
#include "app/feature_list.h"
#include "app/plans_check.h"
#include "app/reload.h"
#include "app/site_build.h"
#include "app/steady_clock.h"
#include "base/check.h"
#include "db/migrate.h"
#include "features/invoices/invoices.h"
#include "features/staff/staff.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/process.h"
#include "system/settings_restart.h"
#include "web/headers.h"

/* Requests under way keep the site they began with; a replaced one is kept until the end, because a
 * reload is rare and a site is small. */
#define RELOADS_MAX 1000
#define RELOAD_ARENA ((size_t)1 << 20)

/* How long a process with a dead part waits for requests under way. */
#define DRAIN_OF_THE_DEAD (2 * WHEN_SECOND)

static int hash_slots_of(const struct settings *settings)
{
    if (settings->hash_slots > 0) {
        return (int)settings->hash_slots;
    }
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 2 ? 2 : 1;
}

static err load_clock(struct server *server, struct arena *arena)
{
    struct db *db = NULL;
    err e = db_open(server->engine, &db);
    if (e == ERR_OK) {
        e = steady_clock_load(db, arena);
    }
    db_close(&db);
    return e;
}

static err open_database(struct server *server, const struct settings *settings,
                         struct arena *arena, struct buf *complaint)
{
    struct db_options options = {
        .url = secret_reveal(settings->database_url),
        .ca_file = settings->database_ca_file,
        .data_dir = settings->data_dir,
        .mode = DB_READ_WRITE,
        .story = complaint,
    };
    err e = db_engine_open(&options, arena, &server->engine);
    if (e != ERR_OK) {
        return e;
    }
    server->reads_inline = options.url.len == 0;
    struct buf report = buf_in(arena);
    e = db_migrate(server->engine, arena, &db_migrations, clock_now(), &report);
    if (e != ERR_OK) {
        buf_put(complaint, buf_str(&report));
    } else if (report.len > 0) {
        log_info("schema brought to this version", LOG_STR("steps", buf_str(&report)), LOG_END);
    }
    if (e == ERR_OK && settings->demo) {
        e = demo_data_put(server->engine);
    }
    if (e == ERR_OK) {
        e = load_clock(server, arena);
    }
    if (e == ERR_OK && server->reads_inline) { /* by now the data directory is ours alone */
        e = admin_open(settings->data_dir, &server->admin);
        if (e != ERR_OK) {
            buf_put(complaint, STR("cannot listen on admin.sock in the data directory\n"));
        }
    }
    return e;
}

static err open_hasher(struct server *server, const struct settings *settings)
{
    struct password_cost cost = {
        .memory_kib = (uint32_t)settings->hash_memory_kib,
        .passes = (uint32_t)settings->hash_passes,
        .slots = (uint32_t)hash_slots_of(settings),
        .nice = 19,
    };
    return password_hasher_open(&cost, &server->hasher);
}

/* The nursery is a child of the main thread and is started before any other thread exists. */
static err open_couriers(struct server *server, const struct settings *settings,
                         struct arena *arena, struct buf *complaint)
{
    str folder = STR("");
    err e = hooks_folder(arena, settings, &folder, complaint);
    if (e == ERR_OK) {
        e = nursery_open(&(struct nursery_options){folder, settings}, &server->nursery);
    }
    if (e == ERR_OK && settings->smtp_url.len > 0) {
        e = courier_link_open(server->nursery, &server->mail);
    }
    if (e == ERR_OK && !str_eq(settings->sms_driver, STR("none"))) {
        e = courier_link_open(server->nursery, &server->sms);
    }
    return e;
}

/* On SQLite a worker mostly waits for its turn in the writer's next commit, and a commit takes
 * along as many as wait: with 64 workers 64 clients share one flush of the disk. On PostgreSQL each
 * has a connection, and more of them only queue inside the database. */
static int worker_count(const struct server *server, const struct settings *settings)
{
    if (settings->workers > 0) {
        return (int)settings->workers;
    }
    return server->reads_inline ? 64 : 8;
}

static err start_lanes(struct server *server, const struct settings *settings)
{
    /* More threads than hash slots: while one waits for its commit another hashes. */
    struct lanes_options options = {
        .context = server,
        .work = {.threads = worker_count(server, settings), .queue = 4096},
        .slow = {.threads = 2, .queue = 64},
        .hash = {.threads = hash_slots_of(settings) + 3, .queue = 64}, /* about 2 s of hashing */
        .hash_nice = 19,
        .lane_begin = server_lane_begin,
        .lane_end = server_desk_close,
        .run = server_lane_run,
    };
    return lanes_start(&options, &server->lanes);
}

static err open_http(struct server *server, const struct settings *settings, struct buf *complaint)
{
    int inherited = process_listen_fds();
    struct http_options options = {
        .listen = inherited > 0 ? STR("fd:3") : settings->listen,
        .loops = (int)settings->loops,
        .trusted_proxies = settings->trusted_proxies,
    };
    options.refusal_headers = security_headers(str_starts(settings->public_url, STR("https://")),
                                               &options.refusal_header_count);
    struct http_handlers handlers = {
        .context = server,
        .body_limit = server_body_limit,
        .loop_begin = server_loop_begin,
        .loop_end = server_desk_close,
        .on_request = server_on_request,
        .on_more = server_on_more,
    };
    err e = http_server_open(&options, &handlers, &server->http);
    if (e != ERR_OK) {
        buf_printf(complaint, "server.listen: %s\n", http_server_story());
        return e;
    }
    return health_listen(settings, &server->metrics, complaint);
}

/* Everything that must be had before the sandbox closes: programs started, listeners opened. */
static err open_outside(struct server *server, const struct settings *settings, struct arena *arena,
                        struct buf *complaint)
{
    process_notify_open();
    process_adopt();
    err e = open_couriers(server, settings, arena, complaint);
    if (e == ERR_OK && settings->sandbox && sandbox_is_available()) {
        e = sandbox_close_rings(complaint); /* before libuv makes its loops */
    }
    return e == ERR_OK ? open_http(server, settings, complaint) : e;
}

/* Files are closed before the first thread, calls after the last listener. */
static err open_database_confined(struct server *server, const struct settings *settings,
                                  struct arena *arena, struct buf *complaint)
{
    struct sandbox sandbox;
    bool confined = confine_wanted(settings);
    err e = ERR_OK;
    if (confined) {
        e = confine_plan(arena, settings, server->options->config, &sandbox, complaint);
    }
    if (confined && e == ERR_OK) {
        e = sandbox_close_files(&sandbox, complaint);
    }
    if (e == ERR_OK) {
        e = open_database(server, settings, arena, complaint);
    }
    return confined && e == ERR_OK ? sandbox_close_calls(&sandbox, complaint) : e;
}

static err start_jobs(struct server *server)
{
    server->jobs_options = (struct jobs_options){
        .site = atomic_load(&server->site),
        .kinds = feature_jobs(),
        .commands = feature_commands(),
        .mail = server->mail,
        .sms = server->sms,
        .nursery = server->nursery,
    };
    err e = jobs_start(&server->jobs_options, &server->jobs);
    if (e == ERR_OK && server->admin != NULL) {
        e = admin_start(server->admin, &server->jobs_options);
    }
    return e;
}

/* What the settings say of the seller counts for documents issued from now on, and the present key
 * seals the second factors of staff. */
static err settle(struct server *server, const struct site *site)
{
    struct arena arena;
    struct db *db = NULL;
    arena_init(&arena, RELOAD_ARENA);
    err e = db_open(server->engine, &db);
    if (e == ERR_OK) {
        e = seller_settle(db, &arena, site->settings, clock_now());
    }
    if (e == ERR_OK) {
        e = staff_seal_all(db, &arena, site);
    }
    db_close(&db);
    arena_done(&arena);
    return e;
}

static err start(struct server *server, struct arena *arena, struct buf *complaint)
{
    const struct settings *settings = server->options->settings;
    struct site *site = ARENA_NEW(arena, struct site);
    err e = site_build(arena, settings, site, complaint);
    if (e == ERR_OK) {
        e = open_outside(server, settings, arena, complaint);
    }
    if (e == ERR_OK) {
        e = open_database_confined(server, settings, arena, complaint);
    }
    if (e == ERR_OK) {
        e = open_hasher(server, settings);
    }
    if (e != ERR_OK) {
        return e;
    }
    site->engine = server->engine;
    site->hasher = server->hasher;
    atomic_store(&server->site, site);
    plans_check_log(server->engine, settings);
    e = settle(server, site);
    if (e == ERR_OK) {
        e = start_lanes(server, settings);
    }
    if (e == ERR_OK) {
        e = http_server_run(server->http);
    }
    if (e == ERR_OK) {
        e = health_run(server->metrics, server->http, server->lanes);
    }
    return e == ERR_OK ? start_jobs(server) : e;
}

static void generation_free(struct generation **generation)
{
    arena_done(&(*generation)->arena);
    free(*generation);
    *generation = NULL;
}

/* In the reverse order of start; whatever was not started is NULL and skipped. */
static void stop(struct server *server, int patience_ms)
{
    http_server_stop(&server->metrics, 0);
    if (server->http != NULL) {
        http_server_drain(server->http);
    }
    http_server_stop(&server->http, patience_ms);
    admin_close(&server->admin);
    jobs_stop(&server->jobs);
    lanes_stop(&server->lanes);
    courier_link_close(&server->mail);
    courier_link_close(&server->sms);
    nursery_close(&server->nursery);
    password_hasher_close(&server->hasher);
    db_engine_close(&server->engine);
    while (server->generations != NULL) {
        struct generation *last = server->generations;
        server->generations = last->before;
        generation_free(&last);
    }
}

/* A site from settings read anew. What is open (listeners, database, lanes, couriers) stays as it
 * was started; settings that wait for a restart keep their value and are named. */
static void reload(struct server *server)
{
    process_notify("RELOADING=1");
    struct generation *next = calloc(1, sizeof *next);
    CHECK(next != NULL);
    struct arena *arena = &next->arena;
    arena_init(arena, RELOAD_ARENA);
    struct buf complaint = buf_in(arena);
    struct settings *settings = ARENA_NEW(arena, struct settings);
    struct site *site = ARENA_NEW(arena, struct site);
    err e = server->reloads < RELOADS_MAX
                ? server->options->reload(server->options->context, arena, settings, &complaint)
                : ERR_LIMITED;
    str waiting = STR("");
    if (e == ERR_OK) {
        waiting = reload_waiting(arena, server->options->settings, settings);
        settings_keep_waiting(server->options->settings, settings);
        e = site_build(arena, settings, site, &complaint);
    }
    if (e == ERR_OK) {
        server->reloads++;
        next->before = server->generations;
        server->generations = next;
        site->engine = server->engine;
        site->hasher = server->hasher;
        atomic_store(&server->site, site);
        admin_pause(server->admin);
        jobs_stop(&server->jobs);
        e = start_jobs(server);
        enum log_level level = LOG_LEVEL_INFO;
        if (log_level_from(settings->log_level, &level)) {
            log_set_level(level);
        }
        reload_log(waiting);
        if (settle(server, site) != ERR_OK) {
            log_error(
                "seller details or second factors were not updated by the reload; reload again",
                LOG_END);
        }
        plans_check_log(server->engine, settings);
    } else {
        log_error("settings not reloaded; the old ones stay in force",
                  LOG_STR("complaint", buf_str(&complaint)), LOG_END);
        generation_free(&next);
    }
    CHECK(e == ERR_OK || server->jobs != NULL);
    process_notify("READY=1");
}

/* A part that only a new process brings back; NULL when all live. */
static const char *dead_part(struct server *server)
{
    if (db_engine_has_stopped(server->engine)) {
        return "the disk failed: what it holds is known when the database is opened anew";
    }
    return nursery_mend(server->nursery) ? NULL : "the nursery of couriers was killed";
}

/* Until a signal says so (NULL), or until a part has died: then the process ends, and the service
 * manager starts one that is whole. */
static const char *wait_for_stop(struct server *server, const sigset_t *signals)
{
    static const struct timespec look = {.tv_sec = 1};
    for (;;) {
        int signal_number = sigtimedwait(signals, NULL, &look);
        if (signal_number == SIGTERM || signal_number == SIGINT) {
            return NULL;
        }
        if (signal_number == SIGHUP) {
            reload(server);
        }
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
    stop(&server, (int)(drain_us / 1000));
    log_info("stopped", LOG_END);
    return dead == NULL ? ERR_OK : ERR_UNAVAILABLE;
}
