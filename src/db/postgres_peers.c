/* SPDX-License-Identifier: Apache-2.0 */
/* Reads an address the way libpq does: what it does not say comes from the environment. */
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "db/peers.h"

#define PORT_USUAL 5432

struct parameters {
    PQconninfoOption *said, *usual;
};

static const char *find(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++) {
        if (strcmp(options->keyword, keyword) == 0 && options->val != NULL) {
            return options->val;
        }
    }
    return NULL;
}

static const char *value(const struct parameters *all, const char *keyword)
{
    const char *said = find(all->said, keyword);
    const char *usual = said != NULL ? said : find(all->usual, keyword);
    return usual != NULL ? usual : "";
}

static bool is_number(struct arena *arena, str host)
{
    struct in6_addr address;
    const char *text = str_z(arena, host);
    return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1;
}

static bool is_loopback(struct arena *arena, str host)
{
    struct in_addr v4;
    struct in6_addr v6;
    const char *text = str_z(arena, host);
    if (inet_pton(AF_INET, text, &v4) == 1) {
        return ntohl(v4.s_addr) >> 24 == 127;
    }
    return inet_pton(AF_INET6, text, &v6) == 1 ? IN6_IS_ADDR_LOOPBACK(&v6)
                                               : str_eq_nocase(host, STR("localhost"));
}

static void add_folder(struct arena *arena, str host, struct db_peers *out)
{
    if (str_starts(host, STR("/")) && out->folder_count < DB_PEERS_PORTS_MAX) {
        out->folders[out->folder_count++] = str_z(arena, host);
    }
}

static void read_hosts(struct arena *arena, const struct parameters *all, struct db_peers *out)
{
    bool has_addresses = value(all, "hostaddr")[0] != '\0';
    str hosts = str_from_z(has_addresses ? value(all, "hostaddr") : value(all, "host"));
    do {
        str host = str_trim(str_cut(hosts, ',', &hosts));
        if (host.len == 0 || host.ptr[0] == '/' || host.ptr[0] == '@') {
            out->socket_files = true;
            add_folder(arena, host, out);
        } else {
            out->tcp = true;
            out->names = out->names || !is_number(arena, host);
            out->away = out->away || !is_loopback(arena, host);
        }
    } while (hosts.len > 0);
}

static void read_ports(const struct parameters *all, struct db_peers *out)
{
    str ports = str_from_z(value(all, "port"));
    do {
        int64_t port = PORT_USUAL;
        str text = str_trim(str_cut(ports, ',', &ports));
        if (text.len > 0 && (!str_to_i64(text, &port) || port < 1 || port > UINT16_MAX)) {
            port = PORT_USUAL; /* libpq will refuse it */
        }
        if (out->port_count == DB_PEERS_PORTS_MAX) {
            out->port_count = 0;
            return;
        }
        out->ports[out->port_count++] = (uint16_t)port;
    } while (ports.len > 0);
}

static void read_files(struct arena *arena, const struct parameters *all, struct db_peers *out)
{
    static const char *const keywords[] = {"sslrootcert", "sslcert", "sslkey", "sslcrl",
                                           "passfile"};
    for (size_t i = 0; i < ARRAY_LEN(keywords) && out->file_count < DB_PEERS_FILES_MAX; i++) {
        const char *path = value(all, keywords[i]);
        if (path[0] == '/') {
            out->files[out->file_count++] = str_z(arena, str_from_z(path));
        }
    }
}

/* libpq's own default of sslmode is no word of the operator's. */
static void read_tls(struct arena *arena, const struct parameters *all, struct db_peers *out)
{
    const char *mode = find(all->said, "sslmode");
    const char *root = find(all->said, "sslrootcert");
    mode = mode != NULL ? mode : getenv("PGSSLMODE");
    root = root != NULL ? root : getenv("PGSSLROOTCERT");
    out->sslmode = mode == NULL ? NULL : str_z(arena, str_from_z(mode));
    out->root = root == NULL ? NULL : str_z(arena, str_from_z(root));
}

err db_peers_of(struct arena *arena, str url, struct db_peers *out)
{
    *out = (struct db_peers){0};
    if (url.len == 0) {
        return ERR_OK;
    }
    struct parameters all = {.said = PQconninfoParse(str_z(arena, url), NULL)};
    if (all.said == NULL) {
        return ERR_INVALID;
    }
    all.usual = PQconndefaults();
    if (find(all.said, "service") != NULL || find(all.usual, "service") != NULL) {
        /* Where it leads and how stands in a file of libpq's, which the operator wrote. */
        *out = (struct db_peers){.socket_files = true, .tcp = true, .names = true};
    } else {
        read_hosts(arena, &all, out);
        read_ports(&all, out);
    }
    read_files(arena, &all, out);
    read_tls(arena, &all, out);
    PQconninfoFree(all.said);
    PQconninfoFree(all.usual);
    return ERR_OK;
}
