/* SPDX-License-Identifier: Apache-2.0 */
/* The server's site: what settings read anew change in a server that keeps running. */
#include <stdlib.h>

#include "app/plans_check.h"
#include "app/reload.h"
#include "app/server_private.h"
#include "app/site_build.h"
#include "app/steady_clock.h"
#include "base/check.h"
#include "features/invoices/invoices.h"
#include "features/staff/staff.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/process.h"
#include "system/settings_restart.h"

/* Requests under way keep the site they began with; a replaced one is kept until the end, because a
 * reload is rare and a site is small. */
#define RELOADS_MAX 1000
#define RELOAD_ARENA ((size_t)1 << 20)

err server_settle(struct server *server, const struct site *site)
{
    struct arena arena;
    struct db *db = NULL;
    arena_init(&arena, RELOAD_ARENA);
    err e = db_open(server->engine, &db);
    /* What is said of the seller counts from now on, by a clock that is believed. */
    server->settling = clock_is_waiting();
    if (e == ERR_OK && !server->settling) {
        e = seller_settle(db, &arena, site->settings, steady_clock_look());
    }
    if (e == ERR_OK) {
        e = staff_seal_all(db, &arena, site);
    }
    db_close(&db);
    arena_done(&arena);
    return e;
}

static void generation_free(struct generation **generation)
{
    arena_done(&(*generation)->arena);
    free(*generation);
    *generation = NULL;
}

void server_sites_free(struct server *server)
{
    while (server->generations != NULL) {
        struct generation *last = server->generations;
        server->generations = last->before;
        generation_free(&last);
    }
}

/* Requests from now on see the new site; the jobs are started anew with it, once the old ones have
 * ended. */
static void take_over(struct server *server, struct generation *next, struct site *site)
{
    server->reloads++;
    next->before = server->generations;
    server->generations = next;
    site->hasher = server->hasher;
    atomic_store(&server->site, site);
    admin_pause_begin(server->admin);
    jobs_stop_begin(server->jobs);
    server->reloading = true;
}

static void settle_anew(struct server *server, const struct site *site)
{
    enum log_level level = LOG_LEVEL_INFO;
    if (log_level_from(site->settings->log_level, &level)) {
        log_set_level(level);
    }
    if (server_settle(server, site) != ERR_OK) {
        log_error("seller details or second factors were not updated by the reload; reload again",
                  LOG_END);
    }
    plans_check_log(server->engine, site->settings);
}

void server_settle_later(struct server *server)
{
    if (server->settling && !clock_is_waiting()) {
        settle_anew(server, atomic_load(&server->site));
    }
}

void server_reload(struct server *server)
{
    if (server->reloading) {
        server->reload_again = true;
        return;
    }
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
        e = site_build(arena, settings, server->engine, SECRET_KEY_MUST_EXIST, site, &complaint);
    }
    if (e == ERR_OK) {
        server->reload_waits_for = waiting;
        take_over(server, next, site);
        server_reload_go_on(server);
        return;
    }
    log_error("settings not reloaded; the old ones stay in force",
              LOG_STR("complaint", buf_str(&complaint)), LOG_END);
    generation_free(&next);
    process_notify("READY=1");
}

void server_reload_go_on(struct server *server)
{
    if (!server->reloading || !admin_is_paused(server->admin) ||
        !jobs_stop_is_over(&server->jobs)) {
        return;
    }
    server->reloading = false;
    err e = server_start_jobs(server);
    if (e != ERR_OK) {
        log_error("jobs or the socket of the commands did not start again after the reload; "
                  "restart the server",
                  LOG_END);
    }
    CHECK(e == ERR_OK || server->jobs != NULL);
    reload_log(server->reload_waits_for);
    settle_anew(server, atomic_load(&server->site));
    process_notify("READY=1");
    if (server->reload_again) {
        server->reload_again = false;
        server_reload(server);
    }
}
