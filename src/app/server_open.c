/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and starts the parts of the server, in the order server.c asks for them. */
#include <unistd.h>

#include "app/confine.h"
#include "app/demo_data.h"
#include "app/feature_list.h"
#include "app/health.h"
#include "app/hooks_folder.h"
#include "app/server_private.h"
#include "app/steady_clock.h"
#include "db/migrate.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/process.h"
#include "web/headers.h"

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

err server_open_hasher(struct server *server, const struct settings *settings)
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
        e = nursery_open(&(struct nursery_options){folder, settings, server->options->config},
                         &server->nursery);
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
    return server->reads_inline ? 64 : (int)settings->database_connections;
}

err server_start_lanes(struct server *server, const struct settings *settings)
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

err server_open_outside(struct server *server, const struct settings *settings, struct arena *arena,
                        struct buf *complaint)
{
    process_notify_open();
    process_adopt();
    nursery_clear(settings->data_dir);
    err e = open_couriers(server, settings, arena, complaint);
    if (e == ERR_OK && settings->sandbox && sandbox_is_available()) {
        e = sandbox_close_rings(complaint); /* before libuv makes its loops */
    }
    return e == ERR_OK ? open_http(server, settings, complaint) : e;
}

err server_open_database(struct server *server, const struct settings *settings,
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

err server_start_jobs(struct server *server)
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
