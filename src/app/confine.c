/* SPDX-License-Identifier: Apache-2.0 */
#include "app/confine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "db/peers.h"
#include "system/log.h"
#include "system/settings_sources.h"

/* The C library's random device, and what libuv holds in reserve for a want of descriptors. */
static const char *const always[] = {"/usr/share/zoneinfo", "/dev/urandom", "/dev/null"};

/* Names of users and hosts, certificates, the libraries that look names up; each may be a link. */
static const char *const for_postgres[] = {
    "/etc",
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/run/systemd/resolve",
    "/run/resolvconf",
    "/run/NetworkManager",
};

static void add(struct sandbox *sandbox, const char *path)
{
    CHECK(sandbox->readable_count < SANDBOX_PATHS_MAX);
    sandbox->readable[sandbox->readable_count++] = path;
}

/* A file may be replaced by another of its name, which only a rule about its folder outlives. */
static void add_folder_of(struct arena *arena, struct sandbox *sandbox, str path)
{
    size_t end = path.len;
    while (end > 0 && path.ptr[end - 1] != '/') {
        end--;
    }
    str folder = end == 0 ? STR(".") : end == 1 ? STR("/") : str_sub(path, 0, end - 1);
    if (path.len > 0 && sandbox->readable_count < SANDBOX_PATHS_MAX) {
        add(sandbox, str_z(arena, folder));
    }
}

/* What a reload reads again: the settings file, and secrets in files of their own. */
static void add_settings(struct arena *arena, const char *config, struct sandbox *out)
{
    struct settings_sources sources;
    settings_sources_of(arena, config, &sources);
    for (size_t i = 0; i < sources.file_count; i++) {
        add_folder_of(arena, out, str_from_z(sources.files[i]));
    }
    if (sources.credentials != NULL && out->readable_count < SANDBOX_PATHS_MAX) {
        add(out, sources.credentials);
    }
}

static void add_postgres(struct arena *arena, const struct db_peers *peers, struct sandbox *out)
{
    for (size_t i = 0; i < ARRAY_LEN(for_postgres); i++) {
        add(out, for_postgres[i]);
    }
    for (size_t i = 0; i < peers->file_count; i++) {
        add_folder_of(arena, out, str_from_z(peers->files[i]));
    }
    const char *home = getenv("HOME");
    if (home != NULL && home[0] == '/') {
        add(out, str_z(arena, str_printf(arena, "%s/.postgresql", home)));
        add(out, str_z(arena, str_printf(arena, "%s/.pgpass", home)));
    }
    out->unix_sockets = peers->socket_files;
    out->tcp = peers->tcp;
    out->names = peers->names;
    out->port_count = peers->port_count;
    out->visited_count = peers->folder_count;
    memcpy(out->visited, peers->folders, peers->folder_count * sizeof(out->visited[0]));
    memcpy(out->ports, peers->ports, peers->port_count * sizeof(out->ports[0]));
}

err confine_plan(struct arena *arena, const struct settings *settings, const char *config,
                 struct sandbox *out, struct buf *complaint)
{
    _Static_assert(DB_PEERS_PORTS_MAX <= SANDBOX_PORTS_MAX, "every port of the database has room");
    struct db_peers peers;
    str url = secret_reveal(settings->database_url);
    *out = (struct sandbox){.writable = str_z(arena, settings->data_dir)};
    if (db_peers_of(arena, url, &peers) != ERR_OK) {
        buf_put(complaint, STR("database.url cannot be read as a PostgreSQL address\n"));
        return ERR_INVALID;
    }
    for (size_t i = 0; i < ARRAY_LEN(always); i++) {
        add(out, always[i]);
    }
    if (url.len > 0) {
        add_postgres(arena, &peers, out);
    }
    add_folder_of(arena, out, settings->email_banned_domains_file);
    add_folder_of(arena, out, settings->database_ca_file);
    add_folder_of(arena, out, settings->breached_file);
    add_settings(arena, config, out);
    return ERR_OK;
}

bool confine_wanted(const struct settings *settings)
{
    if (!settings->sandbox) {
        log_warning("no sandbox: server.sandbox says no", LOG_END);
        return false;
    }
    if (!sandbox_is_available()) {
        log_info("no sandbox: this build has a sanitizer in it", LOG_END);
        return false;
    }
    if (sandbox_landlock() == 0) {
        log_warning("sandbox without Landlock: this kernel cannot close the paths", LOG_END);
    }
    return true;
}
