/* SPDX-License-Identifier: Apache-2.0 */
#include "app/server.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/admin.h"
#include "app/confine.h"
#include "app/courier_link.h"
#include "app/health.h"
#include "app/fairness.h"
#include "app/feature_list.h"
#include "app/jobs.h"
#include "app/lanes.h"
#include "app/site_build.h"
#include "base/check.h"
#include "crypto/password.h"
#include "db/migrate.h"
#include "http/loop.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/process.h"
#include "web/dispatch.h"
#include "web/headers.h"
#include "web/network.h"

/* Requests under way keep the site they began with; a replaced one is kept until the end, because a
 * reload is rare and a site is small. */
#define RELOADS_MAX 1000
#define RELOAD_ARENA ((size_t)1 << 20)

/* What a reload made, newest first. */
struct generation {
    struct arena arena;
    struct generation *before;
};

struct server {
    const struct server_options *options;
    _Atomic(const struct site *) site;
    struct db_engine *engine;
    struct password_hasher *hasher;
    struct courier_link *mail, *sms;
    struct lanes *lanes;
    struct http_server *http;
    struct http_server *metrics;
    struct jobs *jobs;
    struct admin *admin; /* NULL on PostgreSQL: there commands write by themselves */
    struct jobs_options jobs_options;
    bool reads_inline; /* SQLite: quick reads run on the net loops */
    int reloads;
    struct generation *generations;
};

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

static void close_desk(void *context, void *own)
{
    (void)context;
    struct desk *desk = own;
    if (desk != NULL) {
        db_close(&desk->db);
        free(desk);
    }
}

static void *loop_begin(void *context, int loop)
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

static void *lane_begin(void *context, enum lane lane, int index)
{
    (void)index;
    return open_desk(context, lane);
}

static bool lane_run(void *context, void *own, struct http_exchange *exchange)
{
    struct server *server = context;
    struct desk *desk = own;
    const struct site *site = atomic_load(&server->site);
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

static size_t body_limit(void *context, const struct http_request *head)
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

static bool on_request(void *context, void *own, struct http_exchange *exchange)
{
    struct server *server = context;
    struct desk *desk = own;
    const struct site *site = atomic_load(&server->site);
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

static int hash_slots_of(const struct settings *settings)
{
    if (settings->hash_slots > 0) {
        return (int)settings->hash_slots;
    }
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 2 ? 2 : 1;
}

static err open_database(struct server *server, const struct settings *settings,
                         struct arena *arena, struct buf *complaint)
{
    struct db_options options = {
        .url = secret_reveal(settings->database_url),
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
    };
    return password_hasher_open(&cost, &server->hasher);
}

/* The couriers are children of the main thread and are started before any other thread exists. */
static err open_couriers(struct server *server, const struct settings *settings)
{
    err e = ERR_OK;
    if (settings->smtp_url.len > 0) {
        e = courier_link_open(&server->mail);
    }
    if (e == ERR_OK && !str_eq(settings->sms_driver, STR("none"))) {
        e = courier_link_open(&server->sms);
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
        .lane_begin = lane_begin,
        .lane_end = close_desk,
        .run = lane_run,
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
        .body_limit = body_limit,
        .loop_begin = loop_begin,
        .loop_end = close_desk,
        .on_request = on_request,
    };
    err e = http_server_open(&options, &handlers, &server->http);
    if (e != ERR_OK) {
        buf_printf(complaint, "server.listen: %s\n", http_server_story());
        return e;
    }
    return health_listen(settings, &server->metrics, complaint);
}

/* Everything that must be had before the sandbox closes: programs started, listeners opened. */
static err open_outside(struct server *server, const struct settings *settings,
                        struct buf *complaint)
{
    process_notify_open();
    err e = open_couriers(server, settings);
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
    };
    err e = jobs_start(&server->jobs_options, &server->jobs);
    if (e == ERR_OK && server->admin != NULL) {
        e = admin_start(server->admin, &server->jobs_options);
    }
    return e;
}

static err start(struct server *server, struct arena *arena, struct buf *complaint)
{
    const struct settings *settings = server->options->settings;
    struct site *site = ARENA_NEW(arena, struct site);
    err e = site_build(arena, settings, site, complaint);
    if (e == ERR_OK) {
        e = open_outside(server, settings, complaint);
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
    e = start_lanes(server, settings);
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
    password_hasher_close(&server->hasher);
    db_engine_close(&server->engine);
    while (server->generations != NULL) {
        struct generation *last = server->generations;
        server->generations = last->before;
        generation_free(&last);
    }
}

/* A site from settings read anew. What is open (listeners, database, lanes, couriers) stays as it
 * was started; `kabinet settings` says which rows need a restart. */
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
    if (e == ERR_OK) {
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
        log_info("settings reloaded", LOG_END);
    } else {
        log_error("settings not reloaded; the old ones stay in force",
                  LOG_STR("complaint", buf_str(&complaint)), LOG_END);
        generation_free(&next);
    }
    CHECK(e == ERR_OK || server->jobs != NULL);
    process_notify("READY=1");
}

static void wait_for_stop(struct server *server, const sigset_t *signals)
{
    for (;;) {
        int signal_number = 0;
        if (sigwait(signals, &signal_number) != 0) {
            continue;
        }
        if (signal_number != SIGHUP) {
            return;
        }
        reload(server);
    }
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
    wait_for_stop(&server, &signals);
    process_notify("STOPPING=1");
    log_info("stopping", LOG_END);
    stop(&server, (int)(options->settings->drain / 1000));
    log_info("stopped", LOG_END);
    return ERR_OK;
}
