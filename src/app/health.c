/* SPDX-License-Identifier: Apache-2.0 */
#include "app/health.h"

#include <stdatomic.h>
#include <sys/statvfs.h>

#include "app/metrics.h"
#include "base/check.h"
#include "db/migrate.h"
#include "system/clock.h"
#include "web/reply.h"
#include "web/request.h"

/* Less than this on the data directory's disk and the next backup or log may not fit. */
#define DISK_LEAST_BYTES ((uint64_t)64 << 20)

static _Atomic bool failed, children_ill;

void health_fail(void)
{
    atomic_store(&failed, true);
}

bool health_is_whole(void)
{
    return !atomic_load(&failed);
}

void health_of_children(bool are_well)
{
    atomic_store(&children_ill, !are_well);
}

static err get_healthz(struct request *req)
{
    return reply_bytes(req, STR("text/plain; charset=utf-8"), STR("alive\n"));
}

bool health_disk_has_room(struct arena *arena, str data_dir)
{
    struct statvfs disk;
    return statvfs(str_z(arena, data_dir), &disk) == 0 &&
           (uint64_t)disk.f_bavail * disk.f_frsize >= DISK_LEAST_BYTES;
}

static void put_verdict(struct buf *out, const char *subject, bool good, bool *all_good)
{
    buf_printf(out, "%s: %s\n", subject, good ? "in order" : "not in order");
    *all_good = *all_good && good;
}

static err get_readyz(struct request *req)
{
    struct buf out = buf_in(req->arena);
    const struct site *site = req->site;
    bool ready = true;
    put_verdict(&out, "process", health_is_whole(), &ready);
    put_verdict(&out, "children", !atomic_load(&children_ill), &ready);
    put_verdict(&out, "database", db_ping(req->db) == ERR_OK, &ready);
    put_verdict(&out, "schema",
                db_migrate_check(site->engine, req->arena, &db_migrations, NULL) == ERR_OK, &ready);
    put_verdict(&out, "disk", health_disk_has_room(req->arena, site->settings->data_dir), &ready);
    /* No fault: what is only read goes on. */
    buf_printf(&out, "clock: %s\n", clock_is_waiting() ? "waits for confirmation" : "in order");
    err e = reply_bytes(req, STR("text/plain; charset=utf-8"), buf_str(&out));
    if (!ready) {
        req->reply->status = 503;
    }
    return e;
}

const struct route health_routes[] = {
    {
        .method = HTTP_GET,
        .path = "/healthz",
        .handler = get_healthz,
        .who = WHO_ANYONE,
        .summary = "200 while the process answers",
    },
    {
        .method = HTTP_GET,
        .path = "/readyz",
        .handler = get_readyz,
        .who = WHO_ANYONE,
        .lane = LANE_WORK,
        .summary = "200 only with process, children, database, schema and disk in order, else 503",
    },
    ROUTES_END,
};

/* One for the life of the process: the listener's loop reads it. */
static struct metrics_source source;

static bool answer_metrics(void *context, void *loop_context, struct http_exchange *exchange)
{
    (void)loop_context;
    if (!str_eq(exchange->request.path, STR("/metrics"))) {
        exchange->response.status = 404;
        return true;
    }
    if (exchange->request.method != HTTP_GET && exchange->request.method != HTTP_HEAD) {
        exchange->response.status = 405;
        http_set_header(&exchange->response, STR("Allow"), STR("GET, HEAD"));
        return true;
    }
    struct buf out = buf_in(&exchange->arena);
    metrics_print(context, &exchange->arena, &out);
    http_set_header(&exchange->response, STR("Content-Type"),
                    STR("text/plain; version=0.0.4; charset=utf-8"));
    http_set_header(&exchange->response, STR("Cache-Control"), STR("no-store"));
    exchange->response.body = buf_str(&out);
    return true;
}

err health_listen(const struct settings *settings, struct http_server **out, struct buf *complaint)
{
    if (settings->metrics_listen.len == 0) {
        return ERR_OK;
    }
    struct http_options options = {
        .listen = settings->metrics_listen,
        .loops = 1,
        .max_connections = 16,
        .arena_limit = (size_t)1 << 20,
    };
    source.memory = metrics_memory_open();
    source.data_dir = settings->data_dir;
    struct http_handlers handlers = {.context = &source, .on_request = answer_metrics};
    err e = http_server_open(&options, &handlers, out);
    if (e != ERR_OK) {
        buf_printf(complaint, "metrics.listen: %s\n", http_server_story());
    }
    return e;
}

err health_run(struct http_server *metrics, const struct http_server *http, struct lanes *lanes)
{
    source.http = http;
    source.lanes = lanes;
    return metrics == NULL ? ERR_OK : http_server_run(metrics);
}
