/* SPDX-License-Identifier: Apache-2.0 */
/* Where the server listens, who may speak for its visitors, and its public address. */
#include "app/settings_check_private.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "app/hooks_folder.h"
#include "courier/confine.h"
#include "db/peers.h"
#include "http/forward.h"
#include "http/loop.h"

static bool is_port(str text)
{
    int64_t port = 0;
    return text.len > 0 && text.len <= 5 && str_to_i64(text, &port) && port >= 1 && port <= 65535;
}

static bool is_host_name(str host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || (c == '.' && i > 0 && host.ptr[i - 1] != '.');
        if (!fits) {
            return false;
        }
    }
    return host.len > 0 && host.len <= 253;
}

static bool is_address_6(str text)
{
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr address;
    if (text.len >= sizeof copy) {
        return false;
    }
    snprintf(copy, sizeof copy, "%" STR_FMT, STR_ARG(text));
    return inet_pton(AF_INET6, copy, &address) == 1;
}

/* host, host:port, [v6] or [v6]:port */
static bool is_authority(str text)
{
    str rest = text, port = STR("");
    bool bracketed = str_starts(text, STR("["));
    str host = bracketed ? str_cut(str_skip(text, 1), ']', &rest) : str_cut(text, ':', &port);
    if (bracketed && str_index(text, ']') < 0) {
        return false;
    }
    if (bracketed && rest.len > 0) {
        if (rest.ptr[0] != ':') {
            return false;
        }
        port = str_skip(rest, 1);
    }
    bool has_port = bracketed ? rest.len > 0 : str_index(text, ':') >= 0;
    return (bracketed ? is_address_6(host) : is_host_name(host)) && (!has_port || is_port(port));
}

bool check_is_origin(str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    return scheme > 0 && is_authority(str_skip(url, (size_t)scheme + 3));
}

bool check_is_web_url(str url)
{
    if (!str_starts(url, STR("http://")) && !str_starts(url, STR("https://"))) {
        return false;
    }
    str rest = str_skip(url, (size_t)str_find(url, STR("://")) + 3);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?') {
        end++;
    }
    for (size_t i = end; i < rest.len; i++) {
        unsigned char c = (unsigned char)rest.ptr[i];
        if (c <= ' ' || c == 0x7f) {
            return false;
        }
    }
    return is_authority(str_sub(rest, 0, end));
}

static void check_public_url(struct check *check)
{
    const struct settings *s = check->settings;
    bool https = str_starts(s->public_url, STR("https://"));
    str url = str_ends(s->public_url, STR("/")) ? str_sub(s->public_url, 0, s->public_url.len - 1)
                                                : s->public_url;
    if (!(https || str_starts(url, STR("http://"))) || !check_is_origin(url)) {
        check_fault(check, "server.public_url must be http://host or https://host, with a port if "
                           "need be and nothing behind it");
    } else if (check->options.force || url_is_loopback(url)) {
        return;
    } else if (s->demo) {
        check_fault(check,
                    "server.public_url must be a loopback address such as http://127.0.0.1:8080, "
                    "because the demo shows every message to everybody; --force overrides");
    } else if (!https) {
        check_fault(check, "server.public_url must begin with https://: over http:// passwords and "
                           "cookies can be read on their way; only a loopback address may do "
                           "without");
    }
}

static void check_listener(struct check *check, const char *name, str addresses)
{
    bool is_passing = false;
    const char *story = http_listen_fault(addresses, !check->options.confined, &is_passing);
    if (story != NULL) {
        check_fault(check, "%s: %s", name, story);
        check->passing += is_passing ? 1 : 0;
    }
}

static void check_listeners(struct check *check)
{
    const struct settings *s = check->settings;
    check_listener(check, "server.listen", s->listen);
    if (s->metrics_listen.len > 0) {
        check_listener(check, "metrics.listen", s->metrics_listen);
    }
    if (s->metrics_listen.len > 0 && str_eq(s->metrics_listen, s->listen) &&
        !str_ends(s->listen, STR(":0"))) {
        check_fault(check, "metrics.listen must not be the address of server.listen");
    }
}

static void check_proxies(struct check *check)
{
    struct forward_trust trust;
    if (forward_trust_parse(check->settings->trusted_proxies, &trust) != ERR_OK) {
        check_fault(check, "server.trusted_proxies must be addresses or networks such as "
                           "127.0.0.1 or 10.0.0.0/8, or the word unix, separated by commas");
    }
}

static void check_database(struct check *check)
{
    const struct settings *s = check->settings;
    str url = secret_reveal(s->database_url);
    struct db_peers peers;
    if (url.len == 0) {
        return;
    }
    if (!str_starts(url, STR("postgresql://")) && !str_starts(url, STR("postgres://"))) {
        check_fault(check, "database.url must begin with postgresql://, or be empty for SQLite");
    } else if (db_peers_of(check->arena, url, &peers) != ERR_OK) {
        check_fault(check, "database.url cannot be read as a PostgreSQL address");
    }
    check_file(check, "database.ca_file", s->database_ca_file);
}

/* Each is an argument of the hooks' nursery. */
static void check_writable(struct check *check)
{
    int count = 0;
    for (str rest = check->settings->hook_writable; rest.len > 0;) {
        count += str_trim(str_cut(rest, ',', &rest)).len > 0;
    }
    if (count > CONFINE_LIST_MAX) {
        check_fault(check, "provisioning.hook_writable names %d directories; at most %d can be",
                    count, CONFINE_LIST_MAX);
    }
}

static void check_hooks(struct check *check)
{
    str folder;
    check_writable(check);
    if (check->settings->hooks_dir.len > 0 &&
        hooks_folder_given(check->arena, check->settings, &folder, check->complaints) != ERR_OK) {
        check->faults++;
    }
}

void check_server(struct check *check)
{
    check_public_url(check);
    check_listeners(check);
    check_proxies(check);
    check_database(check);
    check_hooks(check);
}
